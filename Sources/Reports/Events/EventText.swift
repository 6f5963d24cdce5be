public import Gate
import Readiness
import Timing

/// Events as log lines for people: time (UTC), what happened, to whom, and how.
public struct EventText: Sendable {
  private let style: Style
  private let width: Int

  /// `width`: of what stands below a line, in columns.
  public init(style: Style, width: Int = 100) {
    self.style = style
    self.width = max(40, width)
  }

  /// "12:03:11 submitted  shop-001.shop  pending 7/10": one line without its end. The summary has none: it is shown by
  /// `SummaryText`.
  public func line(_ event: RunEvent) -> String? {
    guard let (word, detail) = describe(event.kind) else { return nil }
    var line = "\(style(.faint, clock(event.at))) \(Columns.padded(word, 10)) \(subject(event))"
    if !detail.isEmpty { line += "  \(detail)" }
    return line
  }

  /// The same, and below it what the domain's owner has to change.
  public func lines(_ event: RunEvent) -> String? {
    guard var text = line(event) else { return nil }
    text += "\n"
    guard case .checked(_, let findings) = event.kind else { return text }
    for finding in findings where finding.severity == .blocker || finding.severity == .undetermined {
      text += Columns.wrapped(
        "\(Inert.text(finding.summary)) \(Inert.text(finding.remedy, limit: 600))", indent: 22, width: width,
        first: String(repeating: " ", count: 20) + "- ")
    }
    return text
  }

  private func clock(_ moment: Timestamp) -> String {
    String(moment.text.dropFirst(11).prefix(8))
  }

  private func subject(_ event: RunEvent) -> String {
    if case .rejectedInput(let line, _) = event.kind { return "line \(line)" }
    guard let first = event.names.first else { return Inert.text(event.order ?? "", limit: 40) }
    let name = Inert.text(first, limit: 253)
    return event.names.count == 1 ? name : "\(name) and \(event.names.count - 1) more"
  }

  private func describe(_ kind: RunEvent.Kind) -> (word: String, detail: String)? {
    switch kind {
    case .accepted(let line):
      return ("accepted", line.map { "line \($0)" } ?? "from the ledger")
    case .rejectedInput(_, let reason):
      return ("rejected", style(.bad, Inert.text(reason)))
    case .checked(let verdict, let findings):
      let codes = findings.filter { $0.severity == .blocker || $0.severity == .undetermined }.map(\.code)
      return ("checked", labelled(verdict, codes))
    case .waiting(let reason, let limit, let until):
      var detail = Inert.text(reason)
      if let limit { detail += " (\(Inert.text(limit, limit: 60)))" }
      if let until { detail += ", until \(clock(until))" }
      return ("waiting", style(.unsure, detail))
    case .submitted(let pending, let cap):
      return ("submitted", "pending \(pending)/\(cap)")
    case .settled(let outcome, let detail):
      let said = Inert.text(detail, limit: 300)
      let role: Style.Role =
        switch outcome {
        case .issued, .alreadyCurrent: .good
        case .failed: .bad
        case .rateLimited, .unknown: .unsure
        }
      return ("settled", style(role, outcome.words) + (said.isEmpty ? "" : ": \(said)"))
    case .gaveUp(let verdict, let codes):
      return ("gave up", labelled(verdict, codes))
    case .departed:
      return ("departed", "no longer points here")
    case .summary:
      return nil
    }
  }

  private func labelled(_ verdict: Verdict, _ codes: [FindingCode]) -> String {
    let label = style(verdict.role, "\(verdict.sign) \(verdict.words)")
    return codes.isEmpty
      ? label : "\(label): " + codes.map { Inert.text($0.rawValue, limit: 60) }.joined(separator: ", ")
  }
}

extension RunEvent {
  /// Whether it is worth a line where another line counts: the end of each request once, and what a person may have to
  /// look at.
  public var isNews: Bool {
    switch kind {
    case .rejectedInput, .settled, .departed: true
    case .checked(let verdict, _): verdict != .ready
    // Of others, the check has told why.
    case .gaveUp(let verdict, _): verdict == .ready
    case .accepted, .waiting, .submitted, .summary: false
    }
  }
}

extension Settlement.Outcome {
  var words: String {
    switch self {
    case .issued: "issued"
    case .alreadyCurrent: "already current"
    case .failed: "failed"
    case .rateLimited: "rate-limited"
    case .unknown: "unknown, still counted as pending"
    }
  }
}
