public import Readiness
import Timing

/// Reports for people.
public struct ReportText: Sendable {
  private let style: Style
  private let width: Int

  /// `width` in columns, 40 at least.
  public init(style: Style, width: Int = 80) {
    self.style = style
    self.width = max(40, width)
  }

  /// "✗ shop.example.com  not ready"
  public func headline(_ report: Report) -> String {
    let name = Inert.text(report.name, limit: 253)
    let words = report.verdict.words
    return style(report.verdict.role, report.verdict.sign) + " " + style(.strong, name) + "  "
      + style(report.verdict.role, words) + "\n"
  }

  // MARK: One of several

  /// The headline, and below it what decided, one step each, and warnings in a line.
  public func block(_ report: Report) -> String {
    var text = headline(report)
    for finding in report.findings {
      switch finding.severity {
      case .blocker, .undetermined:
        text += Columns.wrapped(
          "\(Inert.text(finding.summary)) (\(finding.code))", indent: 6, width: width, first: "    - ")
        text += Columns.wrapped(Inert.text(finding.remedy, limit: 600), indent: 6, width: width)
      // About the whole run, and said once beside the reports.
      case .warning where finding.code == .selfDNSSECUnchecked: break
      case .warning:
        text += Columns.wrapped(
          "warning: \(Inert.text(finding.summary)) (\(finding.code))", indent: 6, width: width, first: "    - ")
      case .info: break
      }
    }
    return text
  }

  // MARK: Only one

  /// The whole diagnosis, top to bottom: verdict, where it points and where it should, what to change in steps, what
  /// could not be seen, warnings. `expected`: the platform's addresses as the user gave them.
  public func diagnosis(_ report: Report, expected: [String] = []) -> String {
    var text = headline(report)
    let input = Inert.text(report.input, limit: 253)
    if input.lowercased() != report.name { text += "  given as \(input)\n" }
    if let dns = report.dns { text += addresses(dns, expected: expected) }
    if !report.probes.isEmpty { text += fetches(report.probes) }
    text += steps("What to change", report.findings.filter { $0.severity == .blocker })
    text += steps("What could not be seen from here", report.findings.filter { $0.severity == .undetermined })
    text += steps("Warnings", report.findings.filter { $0.severity == .warning })
    text += steps("For your information", report.findings.filter { $0.severity == .info })
    return text + "\n" + ending(report)
  }

  private func addresses(_ dns: DNSSummary, expected: [String]) -> String {
    let longest = dns.addresses.map { "\($0.address)".count }.max() ?? 0
    var now = dns.addresses.map { address in
      guard let isExpected = address.expected else { return "\(address.address)" }
      return Columns.padded("\(address.address)", longest + 2) + (isExpected ? "as expected" : "elsewhere")
    }
    if now.isEmpty { now = ["no address"] }
    for name in dns.cnames.prefix(10) { now.append("by way of \(Inert.text(name, limit: 253))") }
    let should = expected.map { Inert.text($0, limit: 100) }
    let left = "Resolves to now"
    let right = "Should resolve to"
    if should.isEmpty { return "\n  \(style(.strong, left))\n" + list(now) }
    let column = max(left.count, now.map(\.count).max() ?? 0) + 4
    guard 4 + column + max(right.count, should.map(\.count).max() ?? 0) <= width else {
      return "\n  \(style(.strong, left))\n" + list(now) + "\n  \(style(.strong, right))\n" + list(should)
    }
    let gap = String(repeating: " ", count: column + 2 - left.count)
    var text = "\n  \(style(.strong, left))\(gap)\(style(.strong, right))\n"
    for row in 0..<max(now.count, should.count) {
      let cell = row < now.count ? now[row] : ""
      text += row < should.count ? "    \(Columns.padded(cell, column))\(should[row])\n" : "    \(cell)\n"
    }
    return text
  }

  private func list(_ items: [String]) -> String {
    items.map { "    \($0)\n" }.joined()
  }

  private func fetches(_ probes: [Probe]) -> String {
    var text = "\n  \(style(.strong, "Fetched over HTTP"))\n"
    let column = (probes.map { "\($0.address)".count }.max() ?? 0) + 2
    for probe in probes {
      text += "    \(Columns.padded("\(probe.address)", column))\(probe.words)\n"
      // The first hop is the token's own URL, which the address stands for.
      for hop in probe.hops.dropFirst() {
        text += "      then \(Inert.text(hop.url, limit: max(20, width - 11)))\n"
      }
    }
    return text
  }

  private func steps(_ title: String, _ findings: [Finding]) -> String {
    guard !findings.isEmpty else { return "" }
    var text = "\n  \(style(.strong, title))\n"
    for (index, finding) in findings.enumerated() {
      let number = "    \(index + 1). "
      text += Columns.wrapped(
        "\(Inert.text(finding.summary)) (\(finding.code))", indent: number.count, width: width, first: number)
      text += Columns.wrapped(Inert.text(finding.remedy, limit: 600), indent: number.count, width: width)
      let evidence = evidence(finding.evidence)
      if !evidence.isEmpty {
        let lines = Columns.wrapped("Seen: \(evidence)", indent: number.count, width: width).split(separator: "\n")
        text += lines.map { style(.faint, String($0)) + "\n" }.joined()
      }
    }
    return text
  }

  private func evidence(_ evidence: Evidence) -> String {
    let fields = evidence.fields.prefix(12).map { key, value in
      let shown =
        switch value {
        case .text(let text): Inert.text(text, limit: 120)
        case .number(let number): "\(number)"
        case .list(let list): Inert.text(list.prefix(10).joined(separator: " "), limit: 120)
        }
      return "\(Inert.text(key, limit: 40)) \(shown)"
    }
    return fields.joined(separator: ", ")
  }

  private func ending(_ report: Report) -> String {
    var text = "  Checked \(report.checkedAt.text) in \(report.duration.shortText)."
    if let seconds = report.retryAfterSeconds { text += " Look again in \(Duration.seconds(seconds).shortText)." }
    text = style(.faint, text) + "\n"
    let code = report.findings.first { $0.severity == .blocker || $0.severity == .undetermined }?.code
    if let code { text += style(.faint, "  More: preflight explain \(code)") + "\n" }
    return text
  }
}
