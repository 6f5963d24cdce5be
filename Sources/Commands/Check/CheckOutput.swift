import Readiness
import Reports

/// Shows reports as they come, and gathers the exit code.
struct CheckOutput: Sendable {
  private let output: OutputOptions
  private let isSingle: Bool
  private let expected: [String]
  private var stream: ReportStream
  private var counts = VerdictCounts()
  private(set) var code = ExitCode()

  /// - Parameter isSingle: Just one name was asked for: a diagnosis, or one JSON object.
  /// - Parameter expected: Where names should point, as the user said it.
  init(_ output: OutputOptions, isSingle: Bool, expected: [String]) {
    self.output = output
    self.isSingle = isSingle
    self.expected = expected
    let form: ReportStream.Form =
      switch output.format {
      case .ndjson: .ndjson
      case .json where isSingle: .single
      case .json, .text: .array
      }
    stream = ReportStream(form)
  }

  /// Throws where the output takes no more: nothing more needs to be checked then.
  mutating func show(_ report: Report) throws(CommandError) {
    code.note(report.verdict)
    counts.add(report.verdict)
    guard output.format == .text else { return try output.write(stream.next(report)) }
    let text = ReportText(style: output.resultStyle, width: output.width)
    try output.write(isSingle ? text.diagnosis(report, expected: expected) : text.block(report))
  }

  /// A line of --from that holds no name.
  mutating func reject(line: Int, reason: String, of file: String, _ context: Context) {
    code.inputFailed = true
    context.say("\(Inert.text(file, limit: 200)) line \(line): \(Inert.text(reason))")
  }

  /// Ends the output. The exit code is then complete.
  mutating func finish() throws(CommandError) -> ExitCode {
    if output.format != .text {
      try output.write(stream.end())
    } else if !isSingle {
      try output.write(counts.text + "\n")
    }
    return code
  }
}
