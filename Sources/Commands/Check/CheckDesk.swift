import Checking
import EventLoop
import Readiness
import Reports
import Timing

/// Where reports arrive from many tasks and leave one after the other.
///
/// They are gathered on the loop's thread and written by another one: whoever reads may be slow, and meanwhile answers
/// and time-outs are still seen. What gathers within a few milliseconds is written at once.
actor CheckDesk {
  private let loop: Loop
  private var output: CheckOutput
  private let file: String
  private let context: Context
  private var failure: CommandError?
  private var isClosed = false
  private var isEmpty = true
  private var gathered = CheckOutput.Batch()
  private var writer: Task<Void, Never>?
  private var nextWrite = Instant(nanoseconds: 0)
  private var waiters: [CheckedContinuation<Void, Never>] = []

  private static let pause = Duration.milliseconds(4)
  /// Octets that wait for a slow reader or disk; beyond them nothing more is checked until it has read.
  private static let room = 1 << 20

  nonisolated var unownedExecutor: UnownedSerialExecutor { loop.unownedExecutor }

  init(_ output: CheckOutput, file: String, loop: Loop, _ context: Context) {
    self.loop = loop
    self.output = output
    self.file = file
    self.context = context
  }

  /// Checks one name after the other, until there is none or nothing more is wanted. Many of these work at once.
  func work(_ source: NameSource, _ checker: Checker) async {
    while let item = await source.next() {
      switch item {
      case .rejected(let line, let reason): reject(line: line, reason: reason)
      case .name(let name, let targets, let line):
        guard await show(await checker.check(name, targets: targets), line: line) else { return await source.stop() }
      }
    }
  }

  /// False when nothing more is wanted: the output takes no more, or the user has interrupted.
  func show(_ report: Report, line: Int? = nil) async -> Bool {
    isEmpty = false
    guard !isClosed else { return false }
    gather(output.show(report, line: line))
    if gathered.count > Self.room { await withCheckedContinuation { waiters.append($0) } }
    return !isClosed
  }

  private func gather(_ batch: CheckOutput.Batch) {
    gathered.append(batch)
    if writer == nil { writer = Task { await write() } }
  }

  private func write() async {
    while !gathered.isEmpty, failure == nil {
      await loop.sleep(until: nextWrite)
      let batch = gathered
      gathered = CheckOutput.Batch()
      let woken = waiters
      waiters = []
      nextWrite = loop.clocks.instant() + Self.pause
      do throws(CommandError) {
        try await Self.write(batch, output)
      } catch {
        failure = error
        isClosed = true
      }
      for waiter in woken { waiter.resume() }
    }
    writer = nil
  }

  @concurrent private static func write(_ batch: CheckOutput.Batch, _ output: CheckOutput) async throws(CommandError) {
    try output.write(batch)
  }

  @concurrent private static func finish(
    _ batch: CheckOutput.Batch, _ output: CheckOutput, _ ending: OutputEnding
  ) async throws(CommandError) {
    try output.write(batch)
    output.files.finish(ending)
  }

  private func reject(line: Int, reason: String) {
    isEmpty = false
    gather(output.reject(line: line, reason: reason, of: source, context))
  }

  /// What comes from now on was cut off, and says nothing.
  func close() {
    isClosed = true
  }

  func finish(signal: Int32?) async throws(CommandError) -> ExitCode {
    // Cancelled, it waits no longer for more to gather.
    writer?.cancel()
    await writer?.value
    if let failure { throw failure }
    let ending = OutputEnding(at: context.clocks.timestamp(), wasInterrupted: signal != nil)
    gathered.append(output.end(ending))
    try await Self.finish(gathered, output, ending)
    var code = output.code
    if let signal {
      code.signal = signal
    } else if isEmpty, !file.isEmpty {
      // Exit code 0 all the same: of no names, all are ready. A job whose list was lost should hear of it.
      context.say("\(source) holds no names: nothing was checked")
    }
    return code
  }

  private var source: String { file == "-" ? "standard input" : file }
}
