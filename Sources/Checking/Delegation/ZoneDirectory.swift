import Addressing
import DNSWire
import Network
import Readiness
import Timing

/// Finds the zone in which a name lies and the addresses of the zone's name servers: those that the zone names, which
/// the resolver says, and those that the zone above names. What names share is asked once in a while.
actor ZoneDirectory {
  private let resolver: any Resolving
  private let client: any NameServerAsking
  private let clocks: any Clocks
  private let suffixes: PublicSuffixList
  private let allowedReserved: [AddressPrefix]
  private var levels = RunCache<DNSName, LevelAnswer>()
  private var hosts = RunCache<DNSName, HostAddresses>()
  private var zones = RunCache<DNSName, ZoneServers>()
  private var trial: Task<Void, Never>?
  private(set) var watch = PortWatch()

  /// Hosts of a zone. Thirteen fit into a referral over UDP; two sets of them may differ.
  private static let maximumHosts = 16
  /// Servers of the zone above that are tried, one after the other.
  private static let parentAttempts = 3

  nonisolated var unownedExecutor: UnownedSerialExecutor { resolver.unownedExecutor }

  init(
    resolver: any Resolving, client: any NameServerAsking, clocks: any Clocks, suffixes: PublicSuffixList,
    allowedReserved: [AddressPrefix]
  ) {
    self.resolver = resolver
    self.client = client
    self.clocks = clocks
    self.suffixes = suffixes
    self.allowedReserved = allowedReserved
  }

  /// Nil where the name has no zone that a customer could have.
  func servers(of name: DNSName, _ end: Instant) async -> ZoneServers? {
    let top = top(of: name)
    // Both at once: most names are their zone's beginning, or lie directly below it.
    _ = startLevel(name, end)
    _ = startLevel(top, end)
    guard let (zone, own) = await zone(of: name, top, end) else { return nil }
    return await zones.value(zone, at: clocks.instant()) {
      Task { await self.collect(zone, own, end) }
    }.value
  }

  /// What the servers of a zone replied, for what it tells of the way to them.
  func note(_ replies: ZoneReplies) {
    for row in replies.servers {
      for reply in row.replies {
        guard case .success(let answer) = reply else { continue }
        watch.note(answer.message, zone: replies.zone, row.server.address.family)
      }
    }
    if !replies.servers.isEmpty { watch.noteEnd(of: replies.zone, at: clocks.instant()) }
  }

  /// The families over which somebody was heard, once the one trial over IPv6 is over.
  func heard() async -> Set<IPAddress.Family> {
    await trial?.value
    return watch.open
  }

  // MARK: The zone

  /// The name under the public suffix: no zone of a customer begins above it.
  private func top(of name: DNSName) -> DNSName {
    let labels = (suffixes.icannSuffix(of: "\(name)").flatMap { DNSName($0)?.labelCount } ?? 1) + 1
    return name.ancestor(labels)
  }

  /// The zone in which a name lies, and the servers that it names itself. Where the resolver has no answer at any level,
  /// the zone is taken to begin at `top`, and the zone above is asked for its servers.
  private func zone(of name: DNSName, _ top: DNSName, _ end: Instant) async -> (DNSName, [DNSName])? {
    var level = name
    while true {
      switch await startLevel(level, end).value {
      case .zone(let hosts): return (level, hosts)
      case .inside(let zone) where zone == level: return (level, [])
      case .inside(let zone) where zone.labelCount >= top.labelCount: level = zone
      case .inside: return (top, [])
      case .unknown, .failed:
        if level == top { return (top, []) }
        guard let parent = level.parent else { return nil }
        level = parent
      }
    }
  }

  private func startLevel(_ level: DNSName, _ end: Instant) -> Task<LevelAnswer, Never> {
    let resolver = resolver
    return levels.value(level, at: clocks.instant()) {
      Task {
        if let message = try? await resolver.ask(Query(name: level, type: .ns), deadline: end) {
          let answer = LevelAnswer(message, level)
          if case .failed = answer { self.levels.shorten(level, at: self.clocks.instant()) }
          return answer
        }
        self.levels.shorten(level, at: self.clocks.instant())
        return .failed
      }
    }
  }

  // MARK: Its servers

  private func collect(_ zone: DNSName, _ own: [DNSName], _ end: Instant) async -> ZoneServers {
    async let asked = referral(for: zone, end)
    for host in own.prefix(Self.maximumHosts) { _ = startHost(host, end) }
    let referral = await asked
    var known: Set<DNSName> = []
    let names = (own + (referral?.hosts ?? [])).filter { known.insert($0).inserted }.prefix(Self.maximumHosts)
    for host in names { _ = startHost(host, end) }
    var result = ZoneServers(zone: zone)
    for host in names.sorted(by: { "\($0)" < "\($1)" }) {
      result.add(host, await startHost(host, end).value, glue: referral?.glue[host] ?? [], isAllowed)
    }
    if result.servers.isEmpty { zones.shorten(zone, at: clocks.instant()) }
    return result
  }

  private func isAllowed(_ address: IPAddress) -> Bool {
    SpecialPurpose.range(of: address) == nil || allowedReserved.contains { $0.contains(address) }
  }

  /// A and AAAA of a name server's host, by the resolver.
  private func startHost(_ host: DNSName, _ end: Instant) -> Task<HostAddresses, Never> {
    let resolver = resolver
    return hosts.value(host, at: clocks.instant()) {
      Task {
        async let second = Self.addresses(of: host, .aaaa, resolver, end)
        let (ipv4, ipv6) = (await Self.addresses(of: host, .a, resolver, end), await second)
        guard let ipv4, let ipv6 else {
          self.hosts.shorten(host, at: self.clocks.instant())
          return HostAddresses(addresses: (ipv4 ?? []) + (ipv6 ?? []))
        }
        return HostAddresses(addresses: ipv4 + ipv6, isMissing: ipv4.isEmpty && ipv6.isEmpty)
      }
    }
  }

  /// Nil where no answer came.
  private static func addresses(of host: DNSName, _ type: RecordType, _ resolver: any Resolving, _ end: Instant) async
    -> [IPAddress]?
  {
    guard let message = try? await resolver.ask(Query(name: host, type: type), deadline: end) else { return nil }
    return message.resolveChain(from: host, type: type, limit: 8).records.compactMap { record in
      if case .address(let address) = record.data { address } else { nil }
    }
  }

  // MARK: The zone above

  /// What the zone above says: the resolver may remember other servers, or have no answer.
  private func referral(for zone: DNSName, _ end: Instant) async -> Referral? {
    guard let parent = zone.parent, !parent.isRoot else { return nil }
    guard let (above, own) = await self.zone(of: parent, parent.ancestor(1), end) else { return nil }
    let chosen = own.shuffled().prefix(Self.parentAttempts)
    for host in chosen { _ = startHost(host, end) }
    var servers: [ZoneServer] = []
    for host in chosen {
      servers += await startHost(host, end).value.addresses.filter(isAllowed).map {
        ZoneServer(host: host, address: $0)
      }
    }
    // One family first, so that a machine without IPv6 has three attempts all the same.
    let (ipv4, ipv6) = (servers.filter { $0.address.family == .ipv4 }, servers.filter { $0.address.family == .ipv6 })
    if let server = ipv6.first, trial == nil {
      trial = Task { _ = await self.ask(server, for: zone, above, end) }
    }
    for server in (ipv4 + ipv6).prefix(Self.parentAttempts) {
      if let message = await ask(server, for: zone, above, end) { return Referral(message, for: zone) }
    }
    if !servers.isEmpty { watch.noteEnd(of: above, at: clocks.instant()) }
    return nil
  }

  private func ask(_ server: ZoneServer, for zone: DNSName, _ above: DNSName, _ end: Instant) async -> Message? {
    let query = Query(name: zone, type: .ns, recursionDesired: false, authenticatedData: false)
    guard let answer = try? await client.ask(query, at: server.endpoint, deadline: end) else { return nil }
    watch.note(answer.message, zone: above, server.address.family)
    return answer.message
  }
}
