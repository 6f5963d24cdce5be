import Addressing

/// Which answer is judged: the resolver's, or that of the name servers themselves.
public enum AnswerDecision: Sendable {
  /// The name servers say the same, or nothing.
  case resolver
  /// All of them say something else than the resolver, whose answer is old.
  case stale(ServerView)
  /// They differ from each other: the CA may get any of these.
  case disagree([ServerView])

  public init(resolver: ServerView, authority: Authority) {
    let views = authority.views(resolver)
    guard let first = views.first else {
      self = .resolver
      return
    }
    self = views.count > 1 ? .disagree(views) : first.shows(resolver) ? .resolver : .stale(first)
  }
}

extension Finding {
  /// That the resolver's answer is old. Nil where both are sound: then it is the turning of a large service's addresses.
  public static func staleResolver(
    _ resolver: ServerView, _ current: ServerView, expected: ExpectedAddresses?
  ) -> Finding? {
    let all = resolver.addresses + current.addresses
    if let expected, !resolver.addresses.isEmpty, !current.addresses.isEmpty, all.allSatisfy(expected.contains) {
      return nil
    }
    let seconds = [resolver.ipv4.ttl, resolver.ipv6.ttl].compactMap(\.self).max().map(Int.init)
    let left = seconds.map { ", for up to \($0) seconds more" } ?? ""
    var evidence: Evidence = ["resolver": .list(resolver.texts), "nameservers": .list(current.texts)]
    if let seconds { evidence.add("secondsLeft", .number(seconds)) }
    return Finding(
      .dnsResolverStale, .warning,
      summary: "The resolver still says \(resolver.words)\(left); the domain's own name servers say \(current.words), "
        + "and that is what was checked.",
      remedy: "Nothing to do but wait, where the name servers are right.", evidence: evidence)
  }

  /// That what is wrong stays visible for long after it was changed. Nil where an hour is enough.
  ///
  /// - Parameter wrong: The answers of which at least one record is wrong.
  public static func longTTL(_ wrong: [ServerView], expected: ExpectedAddresses?) -> Finding? {
    let ttls = wrong.flatMap { view -> [UInt32] in
      let lookups = [view.ipv4, view.ipv6]
      if view.addresses.isEmpty { return lookups.compactMap(\.ttl) }
      return lookups.flatMap { lookup -> [UInt32] in
        let elsewhere = lookup.addresses.filter { expected?.contains($0.address) != true }
        // Behind an alias, the alias is what is changed.
        let ttl = lookup.cnames.isEmpty ? elsewhere.map(\.ttl).max() : elsewhere.isEmpty ? nil : lookup.ttl
        return ttl.map { [$0] } ?? []
      }
    }
    guard let ttl = ttls.max(), ttl > 3600 else { return nil }
    let hours = (Double(ttl) / 3600).rounded(.up)
    return Finding(
      .dnsTTLLong, .info,
      summary: "The wrong answer may be kept for \(ttl) seconds (TTL): after the change, "
        + "resolvers may need up to \(Int(hours)) hours to see it.",
      remedy: "Lower the TTL to 300 together with the change.", evidence: ["ttl": .number(Int(ttl))])
  }
}

extension ServerView {
  /// Its addresses, or that there are none.
  var texts: [String] {
    if !addresses.isEmpty { return addresses.map { "\($0)" } }
    return [ipv4.outcome == .nxdomain || ipv6.outcome == .nxdomain ? "NXDOMAIN" : "no address"]
  }

  var words: String {
    if !addresses.isEmpty { return joined(texts) }
    return ipv4.outcome == .nxdomain || ipv6.outcome == .nxdomain
      ? "that the name does not exist" : "that the name has no address"
  }
}
