import DNSWire
import Network
import Readiness
import Testing
import Timing

@testable import Checking

/// A resolver that fails is no witness against a domain.
@Suite struct OverloadTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let limit: Int
    let failure: CrowdedResolver.Failure
    var testDescription: String { "\(failure) above \(limit)" }
  }

  static let cases = [1, 5, 20, 100].flatMap { limit in
    [Case(limit: limit, failure: .timeout)]
      + [ResponseCode.servFail, .refused].map { Case(limit: limit, failure: .code($0)) }
  }

  static func reports(_ names: [String], _ resolver: CrowdedResolver) async -> [Report] {
    let clocks = LookedAtClocks()
    let web = FakeWeb(Dictionary(uniqueKeysWithValues: names.map { ($0, .body(200, "TOKEN.THUMB")) }))
    let panel = ResolverPanel(.forTest(resolver, clocks: clocks))
    var settings = CheckSettings(caaPolicy: CAAPolicy(identities: ["letsencrypt.org"], method: .http01))
    settings.probe = .thumbprint("THUMB")
    let checker = Checker(
      resolver: panel, web: web, clocks: clocks, randomness: CountingRandomness(), settings: settings,
      policy: NamePolicy(method: .http01), toASCII: { _ in nil })
    return await withTaskGroup(of: Report.self) { group in
      for name in names { group.addTask { await checker.check(name) } }
      return await group.reduce(into: []) { $0.append($1) }
    }
  }

  @Test(arguments: cases)
  func noNameIsBlamedForAResolverThatIsAskedTooMuch(_ item: Case) async {
    let names = (0..<200).map { "a\($0).shop" }
    let reports = await Self.reports(names, CrowdedResolver(limit: item.limit, failure: item.failure))
    let blamed = reports.filter { $0.verdict == .notReady }
    #expect(blamed.isEmpty, "\(blamed.count): \(blamed.first?.findings.map(\.summary) ?? [])")
    // With fewer at once all of them are answered.
    if item.limit >= 20 { #expect(reports.allSatisfy { $0.verdict == .ready }) }
  }

  @Test func deadDomainsAreBlamedBesideSoundOnes() async {
    let names = (0..<300).map { $0 % 3 == 0 ? "dead\($0).shop" : "a\($0).shop" }
    let resolver = CrowdedResolver(limit: 10_000)
    for report in await Self.reports(names, resolver) {
      #expect(report.verdict == (report.name.hasPrefix("dead") ? .notReady : .ready), "\(report.name)")
      if report.name.hasPrefix("dead") { #expect(report.findings.map(\.code) == [.dnsTimeout]) }
    }
    let controls = await resolver.controlCount
    #expect(controls < 50, "\(controls)")
  }

  @Test func whoIsCutOffFromTheInternetBlamesNobody() async {
    for failure in [CrowdedResolver.Failure.timeout, .code(.servFail)] {
      let resolver = CrowdedResolver(limit: 10_000, failure: failure, isCutOff: true)
      let reports = await Self.reports((0..<100).map { "a\($0).shop" }, resolver)
      #expect(reports.allSatisfy { $0.verdict == .undetermined })
      #expect(reports.allSatisfy { $0.findings.first?.code == .selfResolverOverloaded })
    }
  }

  @Test(arguments: [
    (FakeResolver.Answer.code(.refused), FindingCode.selfResolverOverloaded),
    (.code(.servFail), .selfResolverOverloaded), (.failure(.timeout), .selfResolverUnreachable),
    (.failure(.unreachable(111)), .selfResolverUnreachable),
    (.failure(.resolverFailed("TLS")), .selfResolverUnreachable),
    (.failure(.overloaded("429")), .selfResolverOverloaded),
  ])
  func aResolverThatFailsForTheRootToo(_ answer: FakeResolver.Answer, _ code: FindingCode) async {
    let answers = ["a.shop A", "a.shop AAAA", "a.shop CAA", "shop CAA", ". NS"].map { ($0, answer) }
    let resolver = WatchedResolver.forTest(FakeResolver(Dictionary(uniqueKeysWithValues: answers)))
    let checker = Checker(
      resolver: resolver, web: FakeWeb([:]), clocks: FixedClocks(), randomness: CountingRandomness(),
      settings: CheckSettings(caaPolicy: CAAPolicy(identities: ["letsencrypt.org"], method: .http01)),
      policy: NamePolicy(method: .http01), toASCII: { _ in nil })
    let report = await checker.check("a.shop")
    #expect(report.verdict == .undetermined)
    #expect(report.findings.first?.code == code)
  }

  @Test func roomIsHalvedOnceForABurst() {
    var room = QuestionRoom(maximum: 100)
    let places = (0..<100).compactMap { _ in room.take() }
    #expect(places.count == 100 && room.take() == nil)
    for place in places { room.halve(for: place) }
    #expect(room.limit < 100 && room.limit > 0)
    let limit = room.limit
    for place in places { room.free(place, isAnswered: true, now: Instant(nanoseconds: 0)) }
    // A round of answers lets it grow a little, and never beyond the maximum.
    #expect(room.limit > limit && room.limit <= 100)
    for _ in 0..<10 { if let place = room.take() { room.halve(for: place) } }
    #expect(room.limit >= QuestionRoom.minimum)
  }
}
