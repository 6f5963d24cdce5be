import Gate
import Readiness

/// `--report html=FILE`: what a page shows of a check or of a run, gathered while the work goes on.
///
/// Of each name it keeps what stands in the file, up to `PageRows`' bounds; those beyond are only counted, and the page
/// says so.
public struct HTMLReport: OutputDocument {
  /// A line of the input that holds no name.
  struct RejectedLine: Sendable {
    let number: Int
    let reason: String
  }

  static let maximumRejectedLines = 100

  let settings: OutputSettings
  var rows: PageRows
  private(set) var tally = NameTally()
  private(set) var rejected = 0
  private(set) var rejectedLines: [RejectedLine] = []
  private(set) var curve = PendingCurve()
  private(set) var pending = PendingOrders()
  private(set) var summary: RunSummary?

  public init(_ settings: OutputSettings) {
    self.init(settings, rows: PageRows())
  }

  init(_ settings: OutputSettings, rows: PageRows) {
    self.settings = settings
    self.rows = rows
  }

  /// Counts and charts stand first, so nothing is written before the end.
  public mutating func add(_ entry: OutputEntry) -> [UInt8] {
    switch entry {
    case .report(let report, _): note(report)
    case .rejected(let line, let reason): reject(line: line, reason: reason)
    case .event(let event):
      for report in event.reports { note(report) }
      note(event)
    }
    return []
  }

  public mutating func end(_ ending: OutputEnding) -> [UInt8] { HTMLDocument(self, ending).bytes }

  /// Takes in a check of a name; a later one takes its place.
  private mutating func note(_ report: Report) {
    let cause = report.findings.first { $0.isDeciding }?.code
    tally.note(report.name, report.verdict, cause: cause)
    guard rows.mayTake(report.name, report.verdict) else { return }
    let should = report.expected.map { Diagnosis.targets($0) }
    let before = rows[report.name]
    rows.put(
      PageRows.Row(
        verdict: report.verdict, page: DomainJSON.bytes(report, should: should),
        line: HTMLDocument.line(report.name, report.verdict, cause: cause), order: before?.order,
        isOrderFine: before?.isOrderFine ?? true),
      for: report.name)
  }

  private mutating func note(_ event: RunEvent) {
    if pending.note(event) { curve.note(pending.count, at: event.at) }
    switch event.kind {
    case .rejectedInput(let line, let reason): reject(line: line, reason: reason)
    case .summary(let summary): self.summary = summary
    default: break
    }
    guard let standing = OrderStanding(event) else { return }
    for name in event.names {
      tally.note(name)
      // Of one that was checked and found no room, the page has nothing to show.
      guard rows[name] != nil || !tally.isChecked(name) else { continue }
      var row =
        rows[name]
        ?? PageRows.Row(
          verdict: nil, page: DomainJSON.bytes(unchecked: name), line: HTMLDocument.line(name, nil, cause: nil))
      row.order = standing.json
      row.isOrderFine = standing.isFine
      rows.put(row, for: name)
    }
  }

  /// A line of the input that holds no name.
  private mutating func reject(line: Int, reason: String) {
    rejected += 1
    if rejectedLines.count < Self.maximumRejectedLines {
      rejectedLines.append(RejectedLine(number: line, reason: reason))
    }
  }
}
