import Gate
import Glibc
import Synchronization
import Testing
import Timing

@testable import Ledger

/// What stands in the journal's place on a real file system, and who stands in the way.
@Suite struct PlaceTests {
  private func open(_ path: String, clocks: any Clocks = FixedClocks()) async throws -> Ledger {
    try await Ledger.open(at: path, clocks: clocks, instance: try instance("me"))
  }

  /// What opening and what reading say of the same place.
  private func codes(_ path: String) async throws -> [String?] {
    let opening = await #expect(throws: LedgerError.self) { try await open(path) }
    return [opening?.code, Ledger.inspect(at: path).fault?.code]
  }

  @Test func aSymbolicLinkIsNotFollowed() async throws {
    try await withDirectory { path in
      let target = "\(path)/elsewhere"
      _ = try PosixDisk().open(target, creating: true)
      symlink(target, "\(path)/journal.ndjson")
      let codes = try await codes(path)
      #expect(codes == ["ledger.unusable", "ledger.unusable"])
      #expect(Ledger.inspect(at: path).fault?.description.contains("it is a symbolic link") == true)
      var status = stat()
      #expect(stat(target, &status) == 0 && status.st_size == 0)
    }
  }

  @Test func aDirectoryInItsPlaceIsSaid() async throws {
    try await withDirectory { path in
      mkdir("\(path)/journal.ndjson", 0o700)
      let codes = try await codes(path)
      #expect(codes == ["ledger.unusable", "ledger.foreign"])
      rmdir("\(path)/journal.ndjson")
    }
  }

  @Test func aPipeInItsPlaceHoldsNobodyUp() async throws {
    try await withDirectory { path in
      mkfifo("\(path)/journal.ndjson", 0o600)
      let codes = try await codes(path)
      #expect(codes == ["ledger.foreign", "ledger.foreign"])
    }
  }

  @Test(
    "what is damaged stays as it is, byte for byte",
    arguments: [
      "flipped", "cut", "foreign", "newer", "binary",
    ])
  func damage(_ kind: String) async throws {
    try await withDirectory { path in
      do {
        let ledger = try await open(path)
        for number in 0..<10 { try await ledger.append([try reservation("o\(number)", ["n\(number).example"])]) }
        _ = try await ledger.compact()
        await ledger.close()
      }
      let file = try PosixDisk().open("\(path)/journal.ndjson", creating: false)
      var bytes = try file.read(at: 0, upTo: 1 << 20)
      switch kind {
      case "flipped": bytes[bytes.count / 2] ^= 4
      case "cut": bytes.removeLast(bytes.count / 3)
      case "foreign": bytes = Array("a,b,c\n1,2,3\n".utf8)
      case "newer": bytes = JournalLine.sealed(#"{"schema":"preflight.ledger/9","created":"2030-01-01T00:00:00Z"}"#)
      default: bytes = (0..<5000).map { UInt8(truncatingIfNeeded: $0 &* 37) }
      }
      try file.truncate(to: 0)
      try file.write(bytes, at: 0)
      let code = ["flipped", "cut"].contains(kind) ? "damaged" : kind == "newer" ? "newer-version" : "foreign"
      let codes = try await codes(path)
      #expect(codes == ["ledger.\(code)", "ledger.\(code)"])
      #expect(try file.read(at: 0, upTo: 1 << 20) == bytes)
      #expect(try PosixDisk().list(path + "/owners").isEmpty, "whoever could not open it is no owner")
    }
  }

  @Test func theFileSystemsOwnerAndPermissionsAreKept() async throws {
    try await withDirectory { path in
      let ledger = try await open(path)
      chmod("\(path)/journal.ndjson", 0o640)
      if getuid() == 0 { chown("\(path)/journal.ndjson", 12_345, 54_321) }
      try await ledger.append([try reservation("o1", ["a.example"])])
      _ = try await ledger.compact()
      var status = stat()
      #expect(stat("\(path)/journal.ndjson", &status) == 0 && status.st_mode & 0o777 == 0o640)
      if getuid() == 0 { #expect(status.st_uid == 12_345 && status.st_gid == 54_321) }
    }
  }

  @Test func twoProcessesGoOnWithTheNewFile() async throws {
    try await withDirectory { path in
      let first = try await open(path)
      let second = try await Ledger.open(at: path, clocks: FixedClocks(), instance: try instance("second"))
      for number in 0..<40 {
        try await (number % 2 == 0 ? first : second).append([try reservation("o\(number)", ["n\(number).example"])])
        if number % 7 == 3 { _ = try await (number % 3 == 0 ? first : second).compact() }
        if number % 5 == 4 { try await (number % 2 == 0 ? second : first).append([try settled("o\(number)")]) }
      }
      #expect(try await first.refresh() == second.refresh())
      #expect(try await first.refresh() == Book.Counts(openOrders: 32, requests: 0, certificates: 8, setbacks: 0))
      let counts = try await first.refresh()
      #expect(try Ledger.read(at: path).book.counts == counts)
    }
  }

  @Test func aStoppedProcessThatHoldsTheLockIsNamedAndLeftAlone() async throws {
    try await withDirectory { path in
      let ledger = try await open(path)
      try await ledger.append([try reservation("o1", ["a.example"])])
      guard let child = spawn(["flock", "-o", "\(path)/lock", "sleep", "60"]) else { return }
      let lock = try PosixDisk().open("\(path)/lock", creating: false)
      while try lock.tryLock(shared: true) {
        try lock.unlock()
        sched_yield()
      }
      kill(-child, SIGSTOP)
      let disk = HurriedDisk()
      let error = await #expect(throws: LedgerError.self) {
        try await Ledger.open(at: path, disk: disk, clocks: disk, instance: try instance("late"))
      }
      #expect(error?.code == "ledger.busy")
      #expect(try Ledger.read(at: path).book.counts.openOrders == 1, "reading waits for nobody")
      kill(-child, SIGKILL)
      waitpid(child, nil, 0)
      try await ledger.append([try settled("o1")])
    }
  }
}

/// Starts a program in a process group of its own; nil where there is none of that name.
private func spawn(_ words: [String]) -> pid_t? {
  var attributes = posix_spawnattr_t()
  posix_spawnattr_init(&attributes)
  defer { posix_spawnattr_destroy(&attributes) }
  posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP))
  let arguments = words.map { strdup($0) } + [nil]
  defer { for argument in arguments { free(argument) } }
  var child: pid_t = 0
  return posix_spawnp(&child, words[0], nil, &attributes, arguments, environ) == 0 ? child : nil
}

extension JournalLine {
  /// A line of any object.
  static func sealed(_ object: String) -> [UInt8] {
    let crc = String(Checksum.of(object.utf8.dropLast()), radix: 16)
    return Array("\(object.dropLast()),\"crc\":\"\(String(repeating: "0", count: 8 - crc.count))\(crc)\"}\n".utf8)
  }
}

/// The machine's disk, on which waiting takes no time: only its clock moves.
private final class HurriedDisk: Disk, Clocks {
  private let disk = PosixDisk()
  private let now = Mutex(Instant(nanoseconds: 0))

  func instant() -> Instant { now.withLock { $0 } }
  func timestamp() -> Timestamp { Timestamp(milliseconds: 1_795_413_600_000) }
  func pause(_ duration: Duration) { now.withLock { $0 = $0 + duration } }

  func makeDirectory(_ path: String) throws(DiskError) { try disk.makeDirectory(path) }
  func open(_ path: String, creating: Bool) throws(DiskError) -> any DiskFile {
    try disk.open(path, creating: creating)
  }
  func openForReading(_ path: String) throws(DiskError) -> any DiskFile { try disk.openForReading(path) }
  func identity(of path: String) throws(DiskError) -> FileIdentity? { try disk.identity(of: path) }
  func remove(_ path: String) throws(DiskError) { try disk.remove(path) }
  func rename(_ path: String, to newPath: String) throws(DiskError) { try disk.rename(path, to: newPath) }
  func list(_ directory: String) throws(DiskError) -> [String] { try disk.list(directory) }
  func syncDirectory(_ path: String) throws(DiskError) { try disk.syncDirectory(path) }
}
