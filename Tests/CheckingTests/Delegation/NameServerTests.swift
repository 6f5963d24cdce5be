import Addressing
import DNSWire
import Network
import Readiness
import Testing
import Timing

@testable import Checking

/// A name whose name servers are asked directly, on tables instead of sockets.
@Suite struct NameServerTests {
  static let platform = IPAddress.v4(0x1e4d_0101)
  static let elsewhere = IPAddress.v4(0x1e4d_0901)
  static let tld = IPAddress.v4(0x1e4d_0002)
  static let one = IPAddress.v4(0x1e4d_0053)
  static let two = IPAddress.v4(0x1e4d_0054)

  static func name(_ text: String) -> DNSName { DNSName(text) ?? .root }

  /// What a resolver says of a.shop and its name servers ns1.dns.dev and ns2.dns.dev.
  static let known: [String: FakeResolver.Answer] = [
    "a.shop A": .records([.address(platform)]),
    "a.shop NS": .records([.ns(name("ns1.dns.dev")), .ns(name("ns2.dns.dev"))]),
    "shop NS": .records([.ns(name("ns.nic.shop"))]),
    "ns.nic.shop A": .records([.address(tld)]),
    "ns1.dns.dev A": .records([.address(one)]),
    "ns2.dns.dev A": .records([.address(two)]),
  ]
  static let sound: [String: FakeNameServers.Answer] = [
    "30.77.0.2": .referral(["ns1.dns.dev": one, "ns2.dns.dev": two]),
    "30.77.0.83 a.shop A": .records([.address(platform)]), "30.77.0.84 a.shop A": .records([.address(platform)]),
  ]

  static func checker(
    _ resolver: FakeResolver, _ servers: FakeNameServers?,
    _ web: FakeWeb = FakeWeb(["a.shop": .body(200, "TOKEN.THUMB")]),
    _ change: (inout CheckSettings) -> Void = { _ in }
  ) -> Checker {
    var settings = CheckSettings(caaPolicy: CAAPolicy(identities: ["letsencrypt.org"], method: .http01))
    settings.probe = .thumbprint("THUMB")
    change(&settings)
    return Checker(
      resolver: resolver, nameServers: servers, web: web, clocks: FixedClocks(), randomness: CountingRandomness(),
      settings: settings, policy: NamePolicy(method: .http01), toASCII: { _ in nil })
  }

  @Test func howManyQuestionsAHealthyNameTakes() async {
    let resolver = FakeResolver(Self.known)
    let servers = FakeNameServers(Self.sound)
    let checker = Self.checker(resolver, servers)
    let report = await checker.check("a.shop")
    #expect(report.verdict == .ready)
    #expect(report.findings.isEmpty)
    // The name's own, and what the names of a run share: its TLD's CAA and NS, and the hosts' addresses.
    let own: Set = ["a.shop A", "a.shop AAAA", "a.shop CAA", "a.shop NS"]
    let hosts = ["ns.nic.shop", "ns1.dns.dev", "ns2.dns.dev"]
    let shared = Set(["shop CAA", "shop NS"] + hosts.flatMap { ["\($0) A", "\($0) AAAA"] })
    #expect(Set(await resolver.asked) == own.union(shared))
    #expect(await resolver.asked.count == 12)
    #expect(
      Set(await servers.asked) == [
        "30.77.0.2 a.shop NS", "30.77.0.83 a.shop A", "30.77.0.83 a.shop AAAA", "30.77.0.84 a.shop A",
        "30.77.0.84 a.shop AAAA",
      ])
    #expect(await servers.asked.count == 5)
    #expect(report.dns?.nameservers.map(\.answer) == [["30.77.1.1"], ["30.77.1.1"]])
    #expect(report.dns?.nameservers.map(\.name) == ["ns1.dns.dev", "ns2.dns.dev"])

    // The next name with the same hosts.
    _ = await checker.check("b.shop")
    #expect(await resolver.asked.dropFirst(12).sorted() == ["b.shop A", "b.shop AAAA", "b.shop CAA", "b.shop NS"])
  }

  @Test func withoutTheOptionNobodyIsAskedForNameServers() async {
    let resolver = FakeResolver(Self.known)
    _ = await Self.checker(resolver, nil).check("a.shop")
    #expect(await resolver.asked.allSatisfy { !$0.hasSuffix(" NS") })
  }

  @Test func anOldAnswerIsReplacedAndTheNewAddressFetchedFrom() async throws {
    var known = Self.known
    known["a.shop A"] = .records([.address(Self.elsewhere)])
    let web = FakeWeb(["a.shop": .body(200, "TOKEN.THUMB")])
    let target = try #require(Target("30.77.1.1"))
    let checker = Self.checker(FakeResolver(known), FakeNameServers(Self.sound), web) { $0.targets = [target] }
    try await checker.prepare()
    let report = await checker.check("a.shop")
    #expect(report.verdict == .ready)
    #expect(report.findings.map(\.code) == [.dnsResolverStale])
    #expect(await web.fetched == ["a.shop 30.77.1.1 80"])
    #expect(report.dns?.addresses.map(\.address) == [Self.platform])
  }

  @Test func everyAnswerOfServersThatDifferIsFetchedFrom() async {
    var answers = Self.sound
    answers["30.77.0.84 a.shop A"] = .records([.address(Self.elsewhere)])
    let web = FakeWeb(["a.shop": .body(200, "TOKEN.THUMB")])
    let report = await Self.checker(FakeResolver(Self.known), FakeNameServers(answers), web).check("a.shop")
    #expect(report.verdict == .ready)
    #expect(report.findings.map(\.code) == [.dnsNameserversDisagree])
    #expect(Set(await web.fetched) == ["a.shop 30.77.1.1 80", "a.shop 30.77.9.1 80"])
  }

  @Test func theZoneAboveKnowsServersThatTheZoneDoesNotName() async throws {
    var answers = Self.sound
    let third = IPAddress.v4(0x1e4d_0055)
    answers["30.77.0.2"] = .referral(["ns1.dns.dev": Self.one, "old.dns.dev": third])
    answers["30.77.0.85 a.shop A"] = .records([.address(Self.elsewhere)])
    let target = try #require(Target("30.77.1.1"))
    let checker = Self.checker(FakeResolver(Self.known), FakeNameServers(answers)) { $0.targets = [target] }
    try await checker.prepare()
    let report = await checker.check("a.shop")
    #expect(report.findings.map(\.code) == [.dnsNameserversDisagree])
    #expect(report.findings.first?.summary.contains("old.dns.dev (30.77.0.85) says 30.77.9.1") == true)
  }

  @Test func whereTheResolverFailsTheZoneAboveNamesTheServers() async {
    var known = Self.known
    for type in ["A", "AAAA", "CAA", "NS"] { known["a.shop \(type)"] = .code(.servFail) }
    var answers = Self.sound
    answers["30.77.0.83"] = .code(.refused)
    answers["30.77.0.83 a.shop A"] = nil
    answers["30.77.0.84"] = .failure(.silent)
    answers["30.77.0.84 a.shop A"] = nil
    let report = await Self.checker(FakeResolver(known), FakeNameServers(answers)).check("a.shop")
    #expect(report.findings.map(\.code) == [.dnsServfail])
    #expect(
      report.findings.first?.summary.hasSuffix(
        "Asked directly: ns1.dns.dev (30.77.0.83) refuses (REFUSED) and ns2.dns.dev (30.77.0.84) does not answer.")
        == true)
  }

  @Test func aNewDomainThatTheResolverDoesNotKnowYetIsFoundAtTheRegistry() async {
    var known = Self.known
    for type in ["A", "AAAA", "CAA", "NS"] { known["a.shop \(type)"] = .code(.nxDomain) }
    let report = await Self.checker(FakeResolver(known), FakeNameServers(Self.sound)).check("a.shop")
    #expect(report.verdict == .ready)
    #expect(report.findings.map(\.code) == [.dnsResolverStale])
  }

  @Test(arguments: [ResponseCode.nxDomain, .servFail])
  func caaOfANameThatTheResolverDoesNotKnowYetIsAskedDirectly(_ code: ResponseCode) async {
    var known = Self.known
    for type in ["A", "AAAA", "NS"] { known["a.shop \(type)"] = .code(.nxDomain) }
    known["a.shop CAA"] = .code(code)
    let forbids = CAARecord(flags: 0, tag: Array("issue".utf8), value: Array("other.example".utf8))
    var answers = Self.sound
    answers["30.77.0.84 a.shop CAA"] = .records([.caa(forbids)])
    let report = await Self.checker(FakeResolver(known), FakeNameServers(answers)).check("a.shop")
    #expect(report.verdict == .notReady)
    #expect(report.findings.map(\.code) == [.caaForbids, .dnsResolverStale])
  }

  @Test func caaThatFailsCountsAlsoWhereTheResolverDoesNotKnowTheAddressYet() async {
    var known = Self.known
    known["a.shop A"] = nil
    known["a.shop CAA"] = .code(.servFail)
    var fails = Self.sound
    for server in ["30.77.0.83", "30.77.0.84"] { fails["\(server) a.shop CAA"] = .code(.servFail) }
    let report = await Self.checker(FakeResolver(known), FakeNameServers(fails)).check("a.shop")
    #expect(report.verdict == .notReady)
    #expect(report.findings.map(\.code) == [.caaLookupFailed, .dnsResolverStale])
  }

  @Test func aPlatformsZoneIsAskedOnceForAllItsCustomers() async {
    var known = Self.known
    var answers = Self.sound
    let alias = RecordData.cname(Self.name("host.b.dev"))
    for shop in ["c", "d"] {
      known["\(shop).shop NS"] = .records([.ns(Self.name("ns1.dns.dev"))])
      known["\(shop).shop A"] = .records([.address(Self.platform)])
      answers["30.77.0.83 \(shop).shop A"] = .records([alias])
      answers["30.77.0.83 \(shop).shop AAAA"] = .records([alias])
    }
    known["b.dev NS"] = .records([.ns(Self.name("ns2.dns.dev"))])
    answers["30.77.0.84 host.b.dev A"] = .records([.address(Self.platform)])
    answers["30.77.0.2"] = .records([])
    let servers = FakeNameServers(answers)
    let web = FakeWeb(["c.shop": .body(200, "TOKEN.THUMB"), "d.shop": .body(200, "TOKEN.THUMB")])
    let checker = Self.checker(FakeResolver(known), servers, web)
    for shop in ["c", "d"] { #expect(await checker.check("\(shop).shop").findings.isEmpty) }
    #expect(await servers.asked.count { $0 == "30.77.0.84 host.b.dev A" } == 1)
  }

  @Test(arguments: ["10.0.0.53", "127.0.0.1", "fd00::53"])
  func aReservedAddressIsNotAsked(_ text: String) async throws {
    let address = try #require(IPAddress(text))
    var known = Self.known
    known["ns2.dns.dev A"] = nil
    known["ns2.dns.dev \(address.family == .ipv4 ? "A" : "AAAA")"] = .records([.address(address)])
    let servers = FakeNameServers(Self.sound.merging(["30.77.0.2": .records([])]) { $1 })
    let report = await Self.checker(FakeResolver(known), servers).check("a.shop")
    #expect(report.findings.isEmpty)
    #expect(await servers.asked.allSatisfy { !$0.hasPrefix(text) })
    let prefix = try #require(AddressPrefix(address, length: 8))
    let allowed = Self.checker(FakeResolver(known), servers) { $0.allowedReserved = [prefix] }
    _ = await allowed.check("a.shop")
    #expect(await servers.asked.contains { $0.hasPrefix(text) })
  }

  @Test func anAddressWithoutARouteIsLeftOutInSilence() async {
    var known = Self.known
    known["ns2.dns.dev AAAA"] = .records([.address(.ipv6(0x2a00_0077 << 96 | 0x53))])
    let servers = FakeNameServers(Self.sound.merging(["2a00:77::53": .failure(.notAsked)]) { $1 })
    let report = await Self.checker(FakeResolver(known), servers).check("a.shop")
    #expect(report.findings.isEmpty)
    #expect(report.dns?.nameservers.count == 2)
  }

  @Test func aClosedPortIsOurSideAndIsSaidOnce() async throws {
    let silent = FakeNameServers([
      "30.77.0.2": .failure(.silent), "30.77.0.83": .failure(.silent), "30.77.0.84": .failure(.silent),
    ])
    var known = Self.known
    let shops = ["a", "b", "c", "d"]
    for shop in shops {
      known["\(shop).shop A"] = .records([.address(Self.platform)])
      known["\(shop).shop NS"] = known["a.shop NS"]
    }
    let web = FakeWeb(Dictionary(uniqueKeysWithValues: shops.map { ("\($0).shop", .body(200, "TOKEN.THUMB")) }))
    let checker = Self.checker(FakeResolver(known), silent, web)
    #expect(await checker.notice == nil)
    for shop in shops {
      let report = await checker.check("\(shop).shop")
      #expect(report.verdict == .ready)
      #expect(report.findings.isEmpty)
    }
    #expect(await checker.notice?.contains("port 53") == true)
    // After some zones nobody is asked any more.
    #expect(await !silent.asked.contains { $0.contains(" d.shop ") })
  }

  @Test func oneSilentZoneIsTheDomainsSide() async {
    let servers = FakeNameServers(
      Self.sound.merging(["30.77.0.83 a.shop A": .failure(.silent), "30.77.0.83 a.shop AAAA": .failure(.silent)]) { $1 }
    )
    let checker = Self.checker(FakeResolver(Self.known), servers)
    #expect(await checker.check("a.shop").findings.map(\.code) == [.dnsNameserverUnreachable])
    #expect(await checker.notice == nil)
  }
}
