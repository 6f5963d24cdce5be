public import Addressing
import CCurl
import CLibCurl
public import DNSWire
public import EventLoop
public import Timing

/// Asks a recursive resolver by DNS over HTTPS (RFC 8484): POST, HTTP/2 where the server has it, one connection for many
/// questions, and the certificate verified against the system's authorities.
public actor DoHResolver {
  nonisolated let loop: Loop
  private let server: DoHServer
  private let source: IPAddress?
  /// Looks up the server's own host name.
  private let bootstrap: StubResolver
  private var multi: CurlMulti?
  private var running: [UnsafeMutableRawPointer: DoHExchange] = [:]
  private var idle: [DoHExchange] = []
  private var pace: Pace
  private var host: (until: Instant, addresses: Task<Result<[IPAddress], LookupFailure>, Never>)?
  private var isClosed = false

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
    self.source = source
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
  public func close() {
    isClosed = true
    for exchange in Array(running.values) { finish(exchange, .failure(.cancelled)) }
    idle.removeAll()
    multi = nil
  }

  // MARK: Transfers

  private func post(_ query: Query, _ addresses: [IPAddress], until end: Instant) async -> Result<
    Message, LookupFailure
  > {
    guard !isClosed else { return .failure(.cancelled) }
    guard let multi = startedMulti(), let exchange = idle.popLast() ?? DoHExchange(),
      exchange.prepare(query, to: server, at: addresses, source: source, now: loop.clocks.instant(), end: end)
    else { return .failure(.resolverFailed("this machine is out of memory")) }
    return await withCheckedContinuation { continuation in
      exchange.continuation = continuation
      running[exchange.easy] = exchange
      if curl_multi_add_handle(multi.pointer, exchange.easy) != CURLM_OK {
        finish(exchange, .failure(.resolverFailed("libcurl took no further transfer")))
      }
    }
  }

  private func startedMulti() -> CurlMulti? {
    if let multi { return multi }
    multi = CurlMulti(loop: loop) { [weak self] descriptor, ready in
      self?.assumeIsolated { $0.act(on: descriptor, ready) }
    }
    if let multi {
      _ = ccurl_multi_set_long(multi.pointer, CURLMOPT_PIPELINING, Int(CURLPIPE_MULTIPLEX))
      _ = ccurl_multi_set_long(multi.pointer, CURLMOPT_MAX_HOST_CONNECTIONS, DoHResolver.maximumConnections)
    }
    return multi
  }

  private func act(on descriptor: Int32, _ ready: Interest) {
    guard let multi else { return }
    for (easy, result) in multi.act(on: descriptor, ready) {
      guard let exchange = running[easy] else { continue }
      if exchange.prepareAgain(after: result, now: loop.clocks.instant()) {
        curl_multi_remove_handle(multi.pointer, easy)
        if curl_multi_add_handle(multi.pointer, easy) == CURLM_OK { continue }
      }
      finish(exchange, exchange.outcome(of: result))
    }
  }

  private func finish(_ exchange: DoHExchange, _ outcome: Result<Message, LookupFailure>) {
    if let multi { curl_multi_remove_handle(multi.pointer, exchange.easy) }
    running[exchange.easy] = nil
    let continuation = exchange.continuation
    exchange.continuation = nil
    if idle.count < 64 { idle.append(exchange) }
    continuation?.resume(returning: outcome)
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
