import Checking
import EventLoop
import Glibc
import Options
import Readiness
import Reports
import Synchronization
import Testing
import Timing

@testable import Commands

@Suite struct CheckDeskTests {
  /// Somebody who reads when told to.
  private final class SlowReader: Output {
    private let text = Mutex("")
    private let isReading = Atomic(false)

    func read() { isReading.store(true, ordering: .releasing) }
    var whole: String { text.withLock { $0 } }

    func write(_ bytes: [UInt8]) throws(OutputError) {
      while !isReading.load(ordering: .acquiring) { sched_yield() }
      text.withLock { $0 += String(decoding: bytes, as: UTF8.self) }
    }
  }

  private func report(_ number: Int) -> Report {
    Report(
      name: "shop-\(number).example", input: "shop-\(number).example", verdict: .ready,
      checkedAt: Timestamp(milliseconds: 0), duration: .milliseconds(1), findings: [])
  }

  private func desk(_ output: any Output, _ loop: Loop) throws -> CheckDesk {
    let context = context(["check", "--format", "ndjson", "a.example"], output: output)
    guard case .command(_, _, let values) = try Invocation(context.arguments) else { throw Missing() }
    let options = try OutputOptions(values, context)
    let settings = options.settings(.check, list: nil, context)
    let output = CheckOutput(options, settings, files: try ReportFiles([], settings, context))
    return CheckDesk(output, file: "", loop: loop, concurrency: .fixed(4), context)
  }

  private struct Missing: Error {}

  /// A pager, or a pipe that is full: answers that come meanwhile must not be taken for late ones.
  @Test func aSlowReaderDoesNotStopTheLoop() async throws {
    let loop = try Loop()
    let reader = SlowReader()
    let desk = try desk(reader, loop)
    for number in 0..<10 { #expect(await desk.show(report(number))) }
    // Timers still fire while the output takes nothing.
    await loop.sleep(until: loop.clocks.instant() + .milliseconds(1))
    #expect(reader.whole.isEmpty)
    reader.read()
    let code = try await desk.finish(signal: nil)
    #expect(code.value == 0)
    let lines = reader.whole.split(separator: "\n")
    #expect(lines.count == 10)
    for (number, line) in lines.enumerated() { #expect(line.contains("\"name\":\"shop-\(number).example\"")) }
    await loop.stop()
  }

  /// `preflight check … | head`: nothing more is checked, and the exit code tells of what was.
  @Test func anOutputThatTakesNoMoreEndsTheWork() async throws {
    struct Closed: Output {
      func write(_ bytes: [UInt8]) throws(OutputError) { throw .closed }
    }
    let loop = try Loop()
    let desk = try desk(Closed(), loop)
    var notReady = report(1)
    notReady.verdict = .notReady
    _ = await desk.show(notReady)
    #expect(try await desk.finish(signal: nil).value == 1)
    #expect(await desk.show(report(2)) == false)
    await loop.stop()
  }
}
