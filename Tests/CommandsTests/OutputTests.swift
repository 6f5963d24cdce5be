import Addressing
import Gate
import JSONText
import Options
import Readiness
import Reports
import Testing
import Timing

@testable import Commands

private func outputs(
  _ arguments: String..., output: MemoryOutput = MemoryOutput(), errors: MemoryOutput = MemoryOutput()
) throws -> (OutputOptions, Context) {
  let context = context(arguments, output: output, errors: errors)
  guard case .command(_, _, let values) = try Invocation(arguments) else {
    throw UsageError(.unknownCommand, "no command", command: nil)
  }
  return (try OutputOptions(values, context), context)
}

private func report(_ name: String, _ verdict: Verdict) -> Report {
  Report(
    name: name, input: name, verdict: verdict, checkedAt: Timestamp(milliseconds: 0), duration: .milliseconds(1),
    findings: [])
}

@Suite struct CheckOutputTests {
  private func show(_ format: String, _ verdicts: [Verdict], isSingle: Bool) throws -> (String, Int32) {
    let output = MemoryOutput()
    let (options, context) = try outputs("check", "--format", format, "a.example", output: output)
    var settings = options.settings(.check, list: nil, context)
    settings.isSingle = isSingle
    var shown = CheckOutput(options, settings, files: try ReportFiles([], settings, context))
    for verdict in verdicts { try shown.write(shown.show(report("a.example", verdict), line: nil)) }
    try shown.write(shown.end(OutputEnding(at: settings.startedAt)))
    return (output.text, shown.code.value)
  }

  @Test func oneNameIsADiagnosisAndSeveralAreCounted() throws {
    let (one, ready) = try show("text", [.ready], isSingle: true)
    #expect(one.hasPrefix("✓ a.example  ready\n"))
    #expect(!one.contains("1 name"))
    #expect(ready == 0)
    let (several, code) = try show("text", [.ready, .undetermined, .notReady], isSingle: false)
    #expect(several.hasSuffix("3 names: 1 ready, 1 not ready, 1 undetermined\n"))
    #expect(code == 1)
  }

  @Test(arguments: [([:], true), (["NO_COLOR": "1"], false), (["NO_COLOR": ""], true), (["TERM": "dumb"], false)])
  func coloursAreForTerminalsThatMayHaveThem(_ environment: [String: String], _ isColoured: Bool) throws {
    var context = context(["check", "a.example"], environment: environment)
    context.isOutputTerminal = true
    guard case .command(_, _, let values) = try Invocation(context.arguments) else { return }
    #expect(try OutputOptions(values, context).resultStyle.color == isColoured)
  }

  @Test func jsonIsAnObjectForOneNameAndElseAnArray() throws {
    #expect(try JSONValue(parsing: show("json", [.ready], isSingle: true).0)["verdict"]?.string == "ready")
    #expect(try JSONValue(parsing: show("json", [.ready], isSingle: false).0).array?.count == 1)
    #expect(try JSONValue(parsing: show("json", [], isSingle: false).0).array?.count == 0)
    #expect(try show("ndjson", [.ready, .ready], isSingle: false).0.split(separator: "\n").count == 2)
  }
}

@Suite struct RunOutputTests {
  private func runOutput(_ options: OutputOptions, events: MemoryOutput, _ context: Context) throws -> RunOutput {
    let settings = options.settings(.run, list: "-", context)
    return RunOutput(options, settings, files: try ReportFiles([], settings, context), events: events, context)
  }

  private func event(_ kind: RunEvent.Kind) -> RunEvent {
    RunEvent(at: Timestamp(milliseconds: 0), order: nil, names: ["a.example"], kind)
  }

  @Test(arguments: [("text", 0, 1), ("ndjson", 2, 0), ("json", 1, 0)])
  func eachFormatHasItsPlace(_ format: String, _ resultLines: Int, _ errorLines: Int) throws {
    let output = MemoryOutput()
    let errors = MemoryOutput()
    let (options, context) = try outputs("run", "--format", format, "-", output: output, errors: errors)
    let events = MemoryOutput()
    let shown = try runOutput(options, events: events, context)
    shown.observe(event(.settled(.failed, detail: "")))
    shown.observe(event(.summary(RunSummary())))
    #expect(events.text.split(separator: "\n").count == 2)
    #expect(errors.text.split(separator: "\n").count == errorLines)
    if format == "text" {
      #expect(output.text.hasPrefix("Requests"))
    } else {
      #expect(output.text.split(separator: "\n").count == resultLines)
    }
    #expect(shown.code.value == 1)
  }

  @Test func anOutputThatFailsIsSaidOnceAndEndsNothing() throws {
    let errors = MemoryOutput()
    let output = MemoryOutput()
    let (options, context) = try outputs("run", "--quiet", "-", output: output, errors: errors)
    let events = MemoryOutput(failing: .failed("events", reason: "No space left on device"))
    let shown = try runOutput(options, events: events, context)
    for _ in 0..<3 { shown.observe(event(.departed)) }
    shown.observe(event(.summary(RunSummary())))
    #expect(errors.text == "preflight: events: No space left on device; the run goes on\n")
    #expect(shown.code.value == 4)
    #expect(output.text.hasPrefix("Requests"))
  }
}

@Suite struct OptionTranslationTests {
  private func run(_ arguments: String...) throws -> RunOptions {
    guard case .command(_, let rest, let values) = try Invocation(["run"] + arguments) else {
      throw UsageError(.unknownCommand, "no command", command: nil)
    }
    return try RunOptions(values, input: rest[0], environment: ["HOME": "/home/somebody"])
  }

  @Test func aRunIsReadWhole() throws {
    let options = try run(
      "--webroot", "/w", "--submitter", "uacme", "--directory", "https://localhost:14000/dir", "--contact",
      "a@b.example", "--max-pending", "10", "--resolver", "192.0.2.1:5353,2001:db8::1", "--target", "203.0.113.0/24",
      "--connect-to", "127.0.0.1", "--assume-same-server", "--http-port", "8080", "--max-wait", "0", "list.txt")
    #expect(options.input == "list.txt")
    #expect(
      options.submitter as? ClientOptions
        == ClientOptions(.uacme, directoryURL: "https://localhost:14000/dir", contact: "a@b.example"))
    #expect(options.state == "/home/somebody/.local/state/preflight")
    #expect(options.gate.maxPending == 10)
    #expect(options.maxWait == .zero)
    #expect(options.check.probe == .webroot("/w"))
    #expect(options.check.resolvers.map(\.description) == ["192.0.2.1:5353", "[2001:db8::1]:53"])
    #expect(options.check.connectTo?.description == "127.0.0.1:8080")
    #expect(options.check.userAgent == "preflight/0.1.0")
  }

  @Test(arguments: ["uacme", "lego", "certbot", "dehydrated", "acme.sh"])
  func everyClientTakesTheSameOptions(client: String) throws {
    let options = try run(
      "--webroot", "/w", "--submitter", client, "--client-dir", "/c", "--contact", "a@b.example", "list")
    #expect(
      options.submitter as? ClientOptions
        == ClientOptions(try #require(.init(rawValue: client)), clientDirectory: "/c", contact: "a@b.example"))
  }

  @Test func aCoprocessImpliesItself() throws {
    let options = try run("--webroot", "/w", "--coprocess", "orders --fast", "list")
    #expect(options.submitter as? CoprocessOptions == CoprocessOptions(command: "orders --fast"))
  }

  @Test func everyWordOfTheOptionHasAKind() throws {
    var words: [String] = []
    if case .choice(let all) = Option.submitter.kind { words = all }
    #expect(words.sorted() == SubmitterChoice.kinds.flatMap { $0.words }.sorted())
  }

  @Test func aCommandIsKeptAsWritten() throws {
    let options = try run("--thumbprint", "abc", "--submit", "certbot -d {name}", "--state", "/s", "-")
    #expect(options.submitter as? CommandOptions == CommandOptions(command: "certbot -d {name}"))
    #expect(options.state == "/s")
    #expect(options.maxWait == nil)
  }
}
