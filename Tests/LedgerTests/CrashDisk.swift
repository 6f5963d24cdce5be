import Glibc
import Ledger
import Synchronization
import Timing

/// A disk in memory that stops at a given call, as a machine does whose power fails, and then shows what may be left:
/// what was made durable, and of the rest nothing, some or all.
final class CrashDisk: Disk, Clocks {
  struct Content {
    var bytes: [UInt8] = []
    var durable: [UInt8] = []
  }

  struct State {
    var files: [Int: Content] = [:]
    var names: [String: Int] = [:]
    var durableNames: [String: Int] = [:]
    /// Calls until the power fails; nil: never.
    var callsLeft: Int?
    var isDead = false
    var calls = 0
    var now: Int64 = 0
  }

  /// What is left of what was not made durable.
  struct Remains: Sendable, CaseIterable {
    /// Of a file's bytes, in halves.
    var halves: Int
    var keepsNames: Bool

    static let allCases = (0...2).flatMap { halves in
      [false, true].map { Remains(halves: halves, keepsNames: $0) }
    }
  }

  private let state: Mutex<State>

  init(_ state: State = State()) {
    self.state = Mutex(state)
  }

  /// How many calls changed something so far.
  var calls: Int { state.withLock { $0.calls } }

  func failPower(after calls: Int) {
    state.withLock { $0.callsLeft = calls }
  }

  /// As after the end of a process alone: whatever it did is there, and others go on.
  func endProcess() {
    state.withLock { state in
      state.callsLeft = nil
      state.isDead = false
    }
  }

  /// The disk after the next start.
  func restarted(_ remains: Remains) -> CrashDisk {
    state.withLock { state in
      var after = State()
      after.names = remains.keepsNames ? state.names : state.durableNames
      for (id, content) in state.files {
        let kept = max(content.durable.count, content.bytes.count * remains.halves / 2)
        // What was cut off without being made durable may be back, too.
        let isExtended = content.bytes.starts(with: content.durable)
        let bytes = isExtended || remains.halves == 2 ? Array(content.bytes.prefix(kept)) : content.durable
        after.files[id] = Content(bytes: bytes, durable: bytes)
      }
      after.durableNames = after.names
      after.now = state.now
      return CrashDisk(after)
    }
  }

  subscript(path: String) -> [UInt8]? {
    state.withLock { state in state.names[path].flatMap { state.files[$0]?.bytes } }
  }

  func timestamp() -> Timestamp { Timestamp(milliseconds: 1_795_413_600_000) }
  func instant() -> Instant { Instant(nanoseconds: state.withLock { $0.now }) }
  func pause(_ duration: Duration) { state.withLock { $0.now += duration.nanoseconds } }

  /// Counts a call that changes something; the one at which the power fails still happens, or does not: that is what
  /// `restarted` decides.
  fileprivate func change<T>(
    _ call: String, _ path: String, _ body: (inout State) throws(DiskError) -> T
  ) throws(DiskError) -> T {
    try state.withLock { state throws(DiskError) in
      guard !state.isDead else { throw DiskError(call: call, path: path, number: EIO) }
      state.calls += 1
      let result = try body(&state)
      if let left = state.callsLeft {
        state.callsLeft = left - 1
        state.isDead = left <= 1
        if state.isDead { throw DiskError(call: call, path: path, number: EIO) }
      }
      return result
    }
  }

  fileprivate func look<T>(_ body: (State) -> T) -> T { state.withLock { body($0) } }

  func makeDirectory(_ path: String) throws(DiskError) {}

  func open(_ path: String, creating: Bool) throws(DiskError) -> any DiskFile {
    if let id = look({ $0.names[path] }) { return CrashFile(id: id, path: path, disk: self) }
    guard creating else { throw DiskError(call: "open", path: path, number: ENOENT) }
    let id = try change("open", path) { state throws(DiskError) in
      let id = state.files.count + 1
      state.files[id] = Content()
      state.names[path] = id
      return id
    }
    return CrashFile(id: id, path: path, disk: self)
  }

  func openForReading(_ path: String) throws(DiskError) -> any DiskFile { try open(path, creating: false) }

  func identity(of path: String) throws(DiskError) -> FileIdentity? {
    look { $0.names[path] }.map { FileIdentity(device: 1, inode: UInt64($0)) }
  }

  func remove(_ path: String) throws(DiskError) {
    guard look({ $0.names[path] }) != nil else { throw DiskError(call: "unlink", path: path, number: ENOENT) }
    try change("unlink", path) { state throws(DiskError) in state.names[path] = nil }
  }

  func rename(_ path: String, to newPath: String) throws(DiskError) {
    try change("rename", path) { state throws(DiskError) in
      state.names[newPath] = state.names.removeValue(forKey: path)
    }
  }

  func list(_ directory: String) throws(DiskError) -> [String] {
    look { state in
      state.names.keys.filter { $0.hasPrefix(directory + "/") }.map { String($0.dropFirst(directory.utf8.count + 1)) }
    }
  }

  func syncDirectory(_ path: String) throws(DiskError) {
    try change("fsync", path) { state throws(DiskError) in
      // A power failure in the middle of it leaves either; the call counts only when it has returned.
      if state.callsLeft != 1 { state.durableNames = state.names }
    }
  }
}

final class CrashFile: DiskFile {
  private let id: Int
  private let path: String
  private let disk: CrashDisk

  init(id: Int, path: String, disk: CrashDisk) {
    self.id = id
    self.path = path
    self.disk = disk
  }

  func read(at offset: Int64, upTo count: Int) throws(DiskError) -> [UInt8] {
    disk.look { Array(($0.files[id]?.bytes ?? []).dropFirst(Int(offset)).prefix(count)) }
  }

  func write(_ bytes: [UInt8], at offset: Int64) throws(DiskError) {
    try disk.change("write", path) { state throws(DiskError) in
      let before = state.files[id]?.bytes ?? []
      state.files[id]?.bytes = before.prefix(Int(offset)) + bytes
    }
  }

  func sync() throws(DiskError) {
    try disk.change("fdatasync", path) { state throws(DiskError) in
      let bytes = state.files[id]?.bytes ?? []
      if state.callsLeft != 1 { state.files[id]?.durable = bytes }
    }
  }

  func truncate(to length: Int64) throws(DiskError) {
    try disk.change("truncate", path) { state throws(DiskError) in
      let before = state.files[id]?.bytes ?? []
      state.files[id]?.bytes = Array(before.prefix(Int(length)))
    }
  }

  func status() throws(DiskError) -> FileStatus {
    FileStatus(
      length: disk.look { Int64($0.files[id]?.bytes.count ?? 0) },
      identity: FileIdentity(device: 1, inode: UInt64(id)))
  }

  func takeOwner(of other: any DiskFile) throws(DiskError) {}
  // One process alone uses it.
  func tryLock(shared: Bool) throws(DiskError) -> Bool { true }
  func unlock() throws(DiskError) {}
}
