import Addressing
import DNSWire
import Network
import Readiness
import Timing

/// Asks every name server of a name's zone directly.
actor NameServers {
  let resolver: any Resolving
  private let client: any NameServerAsking
  private let clocks: any Clocks
  private let directory: ZoneDirectory
  private var targets = RunCache<DNSName, ZoneAnswers?>()
  private var fallbacks = RunCache<DNSName, ServerView>()

  /// All of it for one name: two rounds at the resolver and a dead server's attempts take less.
  private static let patience = Duration.seconds(8)
  /// Aliases that are followed from zone to zone.
  private static let maximumTargets = 8

  nonisolated var unownedExecutor: UnownedSerialExecutor { resolver.unownedExecutor }

  init(
    resolver: any Resolving, client: any NameServerAsking, clocks: any Clocks, suffixes: PublicSuffixList,
    allowedReserved: [AddressPrefix]
  ) {
    self.resolver = resolver
    self.client = client
    self.clocks = clocks
    directory = ZoneDirectory(
      resolver: resolver, client: client, clocks: clocks, suffixes: suffixes, allowedReserved: allowedReserved)
  }

  /// Whether zones were asked in this run, and none answered.
  var hasHeardNobody: Bool {
    get async { await directory.watch.hasHeardNobody }
  }

  /// What the name servers say of a name's addresses, and of the names to which it is an alias. Nil where its zone is
  /// not found, or no name server can be asked from here.
  func authority(of name: DNSName, deadline: Instant) async -> Authority? {
    if await directory.watch.isClosed(at: clocks.instant()) { return nil }
    let end = min(deadline, clocks.instant() + Self.patience)
    guard let zone = await addresses(of: name, end) else { return nil }
    var authority = Authority(zone: zone)
    var open = Self.targets(zone)
    while let target = open.first, authority.fallbacks.count + authority.targets.count < Self.maximumTargets {
      open.removeFirst()
      guard authority.targets[target] == nil, authority.fallbacks[target] == nil, let name = DNSName(target) else {
        continue
      }
      let answers = await kept(name, end)
      authority.targets[target] = answers
      let isWhole = [IPAddress.Family.ipv4, .ipv6].allSatisfy { family in
        answers?.answers.contains { $0.reply(family).isData } ?? false
      }
      if !isWhole { authority.fallbacks[target] = await fallback(name, end) }
      if let answers { open += Self.targets(answers) }
    }
    authority.heard = await directory.heard()
    return authority
  }

  /// Asks every name server of the name's zone the same questions at once. Nil where the zone is not found.
  func ask(_ types: [RecordType], of name: DNSName, deadline: Instant) async -> ZoneReplies? {
    guard let zone = await directory.servers(of: name, deadline) else { return nil }
    let queries = types.map { Query(name: name, type: $0, recursionDesired: false, authenticatedData: false) }
    let client = client
    let rows = await withTaskGroup(of: (Int, Int, Result<DirectAnswer, DirectFailure>).self) { group in
      for (row, server) in zone.servers.enumerated() {
        for (column, query) in queries.enumerated() {
          group.addTask { (row, column, await Self.ask(client, query, server, deadline)) }
        }
      }
      var rows = zone.servers.map { ZoneReplies.Row(server: $0, replies: types.map { _ in .failure(.notAsked) }) }
      for await (row, column, reply) in group { rows[row].replies[column] = reply }
      return rows
    }
    let replies = ZoneReplies(zone: zone.zone, servers: rows, hostsWithoutAddress: zone.hostsWithoutAddress)
    await directory.note(replies)
    return replies
  }

  private static func ask(
    _ client: any NameServerAsking, _ query: Query, _ server: ZoneServer, _ deadline: Instant
  ) async -> Result<DirectAnswer, DirectFailure> {
    do throws(DirectFailure) {
      return .success(try await client.ask(query, at: server.endpoint, deadline: deadline))
    } catch {
      return .failure(error)
    }
  }

  // MARK: Addresses

  private func addresses(of name: DNSName, _ end: Instant) async -> ZoneAnswers? {
    await ask([.a, .aaaa], of: name, deadline: end).map { ZoneAnswers($0, name) }
  }

  /// For names to which many others are aliases.
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
}
