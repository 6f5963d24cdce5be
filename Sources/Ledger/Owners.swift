import Gate

/// Which processes use the ledger: each holds the lock of a file of its own, which the kernel releases when it ends.
struct Owners: Sendable {
  private let directory: String
  private let disk: any Disk
  private let own: any DiskFile
  private let ownPath: String

  /// Registers `instance`, and removes the files of those that have ended. To be called while the journal's lock is
  /// held, so that nobody removes a file between its making and its locking.
  init(directory: String, instance: LedgerInstance, disk: any Disk) throws(DiskError) {
    self.directory = directory
    self.disk = disk
    ownPath = directory + "/" + Owners.fileName(instance.id)
    own = try disk.open(ownPath, creating: true)
    guard try own.tryLock(shared: false) else {
      throw DiskError(call: "flock", path: ownPath, number: DiskError.lockedElsewhere)
    }
    for name in try disk.list(directory) where name.hasSuffix(".lock") && name != Owners.fileName(instance.id) {
      let path = directory + "/" + name
      guard let file = try? disk.open(path, creating: false), (try? file.tryLock(shared: false)) == true
      else { continue }
      // One that cannot be removed now is removed by the next that comes.
      try? disk.remove(path)
    }
  }

  func isAlive(_ owner: OwnerID) -> Bool {
    do {
      let file = try disk.open(directory + "/" + Owners.fileName(owner), creating: false)
      return try !file.tryLock(shared: true)
    } catch {
      // What cannot be told is taken for alive: an order of a living owner must not be touched.
      return !error.isMissing
    }
  }

  func leave() {
    try? disk.remove(ownPath)
    try? own.unlock()
  }

  private static func fileName(_ owner: OwnerID) -> String { "\(owner).lock" }
}
