public import Readiness
import Timing

/// Reports for people.
public struct ReportText: Sendable {
  let style: Style
  let width: Int

  /// `width` in columns, 40 at least.
  public init(style: Style, width: Int = 80) {
    self.style = style
    self.width = max(40, width)
  }

  /// "✗ shop.example.com  not ready"
  public func headline(_ report: Report) -> String { verdictLine(report) + "\n" }

  private func verdictLine(_ report: Report) -> String {
    style(report.verdict.role, report.verdict.sign) + " " + style(.strong, name(report)) + "  "
      + style(report.verdict.role, report.verdict.words)
  }

  /// A name that was given in other letters than ASCII's stands in both forms: "bücher.shop (xn--bcher-kva.shop)".
  private func name(_ report: Report) -> String {
    // What is longer than any name need not be copied.
    let name = Inert.text(report.name, limit: report.name.utf8.count <= 253 ? 253 : 36)
    guard !report.input.utf8.allSatisfy({ $0 < 0x80 }), report.input != report.name else { return name }
    return "\(Inert.text(report.input, limit: width)) (\(name))"
  }

  // MARK: One of several

  /// A line with the verdict and the first cause; below it, for a name that is not ready, what is wrong and what to do.
  public func block(_ report: Report) -> String {
    let deciding = report.findings.filter(\.isDeciding)
    let warnings = report.findings.filter { $0.severity == .warning }
    var text = verdictLine(report)
    if let first = deciding.first {
      text += ": \(first.code)"
    } else if let first = warnings.first {
      text += ", \(Columns.counted(warnings.count, "warning")): \(first.code)"
    }
    text += "\n"
    for finding in deciding {
      text += Columns.wrapped(summary(finding, among: deciding), indent: 6, width: width, first: "    - ")
      text += Columns.wrapped(Inert.text(finding.remedy, limit: 600), indent: 6, width: width)
    }
    guard !deciding.isEmpty else { return text }
    // What is about the whole run is said once, beside the reports.
    for finding in warnings where finding.code != .selfDNSSECUnchecked {
      text += Columns.wrapped("warning: \(summary(finding))", indent: 6, width: width, first: "    - ")
    }
    return text
  }

  /// The first one's code stands in the line above.
  private func summary(_ finding: Finding, among findings: [Finding]) -> String {
    finding == findings.first ? Inert.text(finding.summary, limit: 400) : summary(finding)
  }

  func summary(_ finding: Finding) -> String {
    "\(Inert.text(finding.summary, limit: 400)) (\(finding.code))"
  }
}
