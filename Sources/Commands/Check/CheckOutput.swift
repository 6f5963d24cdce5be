import Readiness
import Reports

/// Turns reports into what is shown, as they come, and gathers the exit code.
struct CheckOutput: Sendable {
  private let output: OutputOptions
  private let isSingle: Bool
  private let expected: [String]
  private var stream: ReportStream
  private(set) var counts = VerdictCounts()
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

  mutating func show(_ report: Report) -> [UInt8] {
    code.note(report.verdict)
    counts.add(report.verdict)
    guard output.format == .text else { return stream.next(report) }
    let text = ReportText(style: output.resultStyle, width: output.width)
    return Array((isSingle ? text.diagnosis(report, expected: expected) : text.block(report)).utf8)
  }

  /// A line of --from that holds no name.
  mutating func reject(line: Int, reason: String, of file: String, _ context: Context) {
    code.inputFailed = true
    context.say("\(Inert.text(file, limit: 200)) line \(line): \(Inert.text(reason))")
  }

  /// What stands behind the last report. The exit code is then complete.
  func end() -> [UInt8] {
    if output.format != .text { return stream.end() }
    return isSingle ? [] : Array((counts.text + "\n").utf8)
  }

  /// Writes where the result goes; throws where that takes no more.
  func write(_ bytes: [UInt8]) throws(CommandError) {
    if !bytes.isEmpty { try output.write(bytes) }
  }
}
