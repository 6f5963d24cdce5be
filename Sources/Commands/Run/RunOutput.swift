import Gate
import Reports
import Synchronization

/// Shows a run's events as they come, and gathers the exit code. Text: a line per event on standard error, the summary
/// as the result. NDJSON: every event as the result. JSON: the summary as the result. And every event to --events.
///
/// An output that fails does not end a run: orders matter more, and the ledger has them. It is said once, and counts in
/// the exit code.
final class RunOutput: Sendable {
  let output: OutputOptions
  private let events: (any Output)?
  private let metrics: MetricsFile?
  private let context: Context
  private let state = Mutex((code: ExitCode(), failures: Set<OutputError>()))

  init(_ output: OutputOptions, events: (any Output)?, metrics: MetricsFile? = nil, _ context: Context) {
    self.output = output
    self.metrics = metrics
    self.events = events
    self.context = context
  }

  /// What the events so far amount to.
  var code: ExitCode { state.withLock { $0.code } }

  func observe(_ event: RunEvent) {
    state.withLock { $0.code.note(event) }
    metrics?.observe(event)
    let line = events == nil && output.format != .ndjson ? [] : EventJSON.line(event)
    if let events { attempt { () throws(OutputError) in try events.write(line) } }
    if output.format == .ndjson {
      attempt { () throws(OutputError) in try output.result.write(line) }
    } else if case .summary(let summary) = event.kind {
      let shown =
        output.format == .json
        ? SummaryText.json(summary) : Array(SummaryText.block(summary, style: output.resultStyle).utf8)
      attempt { () throws(OutputError) in try output.result.write(shown) }
    }
    if output.format == .text, !output.isQuiet, context.liveLine == nil || event.isNews,
      let lines = EventText(style: output.errorStyle, width: output.errorWidth).lines(event)
    {
      try? context.standardError.write(lines)
    }
  }

  /// A sentence for people.
  func notice(_ text: String) {
    if !output.isQuiet { context.say(Inert.text(text, limit: 400)) }
  }

  private func attempt(_ write: () throws(OutputError) -> Void) {
    do throws(OutputError) {
      try write()
    } catch {
      guard error != .closed else { return }
      let isNew = state.withLock { state in
        state.code.diskFailed = true
        return state.failures.insert(error).inserted
      }
      if isNew { context.say(Inert.text("\(error); the run goes on", limit: 400)) }
    }
  }
}
