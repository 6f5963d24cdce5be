import Gate
import Reports
import Synchronization

/// Shows a run's events as they come, and gathers the exit code. Text: a line per event on standard error, the summary
/// as the result. NDJSON: every event as the result. JSON: the summary as the result. Others: what the format makes of
/// the events. And every event to --events, and to the files of --report.
///
/// An output that fails does not end a run: orders matter more, and the ledger has them. It is said once, and counts in
/// the exit code.
final class RunOutput: Sendable {
  let output: OutputOptions
  private let events: (any Output)?
  private let metrics: MetricsFile?
  private let context: Context
  private let files: ReportFiles
  private let state: Mutex<(code: ExitCode, failures: Set<OutputError>, document: any OutputDocument)>

  init(
    _ output: OutputOptions, _ settings: OutputSettings, files: ReportFiles, events: (any Output)?,
    metrics: MetricsFile? = nil, _ context: Context
  ) {
    self.output = output
    self.files = files
    state = Mutex((ExitCode(), [], output.format.document(settings)))
    self.metrics = metrics
    self.events = events
    self.context = context
  }

  /// What the events so far amount to.
  var code: ExitCode {
    var code = state.withLock { $0.code }
    if files.hasFailed { code.diskFailed = true }
    return code
  }

  func observe(_ event: RunEvent) {
    let shown = state.withLock { state in
      state.code.note(event)
      return isResult(event) ? state.document.add(.event(event)) : []
    }
    metrics?.observe(event)
    if let events { attempt { () throws(OutputError) in try events.write(EventJSON.line(event)) } }
    write(shown)
    files.write(files.add(.event(event)))
    if output.format == .text, !output.isQuiet, context.liveLine == nil || event.isNews,
      let lines = EventText(style: output.errorStyle, width: output.errorWidth).lines(event)
    {
      try? context.standardError.write(lines)
    }
  }

  /// What stands behind the last event.
  func finish(_ ending: OutputEnding) {
    write(state.withLock { $0.document.end(ending) })
    files.finish(ending)
  }

  /// As text, events go to standard error as they come.
  private func isResult(_ event: RunEvent) -> Bool {
    if output.format == .text, case .summary = event.kind { return true }
    return output.format != .text
  }

  private func write(_ result: [UInt8]) {
    if !result.isEmpty { attempt { () throws(OutputError) in try output.result.write(result) } }
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
