import Addressing
import Gate
import Readiness
import Reports
import Timing

/// Pages as the program writes them, of names that nobody had to check.
enum Pages {
  static let start = Timestamp(milliseconds: 1_795_412_892_250)
  static let expected = ["203.0.113.10", "2001:db8:113::10"]

  /// What strangers write where names, records, banners and bodies are shown. Each that has a chance to run would set
  /// `owned`.
  static let hostile = [
    "</script><script>window.owned = 1</script>", "<script>window.owned = 2</script>",
    "<img src=x onerror='window.owned = 3'>", "\"><svg onload=window.owned=4>", "' autofocus onfocus='window.owned=5",
    "<!--", "--><script>window.owned=6</script>", "]]></title></style></noscript><b>bold</b>", "javascript:owned=7",
    "&lt;b&gt;&amp;", "\u{202e}moc.live", "two\u{2028}lines\u{2029}here\r\nand\ttabs\0", "\u{1b}[31mred\u{1b}[0m",
    "__proto__", "constructor", "data", "${owned=8}{{owned=9}}", "../../etc/passwd#?%00%zz",
    String(repeating: "<b>", count: 2000), String(repeating: "x", count: 300) + "1",
    String(repeating: "x", count: 300) + "2", "bücher.例え", "",
  ]

  static func page(_ work: OutputSettings.Work, expected: [String] = expected) -> HTMLReport {
    var settings = OutputSettings(work, startedAt: start)
    settings.expected = expected
    settings.list = "<b>domains.txt</b>"
    return HTMLReport(settings)
  }

  static func document(_ page: HTMLReport) -> [UInt8] {
    var page = page
    return page.end(OutputEnding(at: start + .seconds(120)))
  }

  /// A check of so many names, as a platform would see them: most are ready.
  static func many(_ count: Int) -> HTMLReport {
    var page = Self.page(.check)
    for index in 0..<count { _ = page.add(.report(report(index), line: nil)) }
    return page
  }

  /// Where no two names are alike and none is ready: the largest file that so many may make.
  static func worst(_ count: Int) -> HTMLReport {
    var page = Self.page(.check)
    for index in 0..<count {
      var report = report(index * 10 + 1)
      report.findings += self.report(index * 10 + 3).findings
      report.name = "a-shop-with-a-rather-long-name-\(index).customers.example.net"
      _ = page.add(.report(report, line: nil))
    }
    return page
  }

  static func single() -> HTMLReport {
    var page = Self.page(.check)
    _ = page.add(.report(report(1), line: nil))
    return page
  }

  static func strange() -> HTMLReport {
    var page = Self.page(.check, expected: hostile)
    for (index, text) in hostile.enumerated() {
      var report = report(index * 10 + 1)
      report.name = text
      report.input = text + "."
      report.findings = [
        Finding(.httpStatus, summary: text, remedy: text, evidence: ["title": .text(text), "x\(text)": .text(text)]),
        Finding(.dnsTTLLong, .warning, summary: text, remedy: text),
        Finding(.httpProxied, .info, summary: text),
      ]
      if index.isMultiple(of: 2) {
        report.dns?.cnames = [text]
      } else {
        report.dns?.challenge = .init(name: text, cnames: [text], texts: [text])
      }
      report.probes = [
        Probe(
          address: address(index), outcome: .status, status: 404,
          hops: [.init(url: text, address: nil, status: 302), .init(url: text, address: nil, status: 404)],
          excerpt: text)
      ]
      _ = page.add(.report(report, line: nil))
      _ = page.add(.rejected(line: index, reason: text))
    }
    return page
  }

  /// A run in which 40 orders wait for 10 slots.
  static func run() -> HTMLReport {
    var page = Self.page(.run)
    var pending = 0
    var summary = RunSummary()
    summary.cap = 10
    for index in 0..<60 {
      let report = report(index)
      let names = [report.name]
      func event(_ second: Int, _ kind: RunEvent.Kind, reports: [Report] = []) {
        _ = page.add(
          .event(
            RunEvent(at: start + .seconds(second), order: "o\(index)", names: names, kind, reports: reports)))
      }
      event(0, .accepted(line: index))
      summary.accepted += 1
      event(index, .checked(verdict: report.verdict, findings: report.findings), reports: [report])
      guard report.verdict == .ready else {
        event(index, .gaveUp(verdict: report.verdict, codes: report.findings.map(\.code)))
        summary.gaveUp += 1
        continue
      }
      pending = min(pending + 1, 10)
      summary.mostPending = max(summary.mostPending, pending)
      event(index * 2, .submitted(pending: pending, cap: 10))
      if index == 50 {
        event(index * 2 + 1, .settled(.failed, detail: "urn:ietf:params:acme:error:dns: <b>no</b> such name"))
        summary.failed += 1
      } else if index != 52 {
        if index > 30 { pending -= 1 }
        event(index * 2 + 1, .settled(.issued, detail: ""))
        summary.issued += 1
      }
    }
    summary.duration = .seconds(120)
    _ = page.add(.event(RunEvent(at: start + .seconds(120), order: nil, names: [], .summary(summary))))
    return page
  }

  // MARK: Names

  /// 30.77.9.0/24: nobody's, and no range that a CA refuses.
  static func address(_ index: Int) -> IPAddress { .v4(0x1e4d_0900 | UInt32(truncatingIfNeeded: index % 250)) }

  /// Of ten names six are ready, one of those with a warning.
  static func report(_ index: Int) -> Report {
    let name = "shop-\(index).customers.example"
    let old = address(index)
    var report = Report(
      name: name, input: name, verdict: .ready, checkedAt: start + .milliseconds(index), duration: .milliseconds(12),
      findings: [], dns: DNSSummary(addresses: [.init(address: .v4(0xcb00_710a), ttl: 300, expected: true)]),
      probes: [Probe(address: .v4(0xcb00_710a), outcome: .served, status: 200)])
    switch index % 10 {
    case 1:
      report.dns?.addresses = [.init(address: old, ttl: 300, expected: false)]
      report.probes = [
        Probe(
          address: old, outcome: .status, status: 404,
          hops: [
            .init(url: "http://\(name)/.well-known/acme-challenge/x", address: old, status: 301),
            .init(url: "https://www.\(name)/.well-known/acme-challenge/x", address: old, status: 404),
          ])
      ]
      report.findings = [
        Finding(
          .dnsAddressElsewhere, summary: "The A record \(old) leads to a server that is not the platform's.",
          remedy: "Change the A record of \(name) from \(old) to 203.0.113.10.",
          evidence: ["record": .text("A"), "value": .text("\(old)")]),
        Finding(
          .httpStatus, summary: "\(old) answered with the status 404.",
          remedy: "Let the web server answer /.well-known/acme-challenge/ from the platform.",
          evidence: ["title": .text("Not found, \(index)")]),
        Finding(
          .httpIPv6UnreachableFallback, .warning, summary: "Nothing answers over IPv6.",
          remedy: "Remove the AAAA record, or let that server answer on port 80."),
      ]
    case 3:
      report.dns = DNSSummary()
      report.probes = []
      report.findings = [
        Finding(
          .dnsNXDomain, summary: "The name does not exist in DNS (NXDOMAIN).",
          remedy: "At the DNS provider, add an A record for \(name) with 203.0.113.10.")
      ]
    case 5:
      report.probes = [Probe(address: old, outcome: .connectTimeout)]
      report.findings = [
        Finding(
          .httpConnectTimeout, summary: "\(old) does not answer on port 80.",
          remedy: "Let the firewall of \(old) pass port 80 from everywhere.")
      ]
    case 7:
      report.findings = [
        Finding(
          .selfDeadline, .undetermined, summary: "The check was not finished in 45s.",
          remedy: "Check \(name) again, with a longer --deadline.")
      ]
    case 9:
      report.findings = [Finding(.dnsTTLLong, .warning, summary: "The A record may be kept for 7 days.", remedy: "")]
    default: break
    }
    report.verdict = Verdict(of: report.findings)
    if report.verdict != .ready { report.retryAfterSeconds = 300 }
    return report
  }
}
