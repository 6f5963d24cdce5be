import EventLoop
import Glibc
import JSONText
import Testing

@testable import Commands

@Suite struct InputFileTests {
  @Test("a named pipe is read when somebody writes, and nobody waits for that", .timeLimit(.minutes(1)))
  func namedPipe() async throws {
    let path = "/tmp/preflight-pipe-\(getpid())"
    #expect(mkfifo(path, 0o600) == 0)
    defer { unlink(path) }
    let loop = try Loop()
    let input = try InputFile(path: path, lineLimit: 100, loop: loop)
    async let first = input.next()
    let writer = open(path, O_WRONLY | O_CLOEXEC)
    #expect(write(writer, "a.example\n", 10) == 10)
    #expect(try await first.map(\.number) == [1])
    close(writer)
    #expect(try await input.next().isEmpty)
    await loop.stop()
  }
}
