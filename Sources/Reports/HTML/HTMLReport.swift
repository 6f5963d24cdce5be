public import Gate
public import Readiness
import Timing

/// `--report html=FILE`: what a page shows of a check or of a run, gathered while the work goes on.
///
/// Of each name it keeps what stands in the file, up to `PageRows`' bounds; those beyond are only counted, and the page
/// says so.
public struct HTMLReport: Sendable {
  public enum Work: String, Sendable {
    case check
    case run
  }

  /// A line of the input that holds no name.
  struct RejectedLine: Sendable {
    let number: Int
    let reason: String
  }

  static let maximumRejectedLines = 100

  let work: Work
  let expected: [String]
  var rows: PageRows
  private(set) var tally = NameTally()
  private(set) var first: Timestamp?
  private(set) var last: Timestamp?
  private(set) var rejected = 0
  private(set) var rejectedLines: [RejectedLine] = []
  private(set) var curve = PendingCurve()
  private(set) var pending = PendingOrders()
  private(set) var summary: RunSummary?

  /// - Parameter expected: Where names should point, as the user said it.
  public init(_ work: Work, expected: [String]) {
    self.init(work, expected: expected, rows: PageRows())
  }

  init(_ work: Work, expected: [String], rows: PageRows) {
    self.work = work
    self.expected = expected
    self.rows = rows
  }

  /// Takes in a check of a name; a later one takes its place.
  ///
  /// - Parameter expected: Where this name should point, if not where all others should.
  public mutating func note(_ report: Report, expected: [String]? = nil) {
    note(report.checkedAt)
    let cause = report.findings.first { $0.isDeciding }?.code
    tally.note(report.name, report.verdict, cause: cause)
    let should = expected.flatMap { $0 == self.expected ? nil : Diagnosis.targets($0) }
    let before = rows[report.name]
    rows.put(
      PageRows.Row(
        verdict: report.verdict, page: DomainJSON.bytes(report, should: should),
        line: HTMLDocument.line(report.name, report.verdict, cause: cause), order: before?.order,
        isOrderFine: before?.isOrderFine ?? true),
      for: report.name)
  }

  public mutating func note(_ event: RunEvent) {
    note(event.at)
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
  public mutating func reject(line: Int, reason: String) {
    rejected += 1
    if rejectedLines.count < Self.maximumRejectedLines {
      rejectedLines.append(RejectedLine(number: line, reason: reason))
    }
  }

  /// The page: one file that needs no other.
  public var document: [UInt8] { HTMLDocument(self).bytes }

  private mutating func note(_ moment: Timestamp) {
    first = min(first ?? moment, moment)
    last = max(last ?? moment, moment)
  }
}
