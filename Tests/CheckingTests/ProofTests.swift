import DNSWire
import Readiness
import Testing

@testable import Checking

/// What is said of proof: a proxy that passes the token on, and nothing that could prove anything.
@Suite struct ProofTests {
  @Test func aProxyThatPassesTheTokenOnIsNoted() async throws {
    let target = try #require(Target("30.99.0.1"))
    let web = FakeWeb(["a.shop": .body(200, "TOKEN.THUMB")])
    let checker = checker(FakeResolver(CheckerTests.healthy), web) {
      $0.targets = [target]
      $0.isProxyAllowed = true
    }
    try await checker.prepare()
    #expect(await checker.check("a.shop").findings.map(\.code) == [.dnsAddressElsewhere, .httpProxied])
  }

  @Test func whereSomethingIsWrongNothingNeedsToBeProven() async {
    let nothing: (inout CheckSettings) -> Void = { $0.probe = .nothing }
    let sound = FakeWeb(["a.shop": .body(200, "A shop")])
    let good = await checker(FakeResolver(CheckerTests.healthy), sound, nothing).check("a.shop")
    #expect(good.findings.map(\.code) == [.selfNothingToProve])
    let bad = await checker(
      FakeResolver(["a.shop A": .code(.nxDomain), "a.shop AAAA": .code(.nxDomain)]), sound, nothing
    )
    .check("a.shop")
    #expect(bad.findings.map(\.code) == [.dnsNXDomain])
  }

  @Test func thePageIsRecognisedOnItsWayFromTheWeb() async {
    let web = FakeWeb(["a.shop": .body(200, "<html>img.sedoparking.com</html>")])
    let report = await checker(FakeResolver(CheckerTests.healthy), web).check("a.shop")
    #expect(report.findings.map(\.code) == [.httpParkingPage])
    #expect(report.findings.first?.evidence["page"] == .text("Sedo"))
    #expect(report.probes.allSatisfy { $0.outcome == .mismatch && $0.status == 200 })
  }
}
