import Addressing
import Readiness
import Testing

@Suite struct AddressJudgementTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var title: String
    var ipv4: AddressLookup.Outcome = .noData
    var ipv6: AddressLookup.Outcome = .noData
    var addresses: [String] = []
    var cnames: [String] = []
    var expected: [String]?
    /// Code and severity.
    var findings: [String]
    var usable: [String] = []

    var testDescription: String { title }
  }

  static let cases: [Case] = [
    Case(title: "good", addresses: ["30.77.1.1"], expected: ["30.77.1.0/24"], findings: [], usable: ["30.77.1.1"]),
    Case(
      title: "elsewhere", addresses: ["30.77.9.1"], expected: ["30.77.1.1"],
      findings: ["dns.address-elsewhere blocker"], usable: ["30.77.9.1"]),
    Case(
      title: "partly elsewhere", addresses: ["30.77.1.1", "2a00::9"], expected: ["30.77.1.1"],
      findings: ["dns.address-partly-elsewhere blocker"], usable: ["2a00::9", "30.77.1.1"]),
    Case(title: "reserved alone", addresses: ["10.1.2.3"], findings: ["dns.reserved-address blocker"]),
    Case(
      title: "reserved beside", addresses: ["10.1.2.3", "30.77.1.1"], findings: ["dns.reserved-address warning"],
      usable: ["30.77.1.1"]),
    Case(title: "multicast", addresses: ["224.0.0.1", "ff02::1"], findings: ["dns.reserved-address blocker"]),
    Case(title: "no such name", ipv4: .nxdomain, ipv6: .nxdomain, findings: ["dns.nxdomain blocker"]),
    Case(
      title: "alias of nothing", ipv4: .nxdomain, ipv6: .nxdomain, cnames: ["gone.shop"],
      findings: ["dns.cname-dangling blocker"]),
    Case(title: "no address", findings: ["dns.no-address blocker"]),
    Case(title: "servfail", ipv4: .servfail(""), ipv6: .servfail(""), findings: ["dns.servfail blocker"]),
    Case(title: "servfail beside no data", ipv6: .servfail(""), findings: ["dns.servfail blocker"]),
    Case(title: "bogus", ipv4: .bogus(""), ipv6: .servfail(""), findings: ["dns.dnssec-bogus blocker"]),
    Case(title: "silent servers", ipv4: .timeout, ipv6: .timeout, findings: ["dns.timeout blocker"]),
    Case(
      title: "only IPv6 fails", ipv6: .servfail(""), addresses: ["30.77.1.1"],
      findings: ["dns.ipv6-lookup-failed warning"], usable: ["30.77.1.1"]),
    Case(
      title: "our resolver is away", ipv4: .resolverUnreachable("refused"), ipv6: .resolverUnreachable("refused"),
      findings: ["self.resolver-unreachable undetermined"]),
    Case(title: "our time is up", ipv4: .deadline, ipv6: .noData, findings: ["self.deadline undetermined"]),
    Case(
      title: "a failure beside what we could not see", ipv4: .servfail(""), ipv6: .deadline,
      findings: ["self.deadline undetermined"]),
    Case(
      title: "broken signatures beside what we could not see", ipv4: .bogus(""), ipv6: .resolverOverloaded("busy"),
      findings: ["self.resolver-overloaded undetermined"]),
    Case(
      title: "an address beside what we could not see", ipv6: .resolverOverloaded("busy"), addresses: ["30.77.1.1"],
      findings: ["self.resolver-overloaded undetermined"], usable: ["30.77.1.1"]),
    Case(
      title: "an answer outweighs our own fault", ipv4: .nxdomain, ipv6: .deadline, findings: ["dns.nxdomain blocker"]),
  ]

  @Test(arguments: cases)
  func judgement(_ row: Case) {
    let all = row.addresses.compactMap { IPAddress($0) }.map { AddressLookup.Address($0, ttl: 300) }
    func lookup(_ family: IPAddress.Family, _ outcome: AddressLookup.Outcome) -> AddressLookup {
      let own = all.filter { $0.address.family == family }
      return AddressLookup(
        family: family, outcome: own.isEmpty ? outcome : .found, addresses: own, cnames: row.cnames)
    }
    let judgement = AddressJudgement(
      lookup(.ipv4, row.ipv4), lookup(.ipv6, row.ipv6),
      expected: row.expected.map { ExpectedAddresses(prefixes: $0.compactMap { AddressPrefix($0) }) })
    #expect(judgement.findings.map { "\($0.code) \($0.severity.rawValue)" } == row.findings)
    #expect(judgement.usable.map { "\($0.address)" } == row.usable)
  }

  @Test func remedyNamesOldAndNewValue() throws {
    let judgement = AddressJudgement(
      AddressLookup(family: .ipv4, outcome: .found, addresses: [.init(.v4(0x1e4d_0901), ttl: 60)]),
      AddressLookup(family: .ipv6, outcome: .noData),
      expected: ExpectedAddresses(prefixes: [try #require(AddressPrefix("30.77.1.1"))]))
    let remedy = try #require(judgement.findings.first?.remedy)
    #expect(remedy == "Change the A record from 30.77.9.1 to 30.77.1.1.")
  }

  @Test(arguments: [
    ("key.auth", "key.auth", TokenComparison.equal),
    ("key.auth\r\n", "key.auth", .equal),
    ("key.auth \u{a0}\u{2003}\u{3000}\u{85}", "key.auth", .equal),
    ("\nkey.auth", "key.auth", .different),
    ("\u{feff}key.auth", "key.auth", .different),
    ("key.auth\u{200b}", "key.auth", .different),
    ("key.auth\u{0}", "key.auth", .different),
    ("", "key.auth", .different),
    (String(repeating: "x", count: 128), "key.auth", .tooLong),
    ("key.auth" + String(repeating: " ", count: 119), "key.auth", .equal),
    ("key.auth" + String(repeating: " ", count: 120), "key.auth", .tooLong),
  ])
  func token(_ body: String, _ expected: String, _ outcome: TokenComparison) {
    #expect(TokenComparison(Array(body.utf8), isCut: false, expected: expected) == outcome)
  }

  @Test func aRawByteA0IsNoWhiteSpace() {
    #expect(TokenComparison(Array("k".utf8) + [0xa0], isCut: false, expected: "k") == .different)
  }
}
