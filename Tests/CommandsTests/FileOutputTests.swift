import Glibc
import Testing

@testable import Commands

@Suite struct FileOutputTests {
  @Test func aFullDiskIsSaid() throws {
    let output = try FileOutput(path: "/dev/full")
    let error = #expect(throws: OutputError.self) { try output.write([1, 2, 3]) }
    #expect(error == .failed("/dev/full", reason: "No space left on device"))
  }

  @Test func aReaderThatLeftIsNoFailure() throws {
    signal(SIGPIPE, SIG_IGN)
    var ends: [Int32] = [0, 0]
    #expect(pipe(&ends) == 0)
    close(ends[0])
    let output = FileOutput(descriptor: ends[1], name: "pipe")
    #expect(throws: OutputError.closed) { try output.write([1]) }
    #expect(throws: OutputError.closed) { try output.write([1]) }
  }

  @Test func aSlowReaderGetsAll() async throws {
    var ends: [Int32] = [0, 0]
    #expect(pipe(&ends) == 0)
    _ = fcntl(ends[1], F_SETFL, O_NONBLOCK)
    let writer = Task.detached { [end = ends[1]] in
      try FileOutput(descriptor: end, name: "pipe").write([UInt8](repeating: 7, count: 300_000))
    }
    var total = 0
    var piece = [UInt8](repeating: 0, count: 4096)
    while case let count = read(ends[0], &piece, piece.count), count > 0 { total += count }
    try await writer.value
    #expect(total == 300_000)
    close(ends[0])
  }

  /// As root, a rename would put a file in the place of a device.
  @Test func figuresTakeThePlaceOfFilesAlone() throws {
    let path = "/tmp/preflight-pipe-\(UInt64.random(in: 0 ... .max))"
    #expect(mkfifo(path, 0o600) == 0)
    defer { unlink(path) }
    #expect(throws: CommandError.self) { try MetricsFile(path) }
    var status = stat()
    #expect(stat(path, &status) == 0)
    #expect(status.st_mode & S_IFMT == S_IFIFO)
  }

  @Test func aMissingDirectoryIsSaid() {
    #expect(throws: OutputError.failed("/nowhere/x", reason: "No such file or directory")) {
      try FileOutput(path: "/nowhere/x")
    }
  }
}
