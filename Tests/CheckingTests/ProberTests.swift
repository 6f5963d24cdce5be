import Addressing
import DNSWire
import Network
import Readiness
import Testing
import Timing

@testable import Checking

/// Where a fetch is made to: the address that was judged, and the one that the CA would take.
@Suite struct ProberTests {
  static let v4 = IPAddress.v4(0x1e4d_0101)
  static let v6 = IPAddress.ipv6(0x2a00_0077_0001 << 80 | 1)
  static let other4 = IPAddress.v4(0x1e4d_0109)
  static let other6 = IPAddress.ipv6(0x2a00_0077_0001 << 80 | 9)

  private func probe(
    _ answers: [String: FakeWeb.Answer], dns: [String: FakeResolver.Answer] = [:], from address: IPAddress,
    of addresses: [IPAddress] = [v6, v4]
  ) async -> (result: ProbeResult, fetched: [String], web: FakeWeb) {
    let web = FakeWeb(answers)
    let settings = CheckSettings(caaPolicy: CAAPolicy(identities: ["letsencrypt.org"], method: .http01))
    let prober = Prober(
      resolver: FakeResolver(dns), web: web, clocks: FixedClocks(), settings: settings, rules: RedirectRules(),
      deadline: .never, addresses: addresses)
    let result = await prober.probe("a.shop", at: address, Token(path: "/t", body: "t.THUMB"), isolation: web)
    return (result, await web.fetched, web)
  }

  // MARK: Pinned to what was judged

  @Test func anAnswerThatTurnsReservedIsNotConnectedTo() async {
    let (result, fetched, _) = await probe(
      ["a.shop": .redirect(302, "http://b.shop/1"), "b.shop/1": .redirect(302, "http://b.shop/2")],
      dns: ["b.shop A": .sequence([.records([.address(Self.other4)]), .records([.address(.v4(0x7f00_0001))])])],
      from: Self.v4)
    #expect(result.refusal?.code == .httpRedirectReserved)
    #expect(fetched == ["a.shop 30.77.1.1 80", "b.shop 30.77.1.9 80"])
  }

  /// The name itself is not looked up again: whatever DNS says by now, the connection goes where it was judged to go.
  @Test func backHomeNobodyAsksDNSAgain() async {
    let (result, fetched, _) = await probe(
      ["a.shop/t": .redirect(301, "https://a.shop/s"), "a.shop/s": .body(200, "t.THUMB")],
      dns: ["a.shop A": .records([.address(.v4(0x0a00_0001))])], from: Self.v4, of: [Self.v4])
    #expect(result.probe.outcome == .served)
    #expect(fetched == ["a.shop 30.77.1.1 80", "a.shop 30.77.1.1 443"])
  }

  @Test(arguments: [
    "10.0.0.1", "127.0.0.1", "169.254.169.254", "192.0.2.1", "[::1]", "[fd00::1]", "[2001:db8::1]", "[fe80::1]",
    "224.0.0.1",
  ])
  func literalsAreJudgedToo(_ host: String) async {
    let (result, fetched, _) = await probe(["a.shop": .redirect(302, "https://\(host)/")], from: Self.v4)
    #expect(result.refusal?.code == .httpRedirectReserved)
    #expect(fetched.count == 1)
  }

  @Test func ofSeveralAddressesAReservedOneIsLeftOut() async {
    let (result, fetched, _) = await probe(
      ["a.shop": .redirect(302, "http://b.shop/"), "b.shop": .body(200, "t.THUMB")],
      dns: ["b.shop A": .records([.address(.v4(0x0a00_0001)), .address(Self.other4)])], from: Self.v4)
    #expect(result.probe.outcome == .served)
    #expect(fetched.last == "b.shop 30.77.1.9 80")
  }

  // MARK: The CA's choice of address

  @Test func aRedirectsHostIsAskedOverIPv6First() async {
    let (result, fetched, _) = await probe(
      ["a.shop": .redirect(302, "http://b.shop/"), "b.shop 30.77.1.9": .body(200, "t.THUMB")],
      dns: ["b.shop A": .records([.address(Self.other4)]), "b.shop AAAA": .records([.address(Self.other6)])],
      from: Self.v4, of: [Self.v4])
    #expect(result.probe.outcome == .connectRefused)
    #expect(result.refusal?.code == .httpConnectRefused)
    #expect(fetched == ["a.shop 30.77.1.1 80", "b.shop 2a00:77:1::9 80"])
  }

  @Test func backHomeFromIPv4TheWayIsOverIPv6() async {
    let (result, fetched, _) = await probe(
      ["a.shop 30.77.1.1": .redirect(301, "https://a.shop/t"), "a.shop 2a00:77:1::1": .failure(.connectRefused)],
      from: Self.v4)
    #expect(fetched == ["a.shop 30.77.1.1 80", "a.shop 2a00:77:1::1 443"])
    #expect(result.probe.outcome == .connectRefused)
    #expect(result.refusal?.summary.contains("does not fall back") == true)
  }

  @Test func withoutARouteBackHomeIPv4IsAskedInstead() async {
    let (result, fetched, _) = await probe(
      [
        "a.shop/t": .redirect(301, "https://a.shop/s"), "a.shop 2a00:77:1::1": .failure(.networkUnreachable),
        "a.shop/s": .body(200, "t.THUMB"),
      ], from: Self.v4)
    #expect(result.probe.outcome == .served)
    #expect(fetched.last == "a.shop 30.77.1.1 443")
    #expect(result.probe.hops.count == 2)
  }

  @Test func aHostOverIPv6ThatCannotBeTestedIsUndetermined() async {
    let (result, _, _) = await probe(
      ["a.shop": .redirect(302, "http://b.shop/"), "b.shop": .failure(.networkUnreachable)],
      dns: ["b.shop AAAA": .records([.address(Self.other6)])], from: Self.v4, of: [Self.v4])
    #expect(ProbeJudgement([result], expected: nil).findings.map(\.code) == [.selfIPv6Untested])
  }

  // MARK: Beginning again

  @Test func aFailedConnectionBeginsAgainOverIPv4() async {
    let (result, fetched, _) = await probe(
      [
        "a.shop 2a00:77:1::1": .redirect(302, "http://b.shop/"), "a.shop 30.77.1.1": .body(200, "t.THUMB"),
        "b.shop": .failure(.connectTimeout),
      ], dns: ["b.shop A": .records([.address(Self.other4)])], from: Self.v6)
    #expect(fetched == ["a.shop 2a00:77:1::1 80", "b.shop 30.77.1.9 80", "a.shop 30.77.1.1 80"])
    #expect(result.isRescued)
    let served = ProbeResult(Probe(address: Self.v4, outcome: .served))
    let findings = ProbeJudgement([result, served], expected: nil).findings
    #expect(findings.map(\.code) == [.httpIPv6UnreachableFallback])
    #expect(findings.map(\.severity) == [.warning])
  }

  @Test func whatIsMetAgainThenIsALoop() async {
    let (result, fetched, _) = await probe(
      ["a.shop": .redirect(302, "http://b.shop/"), "b.shop": .failure(.connectTimeout)],
      dns: ["b.shop A": .records([.address(Self.other4)])], from: Self.v6)
    #expect(fetched.count == 3)
    #expect(!result.isRescued)
    #expect(result.refusal?.code == .httpConnectTimeout)
  }

  @Test(arguments: [FetchFailure.reset, .responseTimeout, .tls("x"), .badResponse("x")])
  func otherFailuresAreFinal(_ failure: FetchFailure) async {
    let (result, fetched, _) = await probe(
      [
        "a.shop 2a00:77:1::1": .redirect(302, "http://b.shop/"), "a.shop 30.77.1.1": .body(200, "t.THUMB"),
        "b.shop": .failure(failure),
      ], dns: ["b.shop A": .records([.address(Self.other4)])], from: Self.v6)
    #expect(fetched.count == 2)
    #expect(!result.isRescued)
  }

  // MARK: What counts as a redirect

  @Test(arguments: [
    (300, "http://b.shop/", Probe.Outcome.status), (304, "http://b.shop/", .status), (302, "", .status),
    (303, "http://b.shop/", .redirectRefused),
  ])
  func statuses(_ status: Int, _ location: String, _ outcome: Probe.Outcome) async {
    let (result, _, _) = await probe(["a.shop": .redirect(status, location)], from: Self.v4)
    #expect(result.probe.outcome == outcome)
    #expect(result.probe.status == status)
  }

  @Test func theRefererIsToldExceptFromHTTPSToHTTP() async {
    let (_, _, web) = await probe(
      [
        "a.shop/t": .redirect(301, "https://a.shop/s"), "a.shop/s": .redirect(301, "http://a.shop/u"),
        "a.shop/u": .body(200, "t.THUMB"),
      ], from: Self.v4, of: [Self.v4])
    #expect(await web.referers == [nil, "http://a.shop/t", nil])
  }
}
