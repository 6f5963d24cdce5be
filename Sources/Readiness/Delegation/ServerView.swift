public import Addressing

/// A name as some of its name servers show it: one of the answers that a CA may get.
public struct ServerView: Hashable, Sendable {
  /// Labels of the servers that show it so.
  public var servers: [String]
  public var ipv4: AddressLookup
  public var ipv6: AddressLookup

  public init(servers: [String], ipv4: AddressLookup, ipv6: AddressLookup) {
    self.servers = servers
    self.ipv4 = ipv4
    self.ipv6 = ipv6
  }

  public var addresses: [IPAddress] { (ipv6.addresses + ipv4.addresses).map(\.address) }

  /// More different answers than these say nothing new.
  static let maximumCount = 8

  /// Whether a CA would see the same addresses, or in both cases none.
  public func shows(_ other: ServerView) -> Bool {
    Self.same(ipv4, other.ipv4) && Self.same(ipv6, other.ipv6)
  }

  private static func same(_ one: AddressLookup, _ other: AddressLookup) -> Bool {
    if one.isDecided, other.isDecided {
      return Set(one.addresses.map(\.address)) == Set(other.addresses.map(\.address))
    }
    return one.outcome == other.outcome
  }
}

extension AddressLookup {
  /// Whether the resolver could say what there is, be it nothing.
  public var isDecided: Bool {
    switch outcome {
    case .found, .noData, .nxdomain: true
    default: false
    }
  }
}

/// All that the name servers said of a name, and of the names to which it is an alias.
public struct Authority: Sendable {
  /// The zone of the name, and what its servers said.
  public var zone: ZoneAnswers
  /// By alias's target: its own zone's answers.
  public var targets: [String: ZoneAnswers]
  /// By alias's target: what the resolver says, for targets whose servers say nothing.
  public var fallbacks: [String: ServerView]
  /// The families over which any zone's server gave us an authoritative answer in this run: over another one the way
  /// may be closed on our side.
  public var heard: Set<IPAddress.Family>

  public init(
    zone: ZoneAnswers, targets: [String: ZoneAnswers] = [:], fallbacks: [String: ServerView] = [:],
    heard: Set<IPAddress.Family> = [.ipv4, .ipv6]
  ) {
    self.zone = zone
    self.targets = targets
    self.fallbacks = fallbacks
    self.heard = heard
  }

  /// The different views that the servers give of the name, each with all that give it.
  ///
  /// - Parameter resolver: What the resolver says. Where it failed for a family, that decides whatever servers say: the
  ///   CA's resolver would fail as well, for want of a valid signature or of a server that answers it.
  public func views(_ resolver: ServerView) -> [ServerView] {
    guard resolver.ipv4.isDecided || resolver.ipv6.isDecided else { return [] }
    var views: [ServerView] = []
    for var view in self.views(of: zone, fill: resolver, path: []) {
      if !resolver.ipv4.isDecided { view.ipv4 = resolver.ipv4 }
      if !resolver.ipv6.isDecided { view.ipv6 = resolver.ipv6 }
      Self.add(view, to: &views)
    }
    return views
  }

  private static func add(_ view: ServerView, to views: inout [ServerView]) {
    if let index = views.firstIndex(where: { $0.shows(view) }) {
      views[index].servers += view.servers.filter { !views[index].servers.contains($0) }
    } else if views.count < ServerView.maximumCount {
      views.append(view)
    }
  }

  private func views(of zone: ZoneAnswers, fill: ServerView?, path: [String]) -> [ServerView] {
    let known = zone.answers.filter(\.hasData)
    var views: [ServerView] = []
    for answer in known {
      // What this server does not say, another one does, or the resolver.
      func reply(_ family: IPAddress.Family) -> ServerReply? {
        let own = answer.reply(family)
        return own.isData ? own : known.first { $0.reply(family).isData }?.reply(family)
      }
      let replies = (reply(.ipv4), reply(.ipv6))
      var bases = [fill]
      if let target = replies.0?.target ?? replies.1?.target { bases = self.views(of: target, path: path) }
      for base in bases {
        guard let ipv4 = lookup(.ipv4, replies.0, base), let ipv6 = lookup(.ipv6, replies.1, base) else { continue }
        Self.add(ServerView(servers: [answer.label], ipv4: ipv4, ipv6: ipv6), to: &views)
      }
    }
    return views
  }

  private func views(of target: String, path: [String]) -> [ServerView] {
    guard !path.contains(target), path.count < 8 else { return [] }
    // A look-up that failed shows nothing, least of all that the resolver's answer is old.
    let fallback = fallbacks[target].flatMap { $0.ipv4.isDecided && $0.ipv6.isDecided ? $0 : nil }
    if let zone = targets[target] {
      let views = views(of: zone, fill: fallback, path: path + [target])
      if !views.isEmpty { return views }
    }
    return fallback.map { [$0] } ?? []
  }

  /// - Parameter base: What is behind an alias, or what fills a gap.
  private func lookup(_ family: IPAddress.Family, _ reply: ServerReply?, _ base: ServerView?) -> AddressLookup? {
    switch reply {
    case .addresses(let list, let cnames)?:
      AddressLookup(
        family: family, outcome: .found, addresses: list, cnames: cnames, ttl: list.map(\.ttl).min(),
        authenticated: false)
    case .noData(let cnames, let ttl)?: AddressLookup(family: family, outcome: .noData, cnames: cnames, ttl: ttl)
    case .nxdomain(let cnames, let ttl)?: AddressLookup(family: family, outcome: .nxdomain, cnames: cnames, ttl: ttl)
    case .alias(let cnames, let ttl)?:
      (family == .ipv4 ? base?.ipv4 : base?.ipv6).map { behind in
        var lookup = behind
        lookup.cnames = cnames + behind.cnames
        lookup.ttl = min(ttl, behind.ttl ?? ttl)
        return lookup
      }
    default: family == .ipv4 ? base?.ipv4 : base?.ipv6
    }
  }
}
