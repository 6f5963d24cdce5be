public import Readiness

/// The report on a name that was asked for alone.
extension ReportText {
  /// The whole diagnosis, top to bottom: verdict, where the name points and where it should, what was fetched, what is
  /// wrong, what to do in steps, warnings. `expected`: the platform's addresses as the user gave them.
  public func diagnosis(_ report: Report, expected: [String] = []) -> String {
    let diagnosis = Diagnosis(report)
    var text = headline(report)
    // Unicode stands in the headline.
    if diagnosis.isGivenOtherwise, report.input.utf8.allSatisfy({ $0 < 0x80 }) {
      text += "  given as \(Inert.text(report.input, limit: 253))\n"
    }
    if let challenge = report.dns?.challenge {
      text += self.challenge(challenge)
    } else if let dns = report.dns {
      text += addresses(dns, expected: expected)
    }
    if !report.probes.isEmpty { text += fetches(diagnosis.fetches) }
    text += causes(.wrong, diagnosis.findings(.blocker))
    text += causes(.unseen, diagnosis.findings(.undetermined))
    text += steps(diagnosis.steps)
    text += notes(.warnings, diagnosis.findings(.warning)) {
      "\(Inert.text($0.summary, limit: 400)) \(Inert.text($0.remedy, limit: 400)) (\($0.code))"
    }
    text += notes(.notes, diagnosis.findings(.info)) { summary($0) }
    return text + "\n" + ending(diagnosis)
  }

  private func causes(_ part: Diagnosis.Part, _ findings: [Finding]) -> String {
    guard !findings.isEmpty else { return "" }
    var text = heading(part)
    for finding in findings {
      text += Columns.wrapped(summary(finding), indent: 6, width: width, first: "    - ")
      guard let seen = Diagnosis.seen(finding, limit: max(20, width - 15)) else { continue }
      let lines = Columns.wrapped(seen, indent: 6, width: width)
      text += lines.split(separator: "\n").map { style(.faint, String($0)) + "\n" }.joined()
    }
    return text
  }

  private func steps(_ remedies: [String]) -> String {
    guard !remedies.isEmpty else { return "" }
    var text = heading(.steps)
    for (index, remedy) in remedies.enumerated() {
      let number = "    \(index + 1). "
      text += Columns.wrapped(Inert.text(remedy, limit: 600), indent: number.count, width: width, first: number)
    }
    return text
  }

  private func notes(_ part: Diagnosis.Part, _ findings: [Finding], _ words: (Finding) -> String) -> String {
    guard !findings.isEmpty else { return "" }
    return heading(part)
      + findings.map { Columns.wrapped(words($0), indent: 6, width: width, first: "    - ") }.joined()
  }

  func heading(_ part: Diagnosis.Part) -> String { "\n  \(style(.strong, part.rawValue))\n" }

  private func fetches(_ fetches: Diagnosis.Excerpt<Diagnosis.Fetch>) -> String {
    var text = heading(.fetches)
    let column = (fetches.items.map(\.address.count).max() ?? 0) + 2
    for fetch in fetches.items {
      text += "    \(Columns.padded(fetch.address, column))\(fetch.words)\n"
      for then in fetch.then.items { text += "      \(Inert.text(then, limit: max(25, width - 6)))\n" }
      if let rest = fetch.then.rest { text += "      \(rest)\n" }
    }
    if let rest = fetches.rest { text += "    \(rest)\n" }
    return text
  }

  private func ending(_ diagnosis: Diagnosis) -> String {
    let text = style(.faint, "  " + diagnosis.ending) + "\n"
    guard let code = diagnosis.report.findings.first(where: \.isDeciding)?.code else { return text }
    return text + style(.faint, "  More: preflight explain \(code)") + "\n"
  }
}

extension Finding {
  /// Whether it keeps a name from being ready.
  var isDeciding: Bool { severity == .blocker || severity == .undetermined }
}
