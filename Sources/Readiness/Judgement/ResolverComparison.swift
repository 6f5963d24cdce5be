import Addressing

/// What one of several resolvers says of a name's addresses of one family.
public struct ResolverVoice: Hashable, Sendable {
  public var resolver: String
  /// The addresses in order, or in words why there are none.
  public var answer: String
  /// Seconds that the answer has left; nil where it has none.
  public var ttl: UInt32?

  /// - Parameter lookup: What that resolver alone answered.
  public init(resolver: String, lookup: AddressLookup) {
    self.resolver = resolver
    ttl = lookup.ttl
    answer =
      lookup.addresses.isEmpty
      ? lookup.outcome.words : lookup.addresses.map { "\($0.address)" }.sorted().joined(separator: " ")
  }
}

/// Whether the resolvers say the same. Only those that answered have a voice.
public struct ResolverComparison: Sendable {
  /// None, or `dns.resolvers-disagree`.
  public let findings: [Finding]

  public init(_ ipv4: AddressLookup, _ ipv6: AddressLookup) {
    let differing = [ipv4, ipv6].filter { Set($0.voices.map(\.answer)).count > 1 }
    findings = differing.isEmpty ? [] : [Self.finding(differing)]
  }

  private static func finding(_ lookups: [AddressLookup]) -> Finding {
    var evidence = Evidence()
    var lines: [String] = []
    for lookup in lookups {
      let voices = lookup.voices.map { "\($0.resolver) says \($0.answer)\(left($0.ttl))" }
      evidence.add(lookup.family == .ipv4 ? "ipv4" : "ipv6", .list(voices))
      lines.append("\(lookup.recordType): " + joined(voices))
    }
    return Finding(
      .dnsResolversDisagree, .warning,
      summary: "The resolvers give different addresses. \(lines.joined(separator: "; ")).",
      remedy: remedy(lookups), evidence: evidence)
  }

  private static func left(_ ttl: UInt32?) -> String {
    ttl.map { " (\($0) s left)" } ?? ""
  }

  private static func remedy(_ lookups: [AddressLookup]) -> String {
    // An answer that was fetched earlier has less time left than a fresh one of the same record.
    let oldest = lookups.flatMap(\.voices).filter { $0.ttl != nil }.min { ($0.ttl ?? 0) < ($1.ttl ?? 0) }
    guard let oldest, let ttl = oldest.ttl else { return "Check again in a few minutes." }
    return
      "If DNS was changed lately, \(oldest.resolver) may hold the old answer for another \(ttl) s: check again then. "
      + "Otherwise check that all name servers of the domain have the same data."
  }
}
