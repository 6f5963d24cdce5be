import EventLoop
import Reports
import Timing

/// Looks at work a few times a second, and shows on a terminal's last line how far it is. The work itself tells nobody
/// anything: its figures are read where they are kept.
struct ProgressTicker: Sendable {
  /// What one look has found.
  struct Look: Sendable {
    var model: ProgressModel
    /// What the rate is taken of, where that is not all that is done.
    var moved: Int
    /// What is still to do; nil where nobody knows.
    var rest: Int?
    /// What limits ask for, however quick everything else is.
    var least: Duration?
  }

  let line: LiveLine
  let loop: Loop
  let style: Style

  /// What ends before is not worth a line.
  private static let patience = Duration.milliseconds(400)
  private static let interval = Duration.milliseconds(200)

  /// Nil where no progress is to be shown.
  init?(_ output: OutputOptions, _ context: Context, loop: Loop) {
    guard let line = context.liveLine, !output.isQuiet else { return nil }
    self.line = line
    self.loop = loop
    style = output.errorStyle
  }

  /// The line is gone when this returns.
  func during<T: Sendable>(_ work: @Sendable () async -> T, look: @escaping @Sendable () async -> Look) async -> T {
    await withDiscardingTaskGroup { group in
      group.addTask(executorPreference: loop.taskExecutor) { await tick(look) }
      let result = await work()
      group.cancelAll()
      line.end()
      return result
    }
  }

  private func tick(_ look: @Sendable () async -> Look) async {
    let start = loop.clocks.instant()
    var pace = Pace(start: start)
    await loop.sleep(until: start + Self.patience)
    while !Task.isCancelled {
      var seen = await look()
      let now = loop.clocks.instant()
      pace.note(done: seen.moved, at: now)
      seen.model.rate = pace.rate
      seen.model.left = seen.rest.flatMap { pace.left(rest: $0, least: seen.least) }
      seen.model.elapsed = now - start
      await draw(seen.model)
      await loop.sleep(until: now + Self.interval)
    }
  }

  /// Away from the loop's thread: a terminal may be slow.
  @concurrent private func draw(_ model: ProgressModel) async {
    line.draw { ProgressLine.text(model, width: $0, style: style, now: loop.clocks.timestamp()) }
  }
}

extension ProgressTicker? {
  /// Without a ticker just the work.
  func during<T: Sendable>(
    _ work: @Sendable () async -> T, look: @escaping @Sendable () async -> ProgressTicker.Look
  ) async -> T {
    guard let ticker = self else { return await work() }
    return await ticker.during(work, look: look)
  }
}
