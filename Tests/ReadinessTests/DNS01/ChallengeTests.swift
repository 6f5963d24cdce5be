import DNSWire
import Testing

@testable import Readiness

@Suite("The record for dns-01")
struct ChallengeTests {
  static func name(_ text: String) -> DNSName { DNSName(text) ?? .root }
  static let digest = "XA5vr9mWkcTFsDMZk6iXqfLwg1dN0n8hZbYyE3aTQpU"

  struct Row: Sendable, CustomTestStringConvertible {
    var title: String
    var outcome: AddressLookup.Outcome
    var cnames: [String] = []
    var texts: [String] = []
    var zone: String?
    var target: String? = "acme.front.example"
    /// Name, and what its TXT record says.
    var misplaced: (String, String)?
    /// Codes and severities, parted by commas.
    var findings: String

    var testDescription: String { title }
  }

  static let missing = "dns01.delegation-missing blocker"
  static let elsewhere = "dns01.delegation-elsewhere blocker"
  static let failed = "dns01.lookup-failed blocker"
  static let unproven = "self.nothing-to-prove undetermined"
  static let doubled = "dns01.double-label warning"

  static let aliases = [
    Row(title: "at the target", outcome: .noData, cnames: ["acme.front.example"], zone: "front.example", findings: ""),
    Row(title: "below it", outcome: .nxdomain, cnames: ["x.acme.front.example"], zone: "front.example", findings: ""),
    Row(title: "a record is there", outcome: .found, cnames: ["acme.front.example"], texts: ["x"], findings: ""),
    Row(
      title: "and on from there", outcome: .found, cnames: ["x.acme.front.example", "y.example.net"], texts: ["x"],
      findings: ""),
    Row(
      title: "no zone named, and an answer", outcome: .nxdomain, cnames: ["x.acme.front.example"], zone: nil,
      findings: ""),
    Row(
      title: "beside it", outcome: .noData, cnames: ["notacme.front.example"], zone: "front.example",
      findings: elsewhere),
    Row(title: "above it", outcome: .noData, cnames: ["front.example"], zone: "front.example", findings: elsewhere),
    Row(
      title: "to a failing place elsewhere", outcome: .servfail(""), cnames: ["x.example.net"], findings: elsewhere),
    Row(title: "none", outcome: .nxdomain, zone: "shop.co.uk", findings: missing),
    Row(title: "none, but records", outcome: .found, texts: ["x"], findings: missing),
    Row(
      title: "with the domain in it", outcome: .noData, cnames: ["www.shop.co.uk.acme.example.com"],
      zone: "example.com", target: "{name}.acme.example.com", findings: ""),
    Row(
      title: "with another domain in it", outcome: .noData, cnames: ["shop.co.uk.acme.example.com"],
      zone: "example.com", target: "{name}.acme.example.com", findings: elsewhere),
    Row(title: "no target given", outcome: .noData, zone: "shop.co.uk", target: nil, findings: unproven),
    Row(
      title: "no target given, and an alias", outcome: .nxdomain, cnames: ["x.example.net"], zone: "example.net",
      target: nil, findings: unproven),
  ]

  static let zones = [
    Row(title: "not registered", outcome: .nxdomain, zone: "co.uk", findings: "dns.nxdomain blocker"),
    Row(title: "not registered, below the TLD", outcome: .nxdomain, zone: "uk", findings: "dns.nxdomain blocker"),
    Row(
      title: "not registered, and no target", outcome: .nxdomain, zone: "co.uk", target: nil,
      findings: "dns.nxdomain blocker"),
    Row(
      title: "an alias into a domain that is not registered", outcome: .nxdomain, cnames: ["x.example.net"],
      zone: "net", target: nil, findings: failed),
    Row(
      title: "the same, where the target is", outcome: .nxdomain, cnames: ["x.acme.front.com"], zone: "com",
      target: "acme.front.com", findings: failed),
    Row(
      title: "an alias into no TLD", outcome: .nxdomain, cnames: ["x.acme.internal"], zone: ".", target: nil,
      findings: failed),
  ]

  static let failures = [
    Row(title: "SERVFAIL", outcome: .servfail(""), findings: failed),
    Row(title: "REFUSED", outcome: .refused(""), findings: failed),
    Row(title: "silence", outcome: .timeout, findings: failed),
    Row(title: "DNSSEC", outcome: .bogus("Signature Expired"), findings: failed),
    Row(title: "a circle", outcome: .aliasLoop, cnames: ["a.example.net"], findings: failed),
    Row(title: "too many aliases", outcome: .tooManyAliases, findings: failed),
    Row(title: "the target's servers", outcome: .timeout, cnames: ["x.acme.front.example"], findings: failed),
    Row(
      title: "our resolver", outcome: .resolverUnreachable("x"), findings: "self.resolver-unreachable undetermined"),
    Row(title: "our deadline", outcome: .deadline, findings: "self.deadline undetermined"),
  ]

  static let double = "_acme-challenge.www.shop.co.uk.www.shop.co.uk"
  static let places = [
    Row(
      title: "a record at the doubled name", outcome: .nxdomain, zone: "www.shop.co.uk", misplaced: (double, "x"),
      findings: "\(missing), \(doubled)"),
    Row(
      title: "a digest, the zone being above", outcome: .nxdomain, zone: "shop.co.uk", target: nil,
      misplaced: (double, digest), findings: "\(unproven), \(doubled)"),
    Row(
      title: "what a wildcard of the zone above may have made", outcome: .nxdomain, zone: "shop.co.uk", target: nil,
      misplaced: (double, "v=spf1 -all"), findings: unproven),
    Row(
      title: "the same at both places", outcome: .found, texts: [digest], target: nil, misplaced: (double, digest),
      findings: unproven),
    Row(
      title: "an old record at the right place", outcome: .found, texts: ["x"], target: nil,
      misplaced: (double, digest), findings: "\(unproven), \(doubled)"),
    Row(
      title: "no matter where the alias is right", outcome: .noData, cnames: ["acme.front.example"],
      misplaced: (double, digest), findings: ""),
  ]

  @Test("is judged", arguments: aliases + zones + failures + places)
  func judged(row: Row) {
    let base = Self.name("www.shop.co.uk")
    var lookup = ChallengeLookup(
      name: ChallengeLookup.name(for: base) ?? .root, outcome: row.outcome, cnames: row.cnames.map(Self.name),
      texts: row.texts.map { Array($0.utf8) }, zone: row.zone.map(Self.name))
    if let (name, text) = row.misplaced {
      lookup.misplaced = [.init(name: Self.name(name), cnames: [], texts: [Array(text.utf8)])]
    }
    let target = row.target.flatMap { ChallengeTarget($0) }
    let findings = ChallengeJudgement(lookup, base: base, target: target, suffixes: .embedded).findings
    #expect(findings.map { "\($0.code) \($0.severity.rawValue)" }.joined(separator: ", ") == row.findings)
    for finding in findings {
      #expect(finding.summary.hasSuffix(".") && finding.remedy.hasSuffix("."))
      #expect(!finding.evidence.fields.isEmpty)
    }
  }

  @Test("what a wildcard answers is no record that could be changed")
  func wildcard() throws {
    let base = Self.name("shop.example.com")
    let target = try #require(ChallengeTarget("acme.front.example"))
    var lookup = ChallengeLookup(
      name: try #require(ChallengeLookup.name(for: base)), outcome: .noData, cnames: [Self.name("front.example.net")])
    lookup.isFromWildcard = true
    let finding = try #require(
      ChallengeJudgement(lookup, base: base, target: target, suffixes: .embedded).findings.first)
    #expect(finding.code == .dns01DelegationMissing)
    #expect(finding.summary.contains("by a wildcard record it is an alias of front.example.net"))
    #expect(finding.remedy.hasPrefix("Add the record _acme-challenge.shop.example.com CNAME acme.front.example"))
  }

  @Test("the finding shows the record that is there and the one to set")
  func words() throws {
    let base = Self.name("shop.example.com")
    let name = try #require(ChallengeLookup.name(for: base))
    let lookup = ChallengeLookup(
      name: name, outcome: .noData, cnames: [Self.name("x.old.net"), Self.name("y.old.net")])
    let target = try #require(ChallengeTarget("{name}.acme.example.net."))
    let finding = try #require(
      ChallengeJudgement(lookup, base: base, target: target, suffixes: .embedded).findings.first)
    #expect(
      finding.remedy == "Change the CNAME record at _acme-challenge.shop.example.com from x.old.net to "
        + "shop.example.com.acme.example.net.")
    #expect(finding.evidence["record"] == .text("CNAME"))
    #expect(finding.evidence["value"] == .list(["x.old.net", "y.old.net"]))
    #expect(finding.evidence["expected"] == .text("shop.example.com.acme.example.net"))
  }

  @Test(
    "a target is a host name, with the domain in it or not",
    arguments: [
      ("acme.example.com", true), ("ACME.Example.com.", true), ("{name}.acme.example.com", true),
      ("_acme.example.com", true), ("com", false), ("", false), ("{name}", false), ("a b.example.com", false),
      ("{id}.example.com", false), ("*.example.com", false), ("a..example.com", false), ("http://x.example", false),
    ])
  func targets(text: String, isTarget: Bool) {
    #expect((ChallengeTarget(text) != nil) == isTarget)
  }

  @Test("a target that a long domain makes too long is reached by nothing")
  func longTarget() throws {
    let base = Self.name(Array(repeating: String(repeating: "a", count: 59), count: 4).joined(separator: "."))
    let target = try #require(ChallengeTarget("{name}.acme.example.com"))
    #expect(!target.isReached(by: [Self.name("acme.example.com")], from: base))
  }

  @Test("a domain to whose name nothing can be put before has no such record")
  func longName() throws {
    let base = Self.name(Array(repeating: String(repeating: "a", count: 59), count: 4).joined(separator: "."))
    #expect(ChallengeLookup.name(for: base) == nil)
    #expect(ChallengeJudgement.tooLong(base).code == .nameTooLong)
    #expect(ChallengeLookup.misplacedNames(base, base: base, zone: base).isEmpty)
  }
}
