import Addressing
import DNSWire
import Network
import Readiness
import Timing

/// Finds the name servers of a name's zone and asks each of them directly. What names share (zones above, hosts,
/// platforms to which they are aliases) is asked once in a while.
actor NameServers {
  private let resolver: any Resolving
  private let client: any NameServerAsking
  private let clocks: any Clocks
  private let suffixes: PublicSuffixList
  private let allowedReserved: [AddressPrefix]
  private var levels = RunCache<DNSName, LevelAnswer>()
  private var hosts = RunCache<DNSName, HostAddresses>()
  private var zones = RunCache<DNSName, ZoneServers>()
  private var targets = RunCache<DNSName, ZoneAnswers?>()
  private var fallbacks = RunCache<DNSName, ServerView>()
  private(set) var watch = PortWatch()

  /// All of it for one name: two rounds at the resolver and a dead server's attempts take less.
  private static let patience = Duration.seconds(8)
  /// Aliases that are followed from zone to zone.
  private static let maximumTargets = 8
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

  /// What the name servers say of a name's addresses, and of the names to which it is an alias. Nil where its zone is
  /// not found, or no name server can be asked from here.
  func authority(of name: DNSName, deadline: Instant) async -> Authority? {
    if watch.isClosed { return nil }
    let end = min(deadline, clocks.instant() + Self.patience)
    guard let zone = await addresses(of: name, end) else { return nil }
    var authority = Authority(zone: zone)
    var open = Self.targets(zone)
    while let target = open.first, authority.targets.count + authority.fallbacks.count < Self.maximumTargets {
      open.removeFirst()
      guard authority.targets[target] == nil, let targetName = DNSName(target) else { continue }
      let answers = await kept(targetName, end)
      authority.targets[target] = answers
      let isWhole = [IPAddress.Family.ipv4, .ipv6].allSatisfy { family in
        answers?.answers.contains { $0.reply(family).isData } ?? false
      }
      if !isWhole { authority.fallbacks[target] = await fallback(targetName, end) }
      if let answers { open += Self.targets(answers) }
    }
    authority.isOpen = watch.isOpen
    return authority
  }

  /// Asks every name server of the name's zone the same questions at once. Nil where the zone is not found.
  func ask(_ types: [RecordType], of name: DNSName, deadline: Instant) async -> ZoneReplies? {
    guard let zone = await servers(of: name, deadline) else { return nil }
    let queries = types.map { Query(name: name, type: $0, recursionDesired: false, authenticatedData: false) }
    let client = client
    let replies = await withTaskGroup(of: (Int, Int, Result<DirectAnswer, DirectFailure>).self) { group in
      for (row, server) in zone.servers.enumerated() {
        for (column, query) in queries.enumerated() {
          let endpoint = Endpoint(server.address, port: 53)
          group.addTask { (row, column, await Self.ask(client, query, endpoint, deadline)) }
        }
      }
      var replies = zone.servers.map {
        ZoneReplies.Replies(server: $0, replies: Array(repeating: .failure(.notAsked), count: types.count))
      }
      for await (row, column, reply) in group { replies[row].replies[column] = reply }
      return replies
    }
    for reply in replies.flatMap(\.replies) {
      if case .success(let answer) = reply { watch.note(answer.message, zone: zone.zone) }
    }
    if !replies.isEmpty { watch.noteNoAuthority(of: zone.zone) }
    return ZoneReplies(zone: zone.zone, servers: replies, hostsWithoutAddress: zone.hostsWithoutAddress)
  }

  private static func ask(
    _ client: any NameServerAsking, _ query: Query, _ server: Endpoint, _ deadline: Instant
  ) async -> Result<DirectAnswer, DirectFailure> {
    do throws(DirectFailure) {
      return .success(try await client.ask(query, at: server, deadline: deadline))
    } catch {
      return .failure(error)
    }
  }

  // MARK: Addresses

  private func addresses(of name: DNSName, _ end: Instant) async -> ZoneAnswers? {
    guard let replies = await ask([.a, .aaaa], of: name, deadline: end) else { return nil }
    return ZoneAnswers(replies, name)
  }

  private func kept(_ target: DNSName, _ end: Instant) async -> ZoneAnswers? {
    await targets.value(target, at: clocks.instant()) { Task { await self.addresses(of: target, end) } }.value
  }

  private func fallback(_ target: DNSName, _ end: Instant) async -> ServerView {
    let resolver = resolver
    return await fallbacks.value(target, at: clocks.instant()) {
      Task {
        let questions = AddressQuestions(resolver: resolver, deadline: end)
        let ipv4 = await questions.lookUp(target, .ipv4)
        return ServerView(servers: [], ipv4: ipv4, ipv6: await questions.lookUp(target, .ipv6))
      }
    }.value
  }

  private static func targets(_ zone: ZoneAnswers) -> [String] {
    var seen: Set<String> = []
    return zone.answers.flatMap { [$0.ipv4.target, $0.ipv6.target] }.compactMap(\.self).filter {
      seen.insert($0).inserted
    }
  }

  // MARK: Zones

  private func servers(of name: DNSName, _ end: Instant) async -> ZoneServers? {
    let top = top(of: name)
    // Both at once: most names are their zone's beginning, or lie directly below it.
    _ = startLevel(name, end)
    _ = startLevel(top, end)
    guard let (zone, own) = await zone(of: name, top, end) else { return nil }
    return await zones.value(zone, at: clocks.instant()) {
      Task { await self.collect(zone, own, end) }
    }.value
  }

  /// The name under the public suffix: no zone of a customer begins above it.
  private func top(of name: DNSName) -> DNSName {
    let text = "\(name)"
    let labels = (suffixes.icannSuffix(of: text).flatMap { DNSName($0)?.labelCount } ?? 1) + 1
    var top = name
    while top.labelCount > labels, let parent = top.parent { top = parent }
    return top
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
        let message = try? await resolver.ask(Query(name: level, type: .ns), deadline: end)
        return message.map { LevelAnswer($0, level) } ?? .failed
      }
    }
  }

  private func collect(_ zone: DNSName, _ own: [DNSName], _ end: Instant) async -> ZoneServers {
    async let asked = referral(for: zone, end)
    for host in own { _ = startHost(host, end) }
    let referral = await asked
    var known: Set<DNSName> = []
    let names = (own + (referral?.hosts ?? [])).filter { known.insert($0).inserted }.prefix(16)
    for host in names { _ = startHost(host, end) }
    var result = ZoneServers(zone: zone, servers: [], hostsWithoutAddress: [])
    var seen: Set<IPAddress> = []
    for host in names.sorted(by: { "\($0)" < "\($1)" }) {
      let found = await startHost(host, end).value
      let addresses = found.addresses + (referral?.glue[host] ?? [])
      if addresses.isEmpty, found.isMissing { result.hostsWithoutAddress.append(host) }
      for address in addresses where isAllowed(address) && result.servers.count < ZoneServers.maximumCount {
        if seen.insert(address).inserted { result.servers.append(ZoneServer(host: host, address: address)) }
      }
    }
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
        guard let ipv4, let ipv6 else { return HostAddresses(addresses: (ipv4 ?? []) + (ipv6 ?? [])) }
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

  /// What the zone above says: the resolver may remember other servers, or have no answer.
  private func referral(for zone: DNSName, _ end: Instant) async -> Referral? {
    guard let parent = zone.parent, !parent.isRoot else { return nil }
    guard let (above, own) = await self.zone(of: parent, Self.lastLabel(of: parent), end) else { return nil }
    let chosen = own.shuffled().prefix(Self.parentAttempts)
    for host in chosen { _ = startHost(host, end) }
    var addresses: [IPAddress] = []
    for host in chosen { addresses += await startHost(host, end).value.addresses.filter(isAllowed) }
    // One family first, so that a machine without IPv6 has three attempts all the same.
    addresses = addresses.filter { $0.family == .ipv4 } + addresses.filter { $0.family == .ipv6 }
    let query = Query(name: zone, type: .ns, recursionDesired: false, authenticatedData: false)
    for address in addresses.prefix(Self.parentAttempts) {
      guard let answer = try? await client.ask(query, at: Endpoint(address, port: 53), deadline: end) else { continue }
      watch.note(answer.message, zone: above)
      return Referral(answer.message, for: zone)
    }
    if !addresses.isEmpty { watch.noteNoAuthority(of: above) }
    return nil
  }

  private static func lastLabel(of name: DNSName) -> DNSName {
    var name = name
    while name.labelCount > 1, let parent = name.parent { name = parent }
    return name
  }
}

extension ZoneAnswers {
  /// Reads replies to the questions for A and AAAA.
  init(_ replies: ZoneReplies, _ name: DNSName) {
    let answers = replies.servers.compactMap { row -> ServerAnswer? in
      // A server for which this machine has no route is no matter of the domain's.
      if row.replies.allSatisfy({ $0.isNotAsked }) { return nil }
      let spellings = row.replies.compactMap { try? $0.get().preservesCase }
      return ServerAnswer(
        host: "\(row.server.host)", address: row.server.address,
        ipv4: ServerReply(row.replies[0], name, .a, replies.zone),
        ipv6: ServerReply(row.replies[1], name, .aaaa, replies.zone),
        preservesCase: spellings.isEmpty ? nil : spellings.allSatisfy(\.self))
    }
    self.init(
      zone: "\(replies.zone)", answers: answers, hostsWithoutAddress: replies.hostsWithoutAddress.map { "\($0)" })
  }
}

extension Result where Success == DirectAnswer, Failure == DirectFailure {
  fileprivate var isNotAsked: Bool {
    if case .failure(.notAsked) = self { true } else { false }
  }
}

extension ServerReply {
  fileprivate init(
    _ reply: Result<DirectAnswer, DirectFailure>, _ name: DNSName, _ type: RecordType, _ zone: DNSName
  ) {
    switch reply {
    case .success(let answer): self = ServerReply(answer.message, to: name, type, zone: zone)
    case .failure(.silent): self = .silent
    case .failure(.unreachable(let number)): self = .unreachable("\(SocketError(number: number))")
    case .failure(.noTCP): self = .noTCP
    case .failure(.notAsked): self = .notAsked
    }
  }
}
