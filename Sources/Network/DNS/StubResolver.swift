import Addressing
public import DNSWire
public import EventLoop
public import Timing

/// Asks recursive resolvers over UDP, and over TCP where an answer was cut (RFC 1035, RFC 7766).
public actor StubResolver {
  nonisolated let loop: Loop
  let settings: ResolverSettings
  private let flights: Flights
  private let attempts: [FlightPlan.Attempt]
  private var underWay = 0
  private var waiting = TurnQueue()
  private var pace: Pace
  private var isClosed = false

  public nonisolated var unownedExecutor: UnownedSerialExecutor { loop.unownedExecutor }

  public init(loop: Loop, settings: ResolverSettings) {
    self.loop = loop
    self.settings = settings
    flights = Flights(loop: loop, source: settings.source, policy: .kept)
    attempts = settings.attempts.map { FlightPlan.Attempt(wait: $0) }
    pace = Pace(perSecond: settings.perSecond)
  }

  /// One question, asked until a server answers, all attempts are used or `deadline` comes.
  ///
  /// Throws: `LookupFailure`; a reply with an error code is returned.
  public func ask(_ query: Query, deadline: Instant) async throws(LookupFailure) -> Message {
    while underWay >= settings.maximumInFlight {
      guard await waitForRoom(until: deadline) else { throw .deadline }
    }
    underWay += 1
    let reply = await send(query, deadline)
    underWay -= 1
    waiting.next()
    switch reply {
    case .message(let message, _): return message
    case .failure(let failure): throw failure
    case .truncated(let server, _):
      return try await TCPExchange(loop: loop, server: server, source: settings.source).ask(query, deadline: deadline)
    }
  }

  private func send(_ query: Query, _ deadline: Instant) async -> Flights.Reply {
    let turn = pace.next(at: loop.clocks.instant())
    if turn >= deadline { return .failure(.deadline) }
    if turn > loop.clocks.instant() { await loop.sleep(until: turn) }
    if isClosed { return .failure(.cancelled) }
    return await flights.fly(
      FlightPlan(query: query, servers: settings.servers, attempts: attempts, deadline: deadline))
  }

  private func waitForRoom(until deadline: Instant) async -> Bool {
    var timer: Loop.TimerID?
    let hasRoom = await withCheckedContinuation { continuation in
      let ticket = waiting.add(continuation)
      timer = loop.here { loop in
        loop.schedule(at: deadline) { [weak self] in self?.assumeIsolated { $0.waiting.giveUp(ticket) } }
      }
    }
    if let timer { loop.here { $0.cancel(timer) } }
    return hasRoom
  }

  /// Ends every question under way as cancelled and closes the sockets.
  public func close() async {
    isClosed = true
    await flights.close()
  }
}
