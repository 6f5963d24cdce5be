import Gate
import Timing

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

  // MARK: Waiting

  /// How long what an owner said of itself is believed. One that waits looks again every second or so; one that is
  /// stopped must not keep the others from going on.
  private static let belief = Duration.seconds(2)

  func tell(_ wait: SlotWait?, at now: Instant) {
    let text =
      wait.map { wait in
        let limit = wait.limit?.rawValue ?? "pending-orders"
        return "waits \(limit) \(wait.since.nanoseconds) \((now + Owners.belief).nanoseconds)"
      } ?? "goes-on"
    // That it cannot be said costs this run its turn, and nothing else.
    try? own.write(Array((text + String(repeating: " ", count: max(0, 95 - text.utf8.count)) + "\n").utf8), at: 0)
  }

  /// Those of the others that wait for a slot.
  func waiting(at now: Instant) -> [OwnerID: SlotWait] {
    var waiting: [OwnerID: SlotWait] = [:]
    for name in (try? disk.list(directory)) ?? [] where name.hasSuffix(".lock") {
      let path = directory + "/" + name
      guard path != ownPath, let owner = OwnerID(name.dropLast(5)), let file = try? disk.open(path, creating: false),
        let bytes = try? file.read(at: 0, upTo: 96), let wait = Owners.wait(in: bytes, at: now), isAlive(owner)
      else { continue }
      waiting[owner] = wait
    }
    return waiting
  }

  private static func wait(in bytes: [UInt8], at now: Instant) -> SlotWait? {
    let words = String(decoding: bytes, as: UTF8.self).split { $0 == " " || $0 == "\n" }
    guard words.count == 4, words[0] == "waits", let since = Int64(words[2]), let until = Int64(words[3]),
      now.nanoseconds < until
    else { return nil }
    let limit = LimitName(rawValue: String(words[1]))
    return limit != nil || words[1] == "pending-orders"
      ? SlotWait(limit: limit, since: Instant(nanoseconds: since)) : nil
  }

  func leave() {
    try? disk.remove(ownPath)
    try? own.unlock()
  }

  private static func fileName(_ owner: OwnerID) -> String { "\(owner).lock" }
}
