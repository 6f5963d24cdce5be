import Addressing
import DNSWire
import Network
import Readiness
import Testing

@testable import Checking

/// One name through DNS, CAA and the fetch, on tables instead of sockets.
@Suite struct CheckerTests {
  static let address = IPAddress.v4(0x1e4d_0101)
  static let address6 = IPAddress.ipv6(0x2a00_0077_0001 << 80 | 1)
  static let healthy: [String: FakeResolver.Answer] = [
    "a.shop A": .records([.address(address)]), "a.shop AAAA": .records([.address(address6)]),
  ]

  @Test func aHealthyNameTakesFourQuestionsAndOneFetchPerAddress() async {
    let resolver = FakeResolver(Self.healthy)
    let web = FakeWeb(["a.shop": .body(200, "TOKEN.THUMB\n")])
    let report = await checker(resolver, web).check("A.shop.")
    #expect(report.verdict == .ready)
    #expect(report.name == "a.shop")
    #expect(report.findings.isEmpty)
    #expect(Set(await resolver.asked) == ["a.shop A", "a.shop AAAA", "a.shop CAA", "shop CAA"])
    #expect(await resolver.asked.count == 4)
    #expect(Set(await web.fetched) == ["a.shop 30.77.1.1 80", "a.shop 2a00:77:1::1 80"])
  }

  @Test func aParentsCAAIsAskedOnce() async {
    let resolver = FakeResolver(Self.healthy)
    let checker = checker(resolver, FakeWeb(["a.shop": .body(200, "TOKEN.THUMB")]))
    _ = await checker.check("a.shop")
    _ = await checker.check("b.shop")
    #expect(await resolver.asked.count { $0 == "shop CAA" } == 1)
  }

  @Test func aRedirectsHostIsLookedUpAndPinned() async {
    var answers = Self.healthy
    answers["b.shop A"] = .records([.address(.v4(0x1e4d_0102))])
    let web = FakeWeb(["a.shop": .redirect(301, "https://b.shop/x"), "b.shop": .body(200, "TOKEN.THUMB")])
    let report = await checker(FakeResolver(answers), web).check("a.shop")
    #expect(await web.fetched.contains("b.shop 30.77.1.2 443"))
    #expect(report.probes.first?.hops.count == 2)
  }

  @Test(arguments: ["10.0.0.1", "127.0.0.1", "169.254.169.254", "[::1]", "[fd00::1]"])
  func noRedirectLeadsToAReservedAddress(_ host: String) async {
    let web = FakeWeb(["a.shop": .redirect(302, "http://\(host)/")])
    let report = await checker(FakeResolver(Self.healthy), web).check("a.shop")
    #expect(report.findings.map(\.code) == [.httpRedirectReserved])
    #expect(await web.fetched.allSatisfy { $0.hasPrefix("a.shop ") })
  }

  @Test func aNameThatTurnsReservedOnTheSecondLookUpIsNotConnectedTo() async {
    var answers = Self.healthy
    answers["b.shop A"] = .records([.address(.v4(0x7f00_0001))])
    let web = FakeWeb(["a.shop": .redirect(302, "http://b.shop/"), "b.shop": .body(200, "TOKEN.THUMB")])
    let report = await checker(FakeResolver(answers), web).check("a.shop")
    #expect(report.findings.map(\.code) == [.httpRedirectReserved])
    #expect(await !web.fetched.contains { $0.hasPrefix("b.shop") })
  }

  @Test func elsewhereIsOneFindingAndNoFetch() async throws {
    let web = FakeWeb(["a.shop": .body(404, "")])
    let target = try #require(Target("30.99.0.1"))
    let checker = checker(FakeResolver(Self.healthy), web) { $0.targets = [target] }
    try await checker.prepare()
    let report = await checker.check("a.shop")
    #expect(report.findings.map(\.code) == [.dnsAddressElsewhere])
    #expect(await web.fetched.isEmpty)
  }

  @Test func aProxyIsAllowedWhenTheTokenArrives() async throws {
    let target = try #require(Target("30.99.0.1"))
    let allow: (inout CheckSettings) -> Void = {
      $0.targets = [target]
      $0.isProxyAllowed = true
    }
    let served = checker(FakeResolver(Self.healthy), FakeWeb(["a.shop": .body(200, "TOKEN.THUMB")]), allow)
    try await served.prepare()
    #expect(await served.check("a.shop").verdict == .ready)
    let missing = checker(FakeResolver(Self.healthy), FakeWeb(["a.shop": .body(404, "")]), allow)
    try await missing.prepare()
    #expect(await missing.check("a.shop").verdict == .notReady)
  }

  @Test(arguments: [FetchFailure.networkUnreachable, .cancelled])
  func anAddressThatWeCouldNotAskIsNoFaultOfAProxy(_ failure: FetchFailure) async throws {
    let target = try #require(Target("30.99.0.1"))
    let web = FakeWeb(["a.shop": .body(200, "TOKEN.THUMB"), "a.shop 2a00:77:1::1": .failure(failure)])
    let checker = checker(FakeResolver(Self.healthy), web) {
      $0.targets = [target]
      $0.isProxyAllowed = true
    }
    try await checker.prepare()
    let report = await checker.check("a.shop")
    #expect(report.verdict == .undetermined)
    #expect(!report.findings.contains { $0.severity == .blocker })
  }

  @Test(arguments: [
    ("A", FakeResolver.Answer.code(.servFail), Verdict.notReady),
    ("A", .failure(.unreachable(111)), .undetermined),
    ("CAA", .code(.servFail), .notReady),
    ("CAA", .failure(.timeout), .notReady),
    ("CAA", .failure(.unreachable(111)), .undetermined),
  ])
  func lookUpsThatFail(_ type: String, _ answer: FakeResolver.Answer, _ verdict: Verdict) async {
    var answers: [String: FakeResolver.Answer] = ["a.shop A": .records([.address(Self.address)])]
    answers["a.shop \(type)"] = answer
    let report = await checker(FakeResolver(answers), FakeWeb(["a.shop": .body(200, "TOKEN.THUMB")])).check("a.shop")
    #expect(report.verdict == verdict)
  }

  @Test func aTargetWithoutAddressIsAnError() async throws {
    let target = try #require(Target("front.shop"))
    let checker = checker(FakeResolver(["front.shop A": .code(.nxDomain)]), FakeWeb([:])) { $0.targets = [target] }
    await #expect(throws: TargetError.self) { try await checker.prepare() }
  }

  @Test(arguments: [FakeResolver.Answer.failure(.timeout), .failure(.unreachable(111)), .code(.servFail)])
  func aTargetOfWhichHalfIsUnknownIsAnError(_ answer: FakeResolver.Answer) async throws {
    let target = try #require(Target("front.shop"))
    var answers = Self.healthy
    answers["front.shop A"] = .records([.address(Self.address)])
    answers["front.shop AAAA"] = answer
    let web = FakeWeb(["a.shop": .body(200, "TOKEN.THUMB")])
    let checker = checker(FakeResolver(answers), web) { $0.targets = [target] }
    await #expect(throws: TargetError.self) { try await checker.prepare() }
    #expect(await checker.check("a.shop", targets: [target]).verdict == .undetermined)
  }

  @Test func aMachineThatCannotOpenAConnectionBlamesNobody() async {
    let web = FakeWeb(["a.shop": .failure(.local("Too many open files"))])
    let report = await checker(FakeResolver(Self.healthy), web).check("a.shop")
    #expect(report.verdict == .undetermined)
    #expect(report.findings.map(\.code) == [.selfNetworkUnreachable])
    #expect(report.findings.first?.summary.contains("Too many open files") == true)
  }

  @Test func connectingElsewhereProvesNothing() async throws {
    let endpoint = try #require(Endpoint("30.1.1.1", defaultPort: 8080))
    let web = FakeWeb(["a.shop": .body(200, "TOKEN.THUMB")])
    let report = await checker(FakeResolver(Self.healthy), web) { $0.connectTo = endpoint }.check("a.shop")
    #expect(report.verdict == .undetermined)
    #expect(await web.fetched.allSatisfy { $0 == "a.shop 30.1.1.1 8080" })
    let vouched = await checker(FakeResolver(Self.healthy), web) {
      $0.connectTo = endpoint
      $0.assumesSameServer = true
    }.check("a.shop")
    #expect(vouched.verdict == .ready)
  }
}
