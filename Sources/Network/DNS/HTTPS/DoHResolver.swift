public import Addressing
public import DNSWire
public import EventLoop
public import Timing

/// Asks a recursive resolver by DNS over HTTPS (RFC 8484): POST, HTTP/2 where the server has it, one connection for many
/// questions, and the certificate verified against the system's authorities.
public actor DoHResolver {
  nonisolated let loop: Loop
  private let server: DoHServer
  private let web: WebClient
  /// Looks up the server's own host name.
  private let bootstrap: StubResolver
  private var pace: Pace
  private var host: (until: Instant, addresses: Task<Result<[IPAddress], LookupFailure>, Never>)?

  /// How long one question may take: a resolver that needs longer for a domain has given it up.
  private static let patience = Duration.seconds(10)
  /// Connections to the server. Servers mostly take 100 questions at once on each.
  private static let maximumConnections = 12
  /// What is above waits within libcurl, behind questions about silent domains.
  public static let maximumUnderWay = 1000

  public nonisolated var unownedExecutor: UnownedSerialExecutor { loop.unownedExecutor }

  /// - Parameters:
  ///   - bootstrap: Looks up the server's host name; not asked where the URL names an address.
  ///   - perSecond: Bound on the questions sent in a second, 0 for none.
  public init(
    loop: Loop, server: DoHServer, bootstrap: StubResolver, perSecond: Int = 0, source: IPAddress? = nil
  ) {
    self.loop = loop
    self.server = server
    self.bootstrap = bootstrap
    // The environment's proxy is not asked: the resolver is named, and reached as it is named.
    web = WebClient(
      loop: loop,
      settings: WebSettings(
        userAgent: "preflight", source: source, dialTime: .seconds(5),
        maximumConnections: DoHResolver.maximumConnections))
    pace = Pace(perSecond: perSecond)
  }

  /// One question, asked until the server answers or `deadline` comes.
  ///
  /// Throws: `LookupFailure`; a reply with an error code is returned.
  public func ask(_ query: Query, deadline: Instant) async throws(LookupFailure) -> Message {
    let turn = pace.next(at: loop.clocks.instant())
    if turn >= deadline { throw .deadline }
    if turn > loop.clocks.instant() { await loop.sleep(until: turn) }
    let addresses = server.literal == nil ? try await hostAddresses(deadline) : []
    let now = loop.clocks.instant()
    guard now < deadline else { throw .deadline }
    let end = min(deadline, now + DoHResolver.patience)
    let result = await post(query, addresses, until: end)
    if case .failure(.timeout) = result, end == deadline { throw .deadline }
    return try result.get()
  }

  /// Ends every question under way as cancelled and closes the connections.
  public func close() async {
    await web.close()
  }

  private func post(_ query: Query, _ addresses: [IPAddress], until end: Instant) async -> Result<
    Message, LookupFailure
  > {
    var message: [UInt8] = []
    // RFC 8484 section 4.1: id 0, as the transport matches answer and question.
    query.encode(id: 0, into: &message)
    let request = WebRequest(
      .post, server.url, fields: ["Content-Type: \(DoHAnswer.type)", "Accept: \(DoHAnswer.type)"], body: message,
      bodyLimit: DoHAnswer.maximumOctets, end: end, isRepeatable: true, addresses: addresses)
    return DoHAnswer.read(await web.send(request), to: query)
  }

  // MARK: The server's own name

  private func hostAddresses(_ deadline: Instant) async throws(LookupFailure) -> [IPAddress] {
    let now = loop.clocks.instant()
    let lookup: Task<Result<[IPAddress], LookupFailure>, Never>
    if let host, now < host.until {
      lookup = host.addresses
    } else {
      lookup = Task { await lookUpHost(min(deadline, now + DoHResolver.patience)) }
      // Asked again after an hour, as other programs do that keep a connection open anyway.
      host = (now + .seconds(3600), lookup)
    }
    let result = await lookup.value
    // A failure is not kept for long, and concerns those that have asked meanwhile.
    if case .failure = result, let known = host {
      host = (min(known.until, loop.clocks.instant() + .seconds(1)), known.addresses)
    }
    return try result.get()
  }

  private func lookUpHost(_ deadline: Instant) async -> Result<[IPAddress], LookupFailure> {
    guard let name = DNSName(server.host) else { return .failure(.resolverFailed("its host name cannot be read")) }
    async let ipv6 = addresses(of: name, .aaaa, deadline)
    async let ipv4 = addresses(of: name, .a, deadline)
    let found = await (ipv6, ipv4)
    let all = ((try? found.0.get()) ?? []) + ((try? found.1.get()) ?? [])
    if !all.isEmpty { return .success(all) }
    if case .failure(let failure) = found.1 {
      return .failure(.resolverFailed("its host name \(server.host) could not be looked up: \(failure)"))
    }
    return .failure(.resolverFailed("its host name \(server.host) has no address"))
  }

  private func addresses(of name: DNSName, _ type: RecordType, _ deadline: Instant) async
    -> Result<[IPAddress], LookupFailure>
  {
    do throws(LookupFailure) {
      let message = try await bootstrap.ask(Query(name: name, type: type), deadline: deadline)
      let chain = message.resolveChain(from: name, type: type, limit: 16)
      return .success(
        chain.records.compactMap { record in
          if case .address(let address) = record.data { address } else { nil }
        })
    } catch {
      return .failure(error)
    }
  }
}
