import Addressing
import Readiness
import Testing

private let ours = AddressLookup.Address(.v4(0x1e4d_0101), ttl: 7200)
private let theirs = AddressLookup.Address(.v4(0x1e4d_0901), ttl: 7200)
private let platform = ExpectedAddresses(prefixes: [AddressPrefix("30.77.1.0/24")].compactMap(\.self))
private let none = ServerReply.noData(cnames: [], ttl: 60)
private let nxdomain = ServerReply.nxdomain(cnames: [], ttl: 60)

private func found(_ addresses: AddressLookup.Address...) -> ServerReply { .addresses(addresses, cnames: []) }

private func server(_ number: UInt32, _ ipv4: ServerReply, _ ipv6: ServerReply = none) -> ServerAnswer {
  ServerAnswer(host: "ns\(number).dev", address: .v4(0x1e4d_0050 + number), ipv4: ipv4, ipv6: ipv6)
}

private func resolver(
  _ addresses: [AddressLookup.Address], _ ipv4: AddressLookup.Outcome = .noData,
  _ ipv6: AddressLookup.Outcome = .noData
) -> ServerView {
  ServerView(
    servers: [],
    ipv4: AddressLookup(family: .ipv4, outcome: addresses.isEmpty ? ipv4 : .found, addresses: addresses, ttl: 42),
    ipv6: AddressLookup(family: .ipv6, outcome: ipv6, ttl: 42))
}

/// What follows from the answers of a zone's name servers: which answer is judged, and what is said of the servers.
@Suite struct DelegationTests {
  struct Decision: Sendable, CustomTestStringConvertible {
    var title: String
    var resolver: ServerView
    var servers: [ServerAnswer]
    /// "resolver", or the addresses of each view.
    var decision: String

    var testDescription: String { title }
  }

  static let decisions: [Decision] = [
    Decision(
      title: "all the same", resolver: resolver([ours]), servers: [server(1, found(ours)), server(2, found(ours))],
      decision: "resolver"),
    Decision(title: "nobody says anything", resolver: resolver([ours]), servers: [], decision: "resolver"),
    Decision(
      title: "all refuse", resolver: resolver([ours]), servers: [server(1, .refused, .refused)], decision: "resolver"),
    Decision(
      title: "an old answer", resolver: resolver([theirs]),
      servers: [server(1, found(ours)), server(2, .silent, .silent)],
      decision: "stale 30.77.1.1"),
    Decision(
      title: "an old NXDOMAIN", resolver: resolver([], .nxdomain, .nxdomain), servers: [server(1, found(ours))],
      decision: "stale 30.77.1.1"),
    Decision(
      title: "gone since", resolver: resolver([ours]), servers: [server(1, nxdomain, nxdomain)], decision: "stale "),
    Decision(
      title: "they differ", resolver: resolver([ours]), servers: [server(1, found(ours)), server(2, found(theirs))],
      decision: "disagree 30.77.1.1; 30.77.9.1"),
    Decision(
      title: "one has it not", resolver: resolver([ours]),
      servers: [server(1, found(ours)), server(2, nxdomain, nxdomain)],
      decision: "disagree 30.77.1.1; "),
    Decision(
      title: "NXDOMAIN and no data are both nothing", resolver: resolver([], .nxdomain, .nxdomain),
      servers: [server(1, none), server(2, nxdomain, nxdomain)], decision: "resolver"),
    Decision(
      title: "one fails for A: another one says it", resolver: resolver([ours]),
      servers: [server(1, .failed("SERVFAIL")), server(2, found(ours))], decision: "resolver"),
    Decision(
      title: "a broken signature is not mended by an answer", resolver: resolver([], .bogus(""), .bogus("")),
      servers: [server(1, found(ours))], decision: "resolver"),
    Decision(
      title: "nor a failure of one family", resolver: resolver([ours], .found, .servfail("")),
      servers: [server(1, found(ours), found(theirs))], decision: "resolver"),
    Decision(
      title: "our own failure neither", resolver: resolver([], .deadline, .deadline), servers: [server(1, found(ours))],
      decision: "resolver"),
  ]

  @Test(arguments: decisions)
  func whichAnswerIsJudged(_ row: Decision) {
    let authority = Authority(zone: ZoneAnswers(zone: "a.shop", answers: row.servers))
    func text(_ view: ServerView) -> String { view.addresses.map { "\($0)" }.joined(separator: " ") }
    let decision =
      switch AnswerDecision(resolver: row.resolver, authority: authority) {
      case .resolver: "resolver"
      case .stale(let view): "stale " + text(view)
      case .disagree(let views): "disagree " + views.map(text).joined(separator: "; ")
      }
    #expect(decision == row.decision)
  }

  @Test func anAliasIsFollowedIntoItsTargetsZone() throws {
    let alias = ServerReply.alias(cnames: ["host.b.dev"], ttl: 60)
    let authority = Authority(
      zone: ZoneAnswers(zone: "a.shop", answers: [server(1, alias, alias)]),
      targets: [
        "host.b.dev": ZoneAnswers(
          zone: "b.dev", answers: [server(2, found(ours)), server(3, found(theirs))])
      ])
    let views = authority.views(resolver([ours]))
    #expect(views.map(\.ipv4.addresses) == [[ours], [theirs]])
    #expect(views.allSatisfy { $0.ipv4.cnames == ["host.b.dev"] })
  }

  @Test(arguments: [AddressLookup.Outcome.deadline, .servfail(""), .timeout, .resolverUnreachable("away")])
  func anAliasWhoseTargetCouldNotBeLookedUpSaysNothingOfTheResolver(_ outcome: AddressLookup.Outcome) {
    let alias = ServerReply.alias(cnames: ["host.b.dev"], ttl: 60)
    let authority = Authority(
      zone: ZoneAnswers(zone: "a.shop", answers: [server(1, alias, alias)]),
      targets: ["host.b.dev": ZoneAnswers(zone: "b.dev", answers: [server(2, .silent, .silent)])],
      fallbacks: ["host.b.dev": resolver([], outcome, outcome)])
    #expect(authority.views(resolver([ours])).isEmpty)
    // Even where one family is known.
    let half = Authority(zone: authority.zone, fallbacks: ["host.b.dev": resolver([theirs], .found, outcome)])
    #expect(half.views(resolver([ours])).isEmpty)
  }

  @Test func aCircleOfAliasesEnds() {
    let there = ServerReply.alias(cnames: ["b.dev"], ttl: 60)
    let back = ServerReply.alias(cnames: ["a.shop"], ttl: 60)
    let authority = Authority(
      zone: ZoneAnswers(zone: "a.shop", answers: [server(1, there, there)]),
      targets: [
        "b.dev": ZoneAnswers(zone: "b.dev", answers: [server(2, back, back)]),
        "a.shop": ZoneAnswers(zone: "a.shop", answers: [server(1, there, there)]),
      ])
    #expect(authority.views(resolver([ours])).isEmpty)
  }

  struct Servers: Sendable, CustomTestStringConvertible {
    var title: String
    var servers: [ServerAnswer]
    var missing: [String] = []
    var view = resolver([ours])
    var heard: Set<IPAddress.Family> = [.ipv4, .ipv6]
    /// Code and severity.
    var findings: [String]

    var testDescription: String { title }
  }

  static let careless = ServerAnswer(
    host: "ns1.dev", address: .v4(0x1e4d_0051), ipv4: found(ours), ipv6: none, preservesCase: false)

  static let servers: [Servers] = [
    Servers(title: "sound", servers: [server(1, found(ours))], findings: []),
    Servers(
      title: "lame beside a good one", servers: [server(1, found(ours)), server(2, .refused, .refused)],
      findings: ["dns.nameserver-lame warning"]),
    Servers(
      title: "none left", servers: [server(1, .refused, .refused), server(2, .failed("SERVFAIL"), .refused)],
      findings: ["dns.nameserver-lame blocker"]),
    Servers(
      title: "none left, and one is silent: it may be the good one",
      servers: [server(1, .refused, .refused), server(2, .silent, .silent)],
      findings: ["dns.nameserver-lame warning", "dns.nameserver-unreachable warning"]),
    Servers(
      title: "silent beside a good one", servers: [server(1, found(ours)), server(2, .silent, .silent)],
      findings: ["dns.nameserver-unreachable warning"]),
    Servers(
      title: "a host without address", servers: [server(1, found(ours))], missing: ["gone.dev"],
      findings: ["dns.nameserver-unreachable warning"]),
    Servers(
      title: "port 53 is closed here: nobody is blamed", servers: [server(1, .silent, .silent)], heard: [],
      findings: []),
    Servers(
      title: "only the other family is heard",
      servers: [server(1, found(ours)), server(2, .silent, .silent)], heard: [.ipv6], findings: []),
    Servers(
      title: "somebody in between answers for all", servers: [server(1, .notAuthoritative, .notAuthoritative)],
      heard: [], findings: []),
    Servers(
      title: "the lookup's failure is the finding", servers: [server(1, .refused, .refused)],
      view: resolver([], .servfail(""), .servfail("")), findings: []),
    Servers(
      title: "fails for AAAA, as the resolver says already", servers: [server(1, found(ours), .failed("SERVFAIL"))],
      view: resolver([ours], .found, .servfail("")), findings: []),
    Servers(
      title: "fails for AAAA, where another one answers",
      servers: [server(1, found(ours), .failed("SERVFAIL")), server(2, found(ours))],
      findings: ["dns.nameserver-lame warning"]),
    Servers(title: "letters", servers: [careless], findings: ["dns.case-not-preserved info"]),
  ]

  @Test(arguments: servers)
  func whatIsSaidOfServers(_ row: Servers) {
    let zone = ZoneAnswers(zone: "a.shop", answers: row.servers, hostsWithoutAddress: row.missing)
    let findings = ServerFindings(Authority(zone: zone, heard: row.heard), resolver: row.view).findings
    #expect(findings.map { "\($0.code) \($0.severity.rawValue)" } == row.findings)
  }

  @Test(
    arguments: [
      (server(1, found(ours)), ["30.77.1.1"], nil),
      (server(1, .alias(cnames: ["b.dev"], ttl: 1), .alias(cnames: ["b.dev"], ttl: 1)), ["CNAME b.dev"], nil),
      (server(1, none), nil, "no-data"),
      (server(1, nxdomain, nxdomain), nil, "nxdomain"),
      (server(1, .refused, .refused), nil, "refused"),
      (server(1, found(ours), .failed("SERVFAIL")), ["30.77.1.1"], "servfail"),
      (server(1, .silent, .silent), nil, "silent"),
    ] as [(ServerAnswer, [String]?, String?)])
  func inTheReport(_ server: ServerAnswer, _ answer: [String]?, _ outcome: String?) {
    #expect(server.summary.answer == answer)
    #expect(server.summary.outcome == outcome)
  }

  @Test func aFailedLookupNamesTheServersThatCauseIt() {
    let finding = Finding(.dnsServfail, summary: "It failed.", remedy: "Mend it.")
    let servers = [server(1, .refused, .refused), server(2, found(ours))]
    let explained = finding.explained(by: Authority(zone: ZoneAnswers(zone: "a.shop", answers: servers)))
    #expect(explained.summary == "It failed. Asked directly: ns1.dev (30.77.0.81) refuses (REFUSED).")
    #expect(explained.remedy == "Mend it.")
    #expect(
      explained.evidence["nameservers"]
        == .list(["ns1.dev (30.77.0.81) refuses (REFUSED)", "ns2.dev (30.77.0.82) answers"]))
    let sound = finding.explained(by: Authority(zone: ZoneAnswers(zone: "a.shop", answers: [servers[1]])))
    #expect(sound.remedy.contains("DNSSEC"))
    let bogus = Finding(.dnsDNSSECBogus, summary: "Its signatures have expired.", remedy: "Sign it.")
    let same = bogus.explained(by: Authority(zone: ZoneAnswers(zone: "a.shop", answers: [servers[1]])))
    #expect(same.summary == bogus.summary && same.remedy == bogus.remedy)
    let other = Finding(.dnsNXDomain, summary: "It is not there.")
    #expect(other.explained(by: Authority(zone: ZoneAnswers(zone: "a.shop", answers: servers))) == other)
  }

  @Test(arguments: [
    ([ServerReply.silent, .silent], FindingCode.dnsTimeout), ([.noTCP, .unreachable("refused")], .dnsTimeout),
    ([.refused, .refused], .dnsRefused), ([.silent, .notAsked], .dnsTimeout), ([.refused, .silent], .dnsServfail),
    ([.failed("SERVFAIL")], .dnsServfail),
    ([.silent, .addresses([], cnames: [])], .dnsServfail),
  ])
  func whereAllServersDoTheSameTheFailureIsNamedAfterIt(_ replies: [ServerReply], _ code: FindingCode) {
    let servers = replies.enumerated().map { server(UInt32($0.offset + 1), $0.element, $0.element) }
    let finding = Finding(.dnsServfail, summary: "It failed.", remedy: "Mend it.")
    #expect(finding.explained(by: Authority(zone: ZoneAnswers(zone: "a.shop", answers: servers))).code == code)
  }

  @Test func anOldAnswerSaysHowLongItStays() {
    let current = resolver([ours])
    let stale = Finding.staleResolver(resolver([theirs]), current, expected: platform)
    #expect(stale?.evidence["secondsLeft"] == .number(42))
    #expect(stale?.summary.contains("for up to 42 seconds more") == true)
    #expect(Finding.staleResolver(current, current, expected: platform) == nil)
  }

  @Test(arguments: [(UInt32(3600), false), (3601, true), (86_400, true)])
  func aLongTTLOfAWrongRecordIsSaid(_ ttl: UInt32, _ isSaid: Bool) {
    let wrong = resolver([.init(.v4(0x1e4d_0901), ttl: ttl)])
    #expect(Finding.longTTL([wrong], expected: platform)?.code == (isSaid ? .dnsTTLLong : nil))
    #expect(Finding.longTTL([resolver([.init(.v4(0x1e4d_0101), ttl: ttl)])], expected: platform) == nil)
  }

  struct Views: Sendable, CustomTestStringConvertible {
    var title: String
    /// What each view's addresses lead to.
    var views: [[Finding]]
    var expected: ExpectedAddresses?
    var findings: [String]

    var testDescription: String { title }
  }

  static let elsewhere = Finding(.dnsAddressElsewhere, summary: "Elsewhere.")
  static let status = Finding(.httpStatus, summary: "404.")
  static let reserved = Finding(.dnsReservedAddress, .warning, summary: "One is reserved.")

  static let views: [Views] = [
    Views(title: "both good, by region", views: [[], []], findings: ["dns.nameservers-disagree warning"]),
    Views(title: "both the platform's", views: [[], []], expected: platform, findings: []),
    Views(
      title: "one elsewhere", views: [[], [elsewhere]], expected: platform,
      findings: ["dns.nameservers-disagree blocker"]),
    Views(title: "one without the token", views: [[status], []], findings: ["dns.nameservers-disagree blocker"]),
    Views(
      title: "a warning of the good one stays", views: [[reserved], [status]],
      findings: ["dns.reserved-address warning", "dns.nameservers-disagree blocker"]),
    Views(
      title: "both wrong", views: [[elsewhere], [elsewhere]], expected: platform,
      findings: ["dns.address-elsewhere blocker", "dns.nameservers-disagree warning"]),
  ]

  @Test(arguments: views)
  func serversThatDiffer(_ row: Views) {
    let views = row.views.indices.map {
      ServerView(servers: ["ns\($0).dev"], ipv4: resolver([]).ipv4, ipv6: resolver([]).ipv6)
    }
    let judgement = DisagreementJudgement(views, expected: row.expected) { view in
      views.firstIndex(of: view).map { row.views[$0] } ?? []
    }
    #expect(judgement.findings.map { "\($0.code) \($0.severity.rawValue)" } == row.findings)
  }
}
