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

// One after the other: each slow reader keeps a thread, and a small machine has two.
@Suite(.serialized) struct CheckDeskTests {
  /// Somebody who reads when told to.
  private final class SlowReader: Output {
    private let text = Mutex("")
    private let isReading = Atomic(false)
    private let wasAsked = Atomic(false)
    private let failure: OutputError?

    init(failing failure: OutputError? = nil) { self.failure = failure }

    var isAsked: Bool { wasAsked.load(ordering: .acquiring) }
    func read() { isReading.store(true, ordering: .releasing) }
    var whole: String { text.withLock { $0 } }

    func write(_ bytes: [UInt8]) throws(OutputError) {
      wasAsked.store(true, ordering: .releasing)
      while !isReading.load(ordering: .acquiring) { sched_yield() }
      if let failure { throw failure }
      text.withLock { $0 += String(decoding: bytes, as: UTF8.self) }
    }
  }

  private func report(_ number: Int) -> Report {
    Report(
      name: "shop-\(number).example", input: "shop-\(number).example", verdict: .ready,
      checkedAt: Timestamp(milliseconds: 0), duration: .milliseconds(1), findings: [])
  }

  private func desk(_ output: any Output, _ loop: Loop, format: String = "ndjson") throws -> CheckDesk {
    let context = context(["check", "--format", format, "a.example"], output: output)
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

  /// A pager that is left while much waits for it: everybody who waits there hears of it.
  @Test(.timeLimit(.minutes(1))) func anOutputThatFailsWhileMuchWaitsLetsEveryoneGo() async throws {
    let loop = try Loop()
    let reader = SlowReader(failing: .closed)
    let desk = try desk(reader, loop)
    #expect(await desk.show(report(0)))
    // The first report is on its way to the reader by then, and the others gather behind it.
    while !reader.isAsked { await loop.sleep(until: loop.clocks.instant() + .milliseconds(1)) }
    let wanted = await withTaskGroup(of: Bool.self) { group in
      for number in 1...10_000 where await desk.waiting < 2 {
        group.addTask { await desk.show(self.report(number)) }
      }
      while await desk.waiting < 2 { await loop.sleep(until: loop.clocks.instant() + .milliseconds(1)) }
      reader.read()
      return await group.reduce(into: []) { $0.append($1) }
    }
    #expect(wanted.contains(false))
    #expect(try await desk.finish(signal: nil).value == 0)
    await loop.stop()
  }

  /// A list in which nothing is a name: its lines wait for a slow reader as names do.
  @Test(.timeLimit(.minutes(1))) func rejectedLinesWaitForASlowReaderToo() async throws {
    let loop = try Loop()
    let reader = SlowReader()
    let desk = try desk(reader, loop, format: "csv")
    let feeding = Task {
      var count = 0
      while count < 50_000, await desk.reject(line: count, reason: "the line holds control characters") { count += 1 }
      return count
    }
    for _ in 0..<20_000 where await desk.waiting == 0 {
      await loop.sleep(until: loop.clocks.instant() + .milliseconds(1))
    }
    #expect(await desk.waiting == 1)
    reader.read()
    #expect(await feeding.value == 50_000)
    #expect(try await desk.finish(signal: nil).value == 2)
    await loop.stop()
  }
}
