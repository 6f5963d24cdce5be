import Addressing
public import Readiness
import Timing

/// The report on a name that was asked for alone.
extension ReportText {
  /// The whole diagnosis, top to bottom: verdict, where the name points and where it should, what was fetched, what is
  /// wrong, what to do in steps, warnings. `expected`: the platform's addresses as the user gave them.
  public func diagnosis(_ report: Report, expected: [String] = []) -> String {
    let found = Dictionary(grouping: report.findings, by: \.severity)
    var text = headline(report)
    if isGivenOtherwise(report) { text += "  given as \(Inert.text(report.input, limit: 253))\n" }
    if let challenge = report.dns?.challenge {
      text += self.challenge(challenge)
    } else if let dns = report.dns {
      text += addresses(dns, expected: expected)
    }
    if !report.probes.isEmpty {
      text += fetches(report.probes, known: Set((report.dns?.addresses ?? []).map(\.address)))
    }
    text += causes("What is wrong", found[.blocker] ?? [])
    text += causes("What could not be seen from here", found[.undetermined] ?? [])
    text += steps((found[.blocker] ?? []) + (found[.undetermined] ?? []))
    text += notes("Warnings", found[.warning] ?? []) {
      "\(Inert.text($0.summary, limit: 400)) \(Inert.text($0.remedy, limit: 400)) (\($0.code))"
    }
    text += notes("Notes", found[.info] ?? []) { summary($0) }
    return text + "\n" + ending(report)
  }

  /// Whether more than the case of letters and a dot at the end was changed. Unicode stands in the headline.
  private func isGivenOtherwise(_ report: Report) -> Bool {
    guard report.input.utf8.allSatisfy({ $0 < 0x80 }) else { return false }
    let input = report.input.lowercased()
    return input != report.name.lowercased() && input != report.name.lowercased() + "."
  }

  private func causes(_ title: String, _ findings: [Finding]) -> String {
    guard !findings.isEmpty else { return "" }
    var text = heading(title)
    for finding in findings {
      text += Columns.wrapped(summary(finding), indent: 6, width: width, first: "    - ")
      let seen = evidence(finding)
      guard !seen.isEmpty else { continue }
      let lines = Columns.wrapped("Seen: \(seen)", indent: 6, width: width).split(separator: "\n")
      text += lines.map { style(.faint, String($0)) + "\n" }.joined()
    }
    return text
  }

  /// Each remedy once, the first that helps most.
  private func steps(_ findings: [Finding]) -> String {
    var remedies: [String] = []
    for finding in findings where !finding.remedy.isEmpty && !remedies.contains(finding.remedy) {
      remedies.append(finding.remedy)
    }
    guard !remedies.isEmpty else { return "" }
    var text = heading("What to do")
    for (index, remedy) in remedies.enumerated() {
      let number = "    \(index + 1). "
      text += Columns.wrapped(Inert.text(remedy, limit: 600), indent: number.count, width: width, first: number)
    }
    return text
  }

  private func notes(_ title: String, _ findings: [Finding], _ words: (Finding) -> String) -> String {
    guard !findings.isEmpty else { return "" }
    return heading(title)
      + findings.map { Columns.wrapped(words($0), indent: 6, width: width, first: "    - ") }.joined()
  }

  func heading(_ title: String) -> String { "\n  \(style(.strong, title))\n" }

  /// `known`: the addresses at the top of the diagnosis.
  private func fetches(_ probes: [Probe], known: Set<IPAddress>) -> String {
    // Else all of it went elsewhere, as with --connect-to.
    let isKnown = probes.contains { known.contains($0.address) }
    var text = heading("Fetched over HTTP")
    let column = (probes.map { "\($0.address)".count }.max() ?? 0) + 2
    // Of more than there is room for, first those that failed.
    let isGood = { (probe: Probe) in probe.outcome == .served || probe.outcome == .answered }
    let shown = probes.count > 20 ? probes.filter { !isGood($0) } + probes.filter(isGood) : probes
    for probe in shown.prefix(20) {
      let origin = isKnown && !known.contains(probe.address) ? ", given by another name server" : ""
      text += "    \(Columns.padded("\(probe.address)", column))\(probe.words)\(origin)\n"
      // The first hop is the token's own URL, which the address stands for.
      let hops = probe.hops.dropFirst()
      for (index, hop) in hops.prefix(4).enumerated() {
        let words = index == 0 ? "after a redirect to" : "and one to"
        text += "      \(words) \(Inert.text(withoutToken(hop.url), limit: max(20, width - 26)))\n"
      }
      if hops.count > 4 { text += "      and \(hops.count - 4) more\n" }
    }
    if probes.count > 20 { text += "    and \(probes.count - 20) more\n" }
    return text
  }

  /// What was seen beside what the sentences say already.
  private func evidence(_ finding: Finding) -> String {
    let said = finding.summary + " " + finding.remedy
    let fields = finding.evidence.fields.prefix(12).compactMap { key, value -> String? in
      // The records stand at the top of the diagnosis, the outcome beside the address.
      if ["address", "outcome", "record", "expected", "name", "because", "nameservers"].contains(key) { return nil }
      let shown: String
      switch value {
      case .text(let text): shown = text
      // A status that is right says nothing of what is wrong.
      case .number(let number): shown = key == "status" && number == 200 ? "" : "\(number)"
      case .list(let list):
        if list.allSatisfy(said.contains) { return nil }
        shown = list.prefix(10).joined(separator: " ")
      }
      if shown.isEmpty || said.contains(shown) || shown == "no such record" { return nil }
      if key == "url", said.contains(shown.prefix { $0 != "/" } + "//" + host(of: shown)) { return nil }
      let title = ["ipv4": "A", "ipv6": "AAAA"][key] ?? Inert.text(key, limit: 40)
      return "\(title) \(Inert.text(key == "url" ? withoutToken(shown) : shown, limit: max(20, width - 15)))"
    }
    return fields.joined(separator: ", ")
  }

  /// The URL with a mark for our own token, which is of no use to anybody and hides what follows it.
  private func withoutToken(_ url: String) -> String {
    let path = "/.well-known/acme-challenge/"
    let parts = url.split(separator: path, maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2 else { return url }
    let rest = parts[1].drop { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_") }
    return parts[1].count - rest.count < 20 ? url : parts[0] + path + "…" + rest
  }

  private func host(of url: String) -> Substring {
    url.drop { $0 != "/" }.drop { $0 == "/" }.prefix { $0 != "/" }
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
