import JSONText
import Testing

/// Many names at resolvers that are dead, limited or do not validate: what one run says of them, and of whom.
@Suite(.enabled(if: World.isThere, Comment(rawValue: World.absence)))
struct ResolverTests {
  struct Outcome {
    var reports: [JSONValue]
    var errors: String

    func codes(_ report: JSONValue) -> [String] {
      (report["findings"]?.array ?? []).compactMap { $0["code"]?.string }
    }
  }

  static var isNamespace: Bool { World.environment["WORLD_MODE"] == "namespace" }

  private func check(_ names: [String], _ more: [String]) throws -> Outcome {
    let arguments =
      [
        "check", "--from", "-", "--format", "ndjson", "--target", World.environment["WORLD_TARGET"] ?? "",
        "--thumbprint", World.environment["WORLD_THUMBPRINT"] ?? "",
      ] + more
    let result = try World.preflight(arguments, input: names.joined(separator: "\n") + "\n")
    return Outcome(reports: result.lines, errors: result.errors)
  }

  private func shops(_ count: Int) -> [String] {
    (1...count).map { "shop-" + String(repeating: "0", count: 3 - String($0).count) + "\($0).shop" }
  }

  @Test(.enabled(if: isNamespace)) func aResolverThatDropsWhatIsTooMuchBlamesNobody() throws {
    let outcome = try check(shops(60), ["--resolver", "30.77.0.14"])
    #expect(outcome.reports.count == 60)
    #expect(outcome.reports.allSatisfy { $0["verdict"]?.string != "not-ready" })
  }

  @Test(.enabled(if: isNamespace)) func aDeadResolverIsSaidOnceAndHoldsNobodyUp() throws {
    let outcome = try check(shops(60), ["--resolver", "30.77.0.58", "--resolver", "30.77.0.10"])
    #expect(outcome.reports.allSatisfy { $0["verdict"]?.string == "ready" })
    #expect(outcome.reports.count { outcome.codes($0).contains("self.resolver-unreachable") } == 1)
    #expect(outcome.errors.split(separator: "\n").count { $0.contains("30.77.0.58") } == 1)
  }

  @Test(.enabled(if: isNamespace)) func thatDNSSECIsUncheckedStandsInEveryReportAndIsSaidOnce() throws {
    let outcome = try check(shops(20), ["--resolver", "30.77.0.13"])
    #expect(outcome.reports.allSatisfy { outcome.codes($0) == ["self.dnssec-unchecked"] })
    #expect(outcome.errors.split(separator: "\n").count { $0.contains("DNSSEC") } == 1)
  }

  @Test(
    .enabled(if: isNamespace),
    arguments: [
      ("bogus.shop", "a signature does not fit"), ("expired-signature.shop", "expired on 2020-02-01"),
      ("wrong-ds.shop", "the DS record at the registry fits none of its keys"),
    ])
  func dnssecSaysWhatIsWrong(_ name: String, _ words: String) throws {
    let report = try #require(try check([name], []).reports.first)
    let finding = try #require(report["findings"]?.array?.first)
    #expect(finding["code"]?.string == "dns.dnssec-bogus")
    #expect(finding["summary"]?.string?.contains(words) == true)
  }

  /// Two tenths of the names have silent name servers.
  @Test(.enabled(if: isNamespace)) func deadNamesDoNotHoldUpTheOthers() throws {
    let dead = (1...100).map { "dead-" + String(repeating: "0", count: 3 - String($0).count) + "\($0).dev" }
    let live = (1...400).map { "live-" + String(repeating: "0", count: 3 - String($0).count) + "\($0).dev" }
    let outcome = try check(dead + live, [])
    let times = { (prefix: String) in
      outcome.reports.filter { $0["name"]?.string?.hasPrefix(prefix) == true }
        .compactMap { $0["durationMs"]?.double }.sorted()
    }
    let (slow, quick) = (times("dead"), times("live"))
    try #require(slow.count == 100 && quick.count == 400)
    #expect(quick[quick.count * 9 / 10] < slow[slow.count / 2], "\(quick[360]) ms beside \(slow[50]) ms")
    #expect(
      outcome.reports.allSatisfy {
        $0["verdict"]?.string == ($0["name"]?.string?.hasPrefix("dead") == true ? "not-ready" : "ready")
      })
  }
}
