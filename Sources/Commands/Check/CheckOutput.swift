import Readiness
import Reports

/// Turns reports into what is shown, as they come, and gathers the exit code.
struct CheckOutput: Sendable {
  /// What was made of some reports, for each output.
  struct Batch: Sendable {
    var result: [UInt8] = []
    var reports: ReportFiles.Batch = []

    var count: Int { result.count + reports.octets }
    var isEmpty: Bool { count == 0 }

    mutating func append(_ other: Batch) {
      result += other.result
      reports.append(other.reports)
    }
  }

  /// Those of --report.
  let files: ReportFiles
  private let output: OutputOptions
  private var document: any OutputDocument
  private(set) var counts = VerdictCounts()
  private var verdicts = ExitCode()

  init(_ output: OutputOptions, _ settings: OutputSettings, files: ReportFiles) {
    self.output = output
    self.files = files
    document = output.format.document(settings)
  }

  /// What the reports so far amount to.
  var code: ExitCode {
    var code = verdicts
    if files.hasFailed { code.diskFailed = true }
    return code
  }

  mutating func show(_ report: Report, line: Int?) -> Batch {
    counts.add(report.verdict)
    verdicts.note(report.verdict)
    return add(.report(report, line: line))
  }

  /// A line of --from that holds no name.
  mutating func reject(line: Int, reason: String, of file: String, _ context: Context) -> Batch {
    verdicts.inputFailed = true
    context.say("\(Inert.text(file, limit: 200)) line \(line): \(Inert.text(reason))")
    // For people it is said already.
    if output.format == .text { return Batch(reports: files.add(.rejected(line: line, reason: reason))) }
    return add(.rejected(line: line, reason: reason))
  }

  private mutating func add(_ entry: OutputEntry) -> Batch {
    Batch(result: document.add(entry), reports: files.add(entry))
  }

  /// What stands behind the last report of the result.
  mutating func end(_ ending: OutputEnding) -> Batch {
    Batch(result: document.end(ending))
  }

  /// Writes where it all goes; throws where the result takes no more.
  func write(_ batch: Batch) throws(CommandError) {
    files.write(batch.reports)
    if !batch.result.isEmpty { try output.write(batch.result) }
  }
}
