import EventLoop
import Glibc
import JSONText
import Testing
import Timing

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

  @Test("what never ends and holds no name can be interrupted", .timeLimit(.minutes(1)))
  func endless() async throws {
    let loop = try Loop()
    let source = try NameSource([], from: "/dev/zero", loop: loop)
    let next = Task { await source.next() }
    await loop.sleep(until: loop.clocks.instant() + .milliseconds(5))
    await source.stop()
    #expect(await next.value == nil)
    await loop.stop()
  }

  @Test("nobody waits for a silent writer once nothing more is wanted", .timeLimit(.minutes(1)))
  func silent() async throws {
    var ends: [Int32] = [0, 0]
    #expect(pipe(&ends) == 0)
    defer { for end in ends { close(end) } }
    let loop = try Loop()
    let source = try NameSource(["a.example"], from: "/dev/fd/\(ends[0])", loop: loop)
    #expect(await source.next() != nil)
    let next = Task { await source.next() }
    await loop.sleep(until: loop.clocks.instant() + .milliseconds(5))
    await source.stop()
    #expect(await next.value == nil)
    await loop.stop()
  }
}
