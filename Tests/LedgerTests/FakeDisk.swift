import Glibc
import Ledger
import Synchronization
import Timing

/// A disk in memory that fails when it is told to, on a clock that only `pause` moves.
final class FakeDisk: Disk, Clocks {
  struct Faults {
    /// Bytes that still fit.
    var room = Int.max
    var syncError: Int32?
    var truncateError: Int32?
    var openError: Int32?
    /// Whether every call fails that would change anything.
    var isReadOnly = false
    /// How often something was made durable.
    var syncs = 0
    var now = Instant(nanoseconds: 0)
    var inodes: UInt64 = 0
  }

  struct Content {
    var bytes: [UInt8] = []
    var inode: UInt64 = 0
    /// The handle that holds the lock.
    var holder: ObjectIdentifier?
  }

  let faults = Mutex(Faults())
  private let files = Mutex<[String: FakeContent]>([:])

  func instant() -> Instant { faults.withLock { $0.now } }
  func timestamp() -> Timestamp { Timestamp(milliseconds: 1_795_413_600_000) + (instant() - Instant(nanoseconds: 0)) }

  func pause(_ duration: Duration) {
    faults.withLock { $0.now = $0.now + duration }
  }

  func set(_ change: @Sendable (inout Faults) -> Void) {
    faults.withLock { change(&$0) }
  }

  func makeDirectory(_ path: String) throws(DiskError) {
    if let number = faults.withLock({ $0.openError }) { throw DiskError(call: "mkdir", path: path, number: number) }
    try refuseWriting("mkdir", path)
  }

  func open(_ path: String, creating: Bool) throws(DiskError) -> any DiskFile {
    if let number = faults.withLock({ $0.openError }) { throw DiskError(call: "open", path: path, number: number) }
    try refuseWriting("open", path)
    return try opened(path, creating: creating)
  }

  private func refuseWriting(_ call: String, _ path: String) throws(DiskError) {
    if faults.withLock({ $0.isReadOnly }) { throw DiskError(call: call, path: path, number: EROFS) }
  }

  private func opened(_ path: String, creating: Bool) throws(DiskError) -> any DiskFile {
    let content = files.withLock { files in
      if creating, files[path] == nil { files[path] = FakeContent(inode: nextInode()) }
      return files[path]
    }
    guard let content else { throw DiskError(call: "open", path: path, number: ENOENT) }
    return FakeFile(path: path, content: content, disk: self)
  }

  private func nextInode() -> UInt64 {
    faults.withLock { faults in
      faults.inodes += 1
      return faults.inodes
    }
  }

  func openForReading(_ path: String) throws(DiskError) -> any DiskFile {
    if let number = faults.withLock({ $0.openError }) { throw DiskError(call: "open", path: path, number: number) }
    return try opened(path, creating: false)
  }

  func identity(of path: String) throws(DiskError) -> FileIdentity? {
    files.withLock { $0[path] }.map { FileIdentity(device: 1, inode: $0.value.withLock { $0.inode }) }
  }

  /// The names that there are.
  var paths: [String] { files.withLock { $0.keys.sorted() } }

  func remove(_ path: String) throws(DiskError) {
    let isThere = files.withLock { $0.removeValue(forKey: path) != nil }
    if !isThere { throw DiskError(call: "unlink", path: path, number: ENOENT) }
  }

  func rename(_ path: String, to newPath: String) throws(DiskError) {
    files.withLock { $0[newPath] = $0.removeValue(forKey: path) }
  }

  func list(_ directory: String) throws(DiskError) -> [String] {
    files.withLock { files in
      files.keys.filter { $0.hasPrefix(directory + "/") }.map { String($0.dropFirst(directory.utf8.count + 1)) }
    }
  }

  func syncDirectory(_ path: String) throws(DiskError) {}

  subscript(path: String) -> [UInt8] {
    files.withLock { $0[path] }?.value.withLock { $0.bytes } ?? []
  }
}

final class FakeContent: Sendable {
  let value: Mutex<FakeDisk.Content>

  init(inode: UInt64) {
    value = Mutex(FakeDisk.Content(inode: inode))
  }
}

final class FakeFile: DiskFile {
  private let path: String
  private let content: FakeContent
  private let disk: FakeDisk

  init(path: String, content: FakeContent, disk: FakeDisk) {
    self.path = path
    self.content = content
    self.disk = disk
  }

  deinit {
    try? unlock()
  }

  func read(at offset: Int64, upTo count: Int) throws(DiskError) -> [UInt8] {
    content.value.withLock { Array($0.bytes.dropFirst(Int(offset)).prefix(count)) }
  }

  func write(_ bytes: [UInt8], at offset: Int64) throws(DiskError) {
    if path.hasSuffix("/lock") { return store(bytes, at: offset) }
    let fitting = disk.faults.withLock { faults in
      let fitting = min(faults.room, bytes.count)
      faults.room -= fitting
      return fitting
    }
    store(Array(bytes.prefix(fitting)), at: offset)
    if fitting < bytes.count { throw DiskError(call: "write", path: path, number: ENOSPC) }
  }

  private func store(_ bytes: [UInt8], at offset: Int64) {
    content.value.withLock { content in
      content.bytes = Array(content.bytes.prefix(Int(offset))) + bytes
    }
  }

  func sync() throws(DiskError) {
    let error = disk.faults.withLock { faults in
      faults.syncs += 1
      return faults.syncError
    }
    if let error { throw DiskError(call: "fdatasync", path: path, number: error) }
  }

  func truncate(to length: Int64) throws(DiskError) {
    if let error = disk.faults.withLock({ $0.truncateError }) {
      throw DiskError(call: "truncate", path: path, number: error)
    }
    content.value.withLock { $0.bytes = Array($0.bytes.prefix(Int(length))) }
  }

  func status() throws(DiskError) -> FileStatus {
    content.value.withLock {
      FileStatus(
        length: Int64($0.bytes.count), identity: FileIdentity(device: 1, inode: $0.inode))
    }
  }

  func takeOwner(of other: any DiskFile) throws(DiskError) {}

  func tryLock(shared: Bool) throws(DiskError) -> Bool {
    content.value.withLock { content in
      guard content.holder == nil || content.holder == ObjectIdentifier(self) else { return false }
      if !shared { content.holder = ObjectIdentifier(self) }
      return true
    }
  }

  func unlock() throws(DiskError) {
    content.value.withLock { content in
      if content.holder == ObjectIdentifier(self) { content.holder = nil }
    }
  }
}
