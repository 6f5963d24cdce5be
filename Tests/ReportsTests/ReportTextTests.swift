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

          Resolves to now                  Should resolve to
            198.51.100.7  elsewhere        203.0.113.10
            2001:db8::7   elsewhere        eu.shops.example.net
            by way of shops.example.net

          Fetched over HTTP
            198.51.100.7  answered 404
            2001:db8::7   no answer to the connection

          What to change
            1. The A record points to another server. (dns.address-elsewhere)
               At the DNS provider, change the A record of shop.example.com from
               198.51.100.7 to 203.0.113.10.
               Seen: record A, value 198.51.100.7, expected 203.0.113.10
            2. The web server at 198.51.100.7 answered 404. (http.status)
               Nothing to do there once the A record is changed.

          Warnings
            1. Nothing answers over IPv6. (http.ipv6-unreachable-fallback)
               Remove the AAAA record 2001:db8::7, or let that server answer on port 80.

          Checked 2026-11-23T05:48:12Z in 12ms. Look again in 5m.
          More: preflight explain dns.address-elsewhere

        """)
  }

  @Test func readyIsShort() {
    #expect(
      text.diagnosis(Samples.ready, expected: ["203.0.113.10"]) == """
        ✓ www.example.com  ready

          Resolves to now                Should resolve to
            203.0.113.10  as expected    203.0.113.10

          Fetched over HTTP
            203.0.113.10  served the token
              then https://www.example.com/.well-known/acme-challenge/x

          Checked 2026-11-23T05:48:12Z in 41ms.

        """)
  }

  @Test func undeterminedIsNotTheCustomersFault() {
    #expect(
      text.diagnosis(Samples.undetermined) == """
        ? new.example.com  undetermined

          What could not be seen from here
            1. The resolver 192.0.2.53 does not answer. (self.resolver-unreachable)
               Check it, or name another with --resolver.

          Checked 2026-11-23T05:48:12Z in 45s.
          More: preflight explain self.resolver-unreachable

        """)
  }

  @Test func oneOfSeveralIsABlock() {
    let blocks = [Samples.notReady, Samples.ready, Samples.undetermined].map(text.block).joined()
    #expect(
      blocks == """
        ✗ shop.example.com  not ready
            - The A record points to another server. (dns.address-elsewhere)
              At the DNS provider, change the A record of shop.example.com from
              198.51.100.7 to 203.0.113.10.
            - The web server at 198.51.100.7 answered 404. (http.status)
              Nothing to do there once the A record is changed.
            - warning: Nothing answers over IPv6. (http.ipv6-unreachable-fallback)
        ✓ www.example.com  ready
        ? new.example.com  undetermined
            - The resolver 192.0.2.53 does not answer. (self.resolver-unreachable)
              Check it, or name another with --resolver.

        """)
    var counts = VerdictCounts()
    for report in [Samples.notReady, Samples.ready, Samples.undetermined] { counts.add(report.verdict) }
    #expect(counts.text == "3 names: 1 ready, 1 not ready, 1 undetermined")
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
            2001:db8:1111:2222:3333:4444:5555:6666  elsewhere

          Should resolve to
            2001:db8:aaaa:bbbb:cccc:dddd:eeee:ffff
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
    report.findings = report.findings.map { finding in
      var long = finding
      long.summary = Array(repeating: "words", count: 60).joined(separator: " ")
      long.evidence = ["body": .text(Array(repeating: "more", count: 60).joined(separator: " "))]
      return long
    }
    for line in (text.diagnosis(report) + text.block(report)).split(separator: "\n") { #expect(line.count <= 80) }
  }
}
