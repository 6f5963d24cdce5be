import Addressing
import DNSWire
import Readiness
import Testing

@Suite struct ResolverComparisonTests {
  static func lookup(
    _ family: IPAddress.Family, _ addresses: [String], ttl: UInt32? = 60, _ outcome: AddressLookup.Outcome = .found
  ) -> AddressLookup {
    AddressLookup(
      family: family, outcome: outcome,
      addresses: addresses.compactMap { IPAddress($0) }.map { .init($0, ttl: ttl ?? 0) },
      ttl: ttl)
  }

  static func compared(_ family: IPAddress.Family, _ lookups: [AddressLookup]) -> AddressLookup {
    var first = lookups.first ?? lookup(family, [])
    first.voices = zip(["192.0.2.53", "https://dns.example/"], lookups).map { ResolverVoice(resolver: $0, lookup: $1) }
    return first
  }

  @Test func theSameInAnotherOrderIsTheSame() {
    let both = [Self.lookup(.ipv4, ["30.1.1.1", "30.1.1.2"]), Self.lookup(.ipv4, ["30.1.1.2", "30.1.1.1"], ttl: 3)]
    #expect(ResolverComparison(Self.compared(.ipv4, both), Self.compared(.ipv6, [])).findings.isEmpty)
  }

  @Test func oneFindingNamesEachResolverItsAnswerAndTheSecondsLeft() throws {
    let ipv4 = Self.compared(
      .ipv4, [Self.lookup(.ipv4, ["30.1.1.1"], ttl: 300), Self.lookup(.ipv4, ["30.9.9.9"], ttl: 17)])
    let ipv6 = Self.compared(.ipv6, [Self.lookup(.ipv6, [], .noData), Self.lookup(.ipv6, ["2a00::1"], ttl: 40)])
    let findings = ResolverComparison(ipv4, ipv6).findings
    let finding = try #require(findings.first)
    #expect(findings.count == 1 && finding.code == .dnsResolversDisagree && finding.severity == .warning)
    #expect(finding.summary.contains("192.0.2.53 says 30.1.1.1 (300 s left)"))
    #expect(finding.summary.contains("https://dns.example/ says 30.9.9.9 (17 s left)"))
    #expect(finding.summary.contains("AAAA: 192.0.2.53 says no such record"))
    #expect(finding.remedy.contains("https://dns.example/ may hold the old answer for another 17 s"))
  }

  @Test func oneVoiceDisagreesWithNobody() {
    #expect(
      ResolverComparison(Self.lookup(.ipv4, ["30.1.1.1"]), Self.lookup(.ipv6, [], .deadline)).findings.isEmpty)
  }
}

@Suite struct RetryTimeTests {
  struct Case: Sendable {
    var ipv4: [(String, UInt32)] = []
    var ipv6: [(String, UInt32)] = []
    var negative: (UInt32?, UInt32?) = (nil, nil)
    var expected = ["30.1.1.0/24"]
    var seconds: Int
  }

  @Test(arguments: [
    // Nothing there: a negative answer's SOA says how long that is kept.
    Case(negative: (900, 900), seconds: 900), Case(negative: (900, nil), seconds: 900),
    Case(negative: (5, 5), seconds: 60), Case(negative: (604_800, nil), seconds: 86_400),
    Case(negative: (7200, 120), seconds: 120), Case(negative: (nil, nil), seconds: 300),
    // Elsewhere: what is wrong counts, and what is right does not.
    Case(ipv4: [("30.9.1.1", 600)], seconds: 600),
    Case(ipv4: [("30.9.1.1", 600), ("30.1.1.1", 30_000)], seconds: 600),
    Case(ipv4: [("30.9.1.1", 600)], ipv6: [("2a00::1", 1800)], seconds: 1800),
    Case(ipv4: [("30.1.1.1", 600)], ipv6: [("2a00::1", 1800)], seconds: 1800),
    Case(ipv4: [("10.0.0.1", 700)], expected: [], seconds: 700),
    // The addresses are right: the fault is a server's, and no TTL helps.
    Case(ipv4: [("30.1.1.1", 60)], seconds: 300), Case(ipv4: [("30.9.1.1", 60)], expected: [], seconds: 300),
    Case(ipv4: [("30.9.1.1", 0)], seconds: 60), Case(ipv4: [("30.9.1.1", 4_000_000)], seconds: 86_400),
  ])
  func seconds(_ item: Case) {
    func lookup(_ family: IPAddress.Family, _ addresses: [(String, UInt32)], _ ttl: UInt32?) -> AddressLookup {
      AddressLookup(
        family: family, outcome: addresses.isEmpty ? .noData : .found,
        addresses: addresses.compactMap { text, ttl in IPAddress(text).map { .init($0, ttl: ttl) } },
        ttl: addresses.map(\.1).min() ?? ttl)
    }
    let prefixes = item.expected.compactMap { AddressPrefix($0) }
    let wrong = RetryTime.wrong(
      lookup(.ipv4, item.ipv4, item.negative.0), lookup(.ipv6, item.ipv6, item.negative.1),
      prefixes.isEmpty ? nil : ExpectedAddresses(prefixes: prefixes))
    #expect(RetryTime.seconds(wrong) == item.seconds)
  }
}
