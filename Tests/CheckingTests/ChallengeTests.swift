import DNSWire
import Network
import Readiness
import Testing
import Timing

@testable import Checking

/// dns-01 on tables instead of sockets: what is asked, and what is not.
@Suite struct ChallengeTests {
  private func report(_ name: String, _ resolver: FakeResolver, target: String? = "acme.front.shop") async -> Report {
    var settings = CheckSettings(caaPolicy: CAAPolicy(identities: ["letsencrypt.org"], method: .dns01))
    settings.challengeTarget = target.flatMap { ChallengeTarget($0) }
    let checker = Checker(
      resolver: resolver, web: FakeWeb([:]), clocks: FixedClocks(), randomness: CountingRandomness(),
      settings: settings, policy: NamePolicy(method: .dns01), toASCII: { _ in nil })
    return await checker.check(name)
  }

  private func alias(_ target: String) throws -> FakeResolver.Answer {
    .records([.cname(try #require(DNSName(target)))])
  }

  @Test(arguments: ["a.shop", "*.a.shop"])
  func aDelegatedNameTakesThreeQuestions(_ name: String) async throws {
    let resolver = FakeResolver(["_acme-challenge.a.shop TXT": try alias("a.acme.front.shop")])
    let report = await report(name, resolver)
    #expect(report.verdict == .ready)
    #expect(report.name == name)
    #expect(report.probes.isEmpty)
    #expect(report.dns?.addresses.isEmpty == true)
    #expect(report.dns?.challenge?.cnames == ["a.acme.front.shop"])
    #expect(
      Set(await resolver.asked).subtracting(["front.shop SOA"])
        == ["_acme-challenge.a.shop TXT", "a.shop CAA", "shop CAA"])
  }

  @Test func withoutTheTargetNothingIsProven() async throws {
    let report = await report("a.shop", FakeResolver([:]), target: nil)
    #expect(report.verdict == .undetermined)
    #expect(report.findings.map(\.code) == [.selfNothingToProve])
    #expect(report.findings.first?.remedy.contains("--dns01-target") == true)
  }

  @Test func aZoneThatNamesNoSOAIsAskedWhetherItExists() async {
    let resolver = FakeResolver(["_acme-challenge.a.shop TXT": .code(.nxDomain), "a.shop SOA": .code(.nxDomain)])
    #expect(await report("a.shop", resolver).findings.map(\.code) == [.dnsNXDomain])
  }

  @Test func itIsToldWhoseServersFail() async throws {
    let resolver = FakeResolver([
      "_acme-challenge.a.shop TXT": .code(.servFail), "a.acme.front.shop TXT": .code(.servFail),
      "_acme-challenge.a.shop CNAME": try alias("a.acme.front.shop"), "a.shop CAA": .code(.servFail),
    ])
    // With CD the answer is the same, so it is not about signatures.
    let report = await report("a.shop", resolver)
    #expect(report.findings.map(\.code) == [.dns01LookupFailed, .caaLookupFailed])
    #expect(report.findings.first?.summary.contains("alias of a.acme.front.shop") == true)
  }

  @Test func oneCauseIsOneFinding() async {
    let resolver = FakeResolver(["_acme-challenge.a.shop TXT": .code(.servFail), "a.shop CAA": .code(.servFail)])
    #expect(await report("a.shop", resolver).findings.map(\.code) == [.dns01LookupFailed])
  }

  @Test func ourOwnFailureIsNotTheDomains() async {
    let resolver = FakeResolver(["_acme-challenge.a.shop TXT": .failure(.unreachable(111))])
    let report = await report("a.shop", resolver)
    #expect(report.verdict == .undetermined)
    #expect(report.findings.map(\.code) == [.selfResolverUnreachable])
  }

  @Test func aWildcardsAnswerIsToldFromARecord() async throws {
    let elsewhere = try alias("b.shop")
    let own = FakeResolver(["_acme-challenge.a.shop TXT": elsewhere])
    #expect(await report("a.shop", own).findings.map(\.code) == [.dns01DelegationElsewhere])
    let wild = FakeResolver(["_acme-challenge.a.shop TXT": elsewhere, "preflight-no-such-name.a.shop TXT": elsewhere])
    #expect(await report("a.shop", wild).findings.map(\.code) == [.dns01DelegationMissing])
  }

  @Test func theRecordAtTheDoubledNameIsFound() async {
    let resolver = FakeResolver(["_acme-challenge.a.shop.a.shop TXT": .records([.txt([Array("x".utf8)])])])
    #expect(await report("a.shop", resolver).findings.map(\.code) == [.dns01DelegationMissing, .dns01DoubleLabel])
  }
}
