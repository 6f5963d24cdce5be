import Glibc
import Testing

@testable import Commands

@Suite struct SmallFileTests {
  /// Nobody writes to it, and nobody may wait for that.
  @Test(.timeLimit(.minutes(1))) func aPipeWithoutAWriterIsEmpty() throws {
    let directory = try Directory()
    let path = directory.path + "/pipe"
    #expect(mkfifo(path, 0o600) == 0)
    #expect(try SmallFile.read(path, limit: 100) == [])
  }

  @Test func whatIsWrittenToAPipeIsRead() throws {
    var ends: [Int32] = [-1, -1]
    #expect(pipe(&ends) == 0)
    defer { close(ends[0]) }
    #expect(write(ends[1], "{}", 2) == 2)
    close(ends[1])
    #expect(try SmallFile.read("/dev/fd/\(ends[0])", limit: 100) == Array("{}".utf8))
    #expect(throws: CommandError.self) { try SmallFile.read("/dev/zero", limit: 100) }
  }
}
