import EventLoop
import Gate
import Options
import Pipeline
import Readiness
import Reports
import Testing
import Timing

@testable import Commands

/// What the environment and the options say, whether standard output is a terminal, whether it is coloured.
private let colors: [([String: String], [String], Bool, Bool)] = [
  ([:], [], true, true),
  ([:], [], false, false),
  (["NO_COLOR": "1"], [], true, false),
  (["NO_COLOR": ""], [], true, true),
  (["TERM": "dumb"], [], true, false),
  (["CLICOLOR": "0"], [], true, false),
  (["CLICOLOR": "1"], [], false, false),
  (["CLICOLOR_FORCE": "1"], [], false, true),
  (["CLICOLOR_FORCE": "1", "CLICOLOR": "0"], [], false, true),
  (["CLICOLOR_FORCE": "0"], [], false, false),
  (["CLICOLOR_FORCE": "1", "NO_COLOR": "1"], [], true, false),
  (["NO_COLOR": "1", "TERM": "dumb"], ["--color", "always"], false, true),
  ([:], ["--color", "never"], true, false),
  (["CLICOLOR_FORCE": "1"], ["--color", "never"], true, false),
  (["PREFLIGHT_COLOR": "never"], [], true, false),
]

@Suite struct TerminalOutputTests {
  private func output(
    _ arguments: [String], _ environment: [String: String] = [:], isTerminal: Bool = true, liveLine: LiveLine? = nil
  ) throws -> (OutputOptions, Context, errors: MemoryOutput) {
    let errors = MemoryOutput()
    var context = context(arguments, environment: environment, errors: errors)
    context.isOutputTerminal = isTerminal
    context.isErrorTerminal = isTerminal
    context.liveLine = liveLine
    guard case .command(_, _, let values) = try Invocation(arguments, environment: environment) else {
      throw UsageError(.unknownCommand, "no command", command: nil)
    }
    return (try OutputOptions(values, context), context, errors)
  }

  @Test(arguments: colors.indices)
  func colorsAreAsAskedFor(_ row: Int) throws {
    let (environment, arguments, isTerminal, isColored) = colors[row]
    let (options, _, _) = try output(["check", "a.example"] + arguments, environment, isTerminal: isTerminal)
    #expect(options.resultStyle.color == isColored)
    #expect(options.errorStyle.color == isColored)
  }

  /// Of a run that shows its progress: one line for each request, and whatever a person may have to look at.
  @Test func besideTheLineOnlyNewsIsSaid() throws {
    let ready = Refusal(verdict: .ready, reason: "")
    let kinds: [(RunEvent.Kind, Bool)] = [
      (.accepted(line: 1), false), (.rejectedInput(line: 2, reason: "no name"), true),
      (.checked(verdict: .ready, findings: []), false), (.checked(verdict: .notReady, findings: []), true),
      (.checked(verdict: .undetermined, findings: []), true), (.waiting(reason: "", limit: nil, until: nil), false),
      (.submitted(pending: 1, cap: 2), false), (.settled(.issued, detail: ""), true),
      (.settled(.unknown, detail: ""), true), (.gaveUp(verdict: .notReady, codes: []), false),
      (.gaveUp(verdict: ready.verdict, codes: []), true), (.departed, true),
    ]
    for isLive in [false, true] {
      let line = LiveLine(on: MemoryOutput(), width: { 80 })
      for (kind, isNews) in kinds {
        let (options, context, errors) = try output(["run", "-"], liveLine: isLive ? line : nil)
        let event = RunEvent(at: Timestamp(milliseconds: 0), order: nil, names: ["a.example"], kind)
        let settings = options.settings(.run, list: nil, context)
        let files = try ReportFiles([], settings, context)
        RunOutput(options, settings, files: files, events: nil, context).observe(event)
        #expect(errors.text.isEmpty == (isLive && !isNews), "\(kind)")
      }
    }
  }

  @Test(arguments: [
    ([], true), (["--quiet"], false),
  ])
  func quietHasNoLine(_ arguments: [String], _ isShown: Bool) throws {
    let loop = try Loop()
    let line = LiveLine(on: MemoryOutput(), width: { 80 })
    for command in [["check", "a.example"], ["run", "-"]] {
      let (options, context, _) = try output(command + arguments, liveLine: line)
      #expect((ProgressTicker(options, context, loop: loop) != nil) == isShown)
    }
    let (options, context, _) = try output(["check", "a.example"])
    #expect(ProgressTicker(options, context, loop: loop) == nil)
    Task { await loop.stop() }
  }

  @Test func anInterruptedRunSaysWhatIsLeft() {
    #expect(RunEnding.first(underWay: 0, grace: .seconds(30)) == "interrupted: no further orders")
    #expect(
      RunEnding.first(underWay: 1, grace: .seconds(30))
        == "interrupted: no further orders; 1 order under way has 30s to end (interrupt again to leave at once)")
    var summary = RunSummary()
    #expect(RunEnding.last(summary, state: "/s") == "interrupted: nothing that was read is left")
    summary.waiting = 50
    summary.pending = 1
    #expect(
      RunEnding.last(summary, state: "/s")
        == "interrupted: 1 order may still be pending at the CA and keeps its slot, 50 requests not done; all of it is "
        + "in the ledger in /s, and the same command goes on with it")
  }
}
