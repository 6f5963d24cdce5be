import Readiness

extension NameCheck {
  /// Takes in what the domain's own name servers say. Where they all say something else than the resolver, that is
  /// judged from here on; where they differ from each other, each of their answers is.
  mutating func take(_ authority: Authority, _ settings: CheckSettings) {
    guard let resolver = lookups else { return }
    summary.nameservers = authority.zone.answers.map(\.summary)
    findings += ServerFindings(authority, resolver: resolver).findings
    explainLookups(by: authority)
    authoritative = authority.views(resolver).first
    switch AnswerDecision(resolver: resolver, authority: authority) {
    case .resolver: break
    case .stale(let current):
      isStale = true
      let stale = Finding.staleResolver(resolver, current, expected: expected)
      take(current.ipv4, current.ipv6, settings)
      explainLookups(by: authority)
      results = results.filter { current.addresses.contains($0.probe.address) }
      if let stale { findings.append(stale) }
    case .disagree(let different): views = different
    }
  }

  /// Where an address is wrong: how long the wrong answer may be remembered, if that is long.
  func longTTL() -> Finding? {
    let codes: Set<FindingCode> = [
      .dnsNXDomain, .dnsNoAddress, .dnsCNAMEDangling, .dnsReservedAddress, .dnsAddressElsewhere,
      .dnsAddressPartlyElsewhere, .dnsNameserversDisagree,
    ]
    guard findings.contains(where: { $0.severity == .blocker && codes.contains($0.code) }) else { return nil }
    let shown = wrong.isEmpty ? [authoritative ?? lookups].compactMap(\.self) : wrong
    return Finding.longTTL(shown, expected: expected)
  }
}
