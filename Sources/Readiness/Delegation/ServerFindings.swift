import Addressing

/// What is wrong with the name servers themselves, whatever they say of the name.
public struct ServerFindings: Sendable {
  public var findings: [Finding] = []

  /// - Parameter resolver: What the resolver says of the name: where it failed, that is the finding, and the servers are
  ///   named there.
  public init(_ authority: Authority, resolver: ServerView) {
    let zones = [authority.zone] + authority.targets.sorted { $0.key < $1.key }.map(\.value)
    let answers = Self.distinct(zones.flatMap(\.answers))
    // A name server that is silent for everybody says something of itself only where others can be heard.
    guard !authority.heard.isEmpty else { return }
    if resolver.ipv4.isDecided || resolver.ipv6.isDecided {
      let lame = Self.lame(answers, resolver)
      let isNoneLeft = Self.isNoneLeft(authority.zone, resolver)
      if !lame.isEmpty { findings.append(Self.lameFinding(lame, authority.zone, isNoneLeft)) }
      let unreachable = answers.filter { $0.isUnreachable && authority.heard.contains($0.address.family) }
      let missing = Self.distinct(zones.flatMap(\.hostsWithoutAddress))
      if !unreachable.isEmpty || !missing.isEmpty { findings.append(Self.unreachableFinding(unreachable, missing)) }
    }
    let careless = answers.filter { $0.preservesCase == false }
    if !careless.isEmpty { findings.append(Self.caseFinding(careless)) }
  }

  private static func distinct<Element: Hashable>(_ items: [Element]) -> [Element] {
    var seen: Set<Element> = []
    return items.filter { seen.insert($0).inserted }
  }

  /// Servers that fail for both questions, or for one for which the resolver got an answer elsewhere.
  private static func lame(_ answers: [ServerAnswer], _ resolver: ServerView) -> [(ServerAnswer, String)] {
    answers.compactMap { answer in
      if answer.isLame { return (answer, answer.words) }
      for (reply, lookup) in [(answer.ipv4, resolver.ipv4), (answer.ipv6, resolver.ipv6)]
      where reply.isLame && lookup.isDecided {
        return (answer, "\(reply.words) for \(lookup.recordType)")
      }
      return nil
    }
  }

  /// Whether every server of the zone answers, and none serves it: what the resolver says is a memory.
  private static func isNoneLeft(_ zone: ZoneAnswers, _ resolver: ServerView) -> Bool {
    !zone.answers.isEmpty && zone.answers.allSatisfy(\.isLame) && !resolver.addresses.isEmpty
  }

  // MARK: Words

  private static func lameFinding(_ lame: [(ServerAnswer, String)], _ zone: ZoneAnswers, _ isNoneLeft: Bool) -> Finding
  {
    let list = lame.map { "\($0.0.label) \($0.1)" }
    return Finding(
      .dnsNameserverLame, isNoneLeft ? .blocker : .warning,
      summary: isNoneLeft
        ? "None of the domain's name servers serves it any more, and the resolver still has an old answer: "
          + "\(joined(list))."
        : "Name servers of the delegation that do not serve the zone: \(joined(list)).",
      remedy: "Have the DNS provider set the zone up on \(joined(lame.map(\.0.host))), "
        + "or remove \(lame.count == 1 ? "it" : "them") from the domain's name servers at the registrar and in the zone.",
      evidence: ["zone": .text(zone.zone), "nameservers": .list(list)])
  }

  private static func unreachableFinding(_ answers: [ServerAnswer], _ missing: [String]) -> Finding {
    let list = answers.map { "\($0.label) \($0.words)" } + missing.map { "\($0) has no address" }
    let hosts = distinct(answers.map(\.host) + missing)
    return Finding(
      .dnsNameserverUnreachable, .warning,
      summary: "Name servers of the delegation that cannot be asked: \(joined(list)).",
      remedy: "Have the DNS provider check \(joined(hosts)) and port 53 there, over UDP and TCP, "
        + "or remove \(hosts.count == 1 ? "it" : "them") from the domain's name servers at the registrar and in the zone.",
      evidence: ["nameservers": .list(list), "address": .list(answers.map { "\($0.address)" })])
  }

  private static func caseFinding(_ answers: [ServerAnswer]) -> Finding {
    let list = answers.map(\.label)
    return Finding(
      .dnsCaseNotPreserved, .info,
      summary: "\(joined(list)) \(list.count == 1 ? "does" : "do") not repeat the letters of a question "
        + "as they were sent (example.COM); CAs' resolvers fall back and accept that.",
      remedy: "Have the DNS provider update the name server software.", evidence: ["nameservers": .list(list)])
  }
}

extension Finding {
  /// The lookup failure with what each name server said when asked directly: they are its cause.
  public func explained(by authority: Authority) -> Finding {
    let answers = authority.zone.answers.filter { $0.ipv4 != .notAsked || $0.ipv6 != .notAsked }
    let missing = authority.zone.hostsWithoutAddress
    guard isLookupFailure, !authority.heard.isEmpty, !answers.isEmpty || !missing.isEmpty else { return self }
    var finding = self
    let list = answers.map { "\($0.label) \($0.failureWords ?? "answers")" } + missing.map { "\($0) has no address" }
    finding.evidence.add("nameservers", .list(list))
    let broken = answers.filter { $0.failureWords != nil }
    if broken.isEmpty, missing.isEmpty {
      // That they answer is no news where the answers' signatures are what is wrong.
      if code != .dnsDNSSECBogus {
        finding.summary += " Asked directly, all of them answer."
        finding.remedy +=
          " Look again in a few minutes, since the resolver may remember an old failure; if it stays, have the zone's "
          + "signatures (DNSSEC) checked."
      }
    } else {
      let culprits = broken.map { "\($0.label) \($0.failureWords ?? "")" } + missing.map { "\($0) has no address" }
      finding.summary += " Asked directly: \(joined(culprits))."
      if code == .dnsServfail, missing.isEmpty, broken.count == answers.count { finding.tellApart(broken) }
    }
    return finding
  }

  /// A resolver says SERVFAIL also of servers that are silent, or that refuse: where all of them do the same, that is it.
  private mutating func tellApart(_ broken: [ServerAnswer]) {
    let replies = broken.flatMap { [$0.ipv4, $0.ipv6] }.filter { $0 != .notAsked }
    if replies.allSatisfy(\.isUnreachable) {
      code = .dnsTimeout
      summary =
        "None of the domain's name servers answers: \(joined(broken.map { "\($0.label) \($0.words)" }))."
      remedy = "Have the DNS provider check them, or change the name servers at the registrar to ones that work."
    } else if replies.allSatisfy({ $0 == .refused }) {
      code = .dnsRefused
      summary = "All of the domain's name servers refuse to answer for it (REFUSED)."
      remedy =
        "Have the DNS provider add the zone to \(joined(broken.map(\.label))), or correct the name servers at the "
        + "registrar."
    }
  }

  private var isLookupFailure: Bool {
    let codes: [FindingCode] = [
      .dnsServfail, .dnsRefused, .dnsTimeout, .dnsDNSSECBogus, .dnsIPv4LookupFailed, .dnsIPv6LookupFailed,
    ]
    return codes.contains(code)
  }
}

extension ServerAnswer {
  /// What is wrong; nil where both questions brought data.
  fileprivate var failureWords: String? {
    if ipv4.isData, ipv6.isData { return nil }
    if !ipv4.isData, !ipv6.isData { return words }
    return ipv4.isData ? "\(ipv6.words) for AAAA" : "\(ipv4.words) for A"
  }
}
