import Addressing

/// Name servers that differ: a CA may ask any of them, so each one's answer has to be good.
public struct DisagreementJudgement: Sendable {
  /// All that is to be said of the name's addresses and the fetches from them.
  public var findings: [Finding]
  /// Whose addresses are wrong, for their TTL.
  public var wrong: [ServerView] = []

  /// - Parameter judge: What would be found if the CA got this answer.
  public init(_ views: [ServerView], expected: ExpectedAddresses?, judge: (ServerView) -> [Finding]) {
    let judged = views.map { (view: $0, findings: judge($0)) }
    let bad = judged.filter { $0.findings.contains { $0.severity == .blocker } }
    let good = judged.filter { !$0.findings.contains { $0.severity == .blocker } }
    wrong = bad.map(\.view)
    if good.isEmpty || bad.isEmpty {
      findings = Self.merged(judged.map(\.findings))
      // The platform's own addresses in turn are how large services spread their load.
      let isPlanned = bad.isEmpty && expected != nil
      if !isPlanned { findings.append(Self.finding(views, wrong: [], because: nil)) }
    } else {
      // The servers that differ are the cause; what is wrong with their answers is the consequence.
      findings = Self.merged(good.map(\.findings))
      let because = bad[0].findings.first { $0.severity == .blocker }
      findings.append(Self.finding(views, wrong: wrong, because: because))
    }
  }

  /// The findings of all, each code once.
  private static func merged(_ lists: [[Finding]]) -> [Finding] {
    var seen: Set<FindingCode> = []
    return lists.joined().filter { seen.insert($0.code).inserted }
  }

  private static func finding(_ views: [ServerView], wrong: [ServerView], because: Finding?) -> Finding {
    let list = views.map { "\(joined($0.servers)) \($0.servers.count == 1 ? "says" : "say") \($0.words)" }
    var evidence: Evidence = ["nameservers": .list(list)]
    guard let because else {
      return Finding(
        .dnsNameserversDisagree, .warning,
        summary: "The domain's name servers give different answers: \(joined(list)).",
        remedy: "Where that is not meant, have the DNS provider bring the zone to the same state on all of them.",
        evidence: evidence)
    }
    let servers = wrong.flatMap(\.servers)
    evidence.add("wrong", .list(servers))
    evidence.add("because", .text(because.code.rawValue))
    return Finding(
      .dnsNameserversDisagree,
      summary: "The domain's name servers disagree, and the CA may ask any of them: \(joined(list)).",
      remedy: "Have the DNS provider bring the zone to the same state on all name servers: the wrong answer comes from "
        + "\(joined(servers)). Or remove what no longer serves the domain from its name servers at the registrar.",
      evidence: evidence)
  }
}
