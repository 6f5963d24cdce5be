import Addressing
import Readiness
import Reports
import Testing

@Suite struct ReportTextTests {
  private let text = ReportText(style: .plain)

  @Test func whatIsWrongReadsTopToBottom() {
    #expect(
      text.diagnosis(Samples.notReady, expected: ["203.0.113.10", "eu.shops.example.net"]) == """
        ✗ shop.example.com  not ready

          Resolves to now                     Should resolve to
            CNAME  shops.example.net          A     203.0.113.10
            A      198.51.100.7  reserved     name  eu.shops.example.net
            AAAA   2a00:77::7    elsewhere

          Fetched over HTTP
            198.51.100.7  answered 404
            2a00:77::7    no answer to the connection

          What is wrong
            - The A record points to another server. (dns.address-elsewhere)
            - The web server answered with an error. (http.status)
              Seen: status 404, title Gone

          What to do
            1. At the DNS provider, change the A record of shop.example.com from
               198.51.100.7 to 203.0.113.10.

          Warnings
            - Nothing answers over IPv6. Remove the AAAA record 2a00:77::7, or let that
              server answer on port 80. (http.ipv6-unreachable-fallback)

          Checked 2026-11-23T05:48:12Z in 12ms. Look again in 5m.
          More: preflight explain dns.address-elsewhere

        """)
  }

  @Test func readyIsShort() {
    #expect(
      text.diagnosis(Samples.ready, expected: ["203.0.113.10"]) == """
        ✓ www.example.com  ready

          Resolves to now                   Should resolve to
            A  203.0.113.10  as expected    A  203.0.113.10

          Fetched over HTTP
            203.0.113.10  served the token
              after a redirect to https://www.example.com/.well-known/acme-challenge/x

          Checked 2026-11-23T05:48:12Z in 41ms.

        """)
  }

  @Test func undeterminedIsNotTheCustomersFault() {
    #expect(
      text.diagnosis(Samples.undetermined) == """
        ? new.example.com  undetermined

          What could not be seen from here
            - The resolver 192.0.2.53 does not answer. (self.resolver-unreachable)

          What to do
            1. Check it, or name another with --resolver.

          Checked 2026-11-23T05:48:12Z in 45s.
          More: preflight explain self.resolver-unreachable

        """)
  }

  @Test func oneOfSeveralIsABlock() {
    let blocks = [Samples.notReady, Samples.ready, Samples.undetermined].map(text.block).joined()
    #expect(
      blocks == """
        ✗ shop.example.com  not ready: dns.address-elsewhere
            - The A record points to another server.
              At the DNS provider, change the A record of shop.example.com from
              198.51.100.7 to 203.0.113.10.
            - The web server answered with an error. (http.status)
              At the DNS provider, change the A record of shop.example.com from
              198.51.100.7 to 203.0.113.10.
            - warning: Nothing answers over IPv6. (http.ipv6-unreachable-fallback)
        ✓ www.example.com  ready
        ? new.example.com  undetermined: self.resolver-unreachable
            - The resolver 192.0.2.53 does not answer.
              Check it, or name another with --resolver.

        """)
    var warned = Samples.ready
    warned.findings = Samples.notReady.findings.filter { $0.severity == .warning }
    #expect(text.block(warned) == "✓ www.example.com  ready, 1 warning: http.ipv6-unreachable-fallback\n")
    var counts = VerdictCounts()
    for report in [Samples.notReady, Samples.ready, Samples.undetermined] { counts.add(report.verdict) }
    #expect(counts.text == "3 names: 1 ready, 1 not ready, 1 undetermined")
  }

  /// Else it is not clear where that address comes from.
  @Test func anAddressOfAnotherNameServerIsMarked() {
    var report = Samples.ready
    report.probes.append(Probe(address: Samples.old, outcome: .served, status: 200, duration: .zero))
    let shown = text.diagnosis(report)
    #expect(shown.contains("    198.51.100.7  served the token, given by another name server\n"))
    #expect(shown.contains("    203.0.113.10  served the token\n"))
    // With --connect-to all of it goes elsewhere, and that is no news.
    report.probes.removeFirst()
    #expect(text.diagnosis(report).contains("    198.51.100.7  served the token\n"))
  }

  @Test func addressesThatDoNotFitBesideEachOtherStandBelow() {
    var report = Samples.ready
    report.dns = DNSSummary(
      addresses: [.init(address: Samples.v6("2001:db8:1111:2222:3333:4444:5555:6666"), ttl: 60, expected: false)])
    report.probes = []
    let shown = text.diagnosis(report, expected: ["2001:db8:aaaa:bbbb:cccc:dddd:eeee:ffff"])
    #expect(
      shown.hasPrefix(
        """
        ✓ www.example.com  ready

          Resolves to now
            AAAA  2001:db8:1111:2222:3333:4444:5555:6666  reserved

          Should resolve to
            AAAA  2001:db8:aaaa:bbbb:cccc:dddd:eeee:ffff
        """))
  }

  @Test func aColourIsNeverTheOnlySign() {
    let coloured = ReportText(style: Style(color: true)).diagnosis(Samples.notReady)
    #expect(coloured.contains("\u{1b}[31m✗\u{1b}[0m"))
    #expect(coloured.contains("not ready"))
    #expect(!text.diagnosis(Samples.notReady).contains("\u{1b}"))
  }

  @Test func fits80Columns() {
    var report = Samples.notReady
    report.name = String(repeating: "x", count: 300)
    report.dns?.cnames = [String(repeating: "long.", count: 40)]
    report.probes[0].hops += [
      .init(url: "http://a.example/" + String(repeating: "y", count: 900), address: nil, status: 302)
    ]
    report.findings = report.findings.map { finding in
      var long = finding
      long.summary = Array(repeating: "words", count: 60).joined(separator: " ")
      long.evidence = [
        "body": .text(Array(repeating: "more", count: 60).joined(separator: " ")),
        "url": .text("http://b.example/" + String(repeating: "z", count: 900)),
      ]
      return long
    }
    for line in (text.diagnosis(report) + text.block(report)).split(separator: "\n") { #expect(line.count <= 80) }
  }

  @Test func aNameInUnicodeStandsInBothForms() {
    var report = Samples.ready
    report.name = "xn--bcher-kva.shop"
    report.input = "Bücher.shop"
    #expect(text.headline(report) == "✓ Bücher.shop (xn--bcher-kva.shop)  ready\n")
    #expect(!text.diagnosis(report).contains("given as"))
    report.input = "xn--bcher-kva.shop."
    #expect(text.headline(report) == "✓ xn--bcher-kva.shop  ready\n")
    #expect(!text.diagnosis(report).contains("given as"))
    report.input = "b\u{fc}\u{202e}cher.shop"
    #expect(text.headline(report) == "✓ b\u{fc}\\u{202e}cher.shop (xn--bcher-kva.shop)  ready\n")
  }

  @Test func aLongChainOfRedirectsIsCut() {
    var report = Samples.ready
    report.probes[0].hops = (0..<12).map { .init(url: "http://a.example/\($0)", address: nil, status: 302) }
    let shown = text.diagnosis(report)
    #expect(shown.contains("      and one to http://a.example/4\n      and 7 more\n"))
    #expect(!shown.contains("http://a.example/5"))
  }

  @Test func evidenceThatTheSentenceSaysIsNotRepeated() {
    var report = Samples.undetermined
    report.findings = [
      Finding(
        .httpStatus, summary: "30.77.1.1 answered with status 404.", remedy: "Serve it.",
        evidence: [
          "address": .list(["30.77.1.1"]), "status": .number(404), "cnames": .list([]), "server": .text("nginx"),
        ])
    ]
    #expect(text.diagnosis(report).contains("(http.status)\n      Seen: server nginx\n"))
  }

  @Test func ofManyAddressesTheWrongOnesAreShown() {
    var report = Samples.notReady
    report.dns?.cnames = []
    report.dns?.addresses = (0..<30).map { .init(address: .v4(0x1e4d_0101 + $0), ttl: 60, expected: $0 != 29) }
    report.probes = (0..<30).map { Probe(address: .v4(0x1e4d_0101 + $0), outcome: $0 == 28 ? .reset : .served) }
    let shown = text.diagnosis(report)
    #expect(shown.contains("Resolves to now\n    A  30.77.1.30  elsewhere\n    A  30.77.1.1   as expected\n"))
    #expect(shown.contains("Fetched over HTTP\n    30.77.1.29  connection reset\n    30.77.1.1   served the token\n"))
    #expect(shown.contains("    and 10 more\n\n  What is wrong"))
  }
}
