public import Addressing
public import DNSWire
public import EventLoop
import Glibc
public import Timing

/// Asks any name server directly, over UDP and then over TCP where an answer was cut. Bounded for each server and in
/// all, quick to give up, and without a socket when nothing is asked.
public actor NameServerClient {
  nonisolated let loop: Loop
  private let settings: NameServerSettings
  private let flights: Flights
  private var health: ServerHealth
  private var rooms: [Endpoint: Room] = [:]
  private var hall = Room()
  private var isClosed = false

  /// One question on its way. By reference: Swift 6.3 misplaces a 16-byte integer, as an IPv6 address is one, among the
  /// arguments of some asynchronous functions on x86-64.
  private final class Errand: Sendable {
    let query: Query
    let server: Endpoint
    let deadline: Instant

    init(_ query: Query, _ server: Endpoint, _ deadline: Instant) {
      self.query = query
      self.server = server
      self.deadline = deadline
    }
  }

  /// Who is in, and who waits to get in.
  private struct Room {
    var taken = 0
    var queue = TurnQueue()
  }

  public nonisolated var unownedExecutor: UnownedSerialExecutor { loop.unownedExecutor }

  public init(loop: Loop, settings: NameServerSettings = NameServerSettings()) {
    self.loop = loop
    self.settings = settings
    flights = Flights(loop: loop, source: settings.source, policy: .single)
    health = ServerHealth(silentAfter: settings.silentAfter, silence: settings.silence)
  }

  /// One question to one server; without recursion where the query says so.
  ///
  /// Throws: `DirectFailure`; a reply with an error code is returned.
  public func ask(_ query: Query, at server: Endpoint, deadline: Instant) async throws(DirectFailure) -> DirectAnswer {
    try await ask(Errand(query, server, deadline)).get()
  }

  /// Ends every question under way and closes the sockets.
  public func close() async {
    isClosed = true
    await flights.close()
  }

  private func ask(_ errand: Errand) async -> Result<DirectAnswer, DirectFailure> {
    if isSilent(errand) { return .failure(.silent) }
    if !takePlace(errand) {
      guard await wait(errand, inHall: false) else { return .failure(.notAsked) }
    }
    defer { leaveRoom(errand.server) }
    if !takeHallPlace() {
      guard await wait(errand, inHall: true) else { return .failure(.notAsked) }
    }
    defer { leaveHall() }
    // It may have turned out silent while this question waited for its turn.
    if isSilent(errand) { return .failure(.silent) }
    if isClosed { return .failure(.notAsked) }
    let reply = await flights.fly(plan(errand))
    note(reply, errand)
    switch reply {
    case .message(let message, let manner):
      return .success(DirectAnswer(message, preservesCase: manner.preservesCase))
    case .truncated(_, let manner): return await askOverTCP(errand, manner)
    case .failure(.timeout): return .failure(.silent)
    case .failure(.unreachable(let number)):
      return .failure(Self.isTheirs(number) ? .unreachable(number) : .notAsked)
    case .failure: return .failure(.notAsked)
    }
  }

  private func plan(_ errand: Errand) -> FlightPlan {
    let usesEDNS = health.knowsEDNS(errand.server, at: loop.clocks.instant())
    return FlightPlan(
      query: errand.query, servers: [errand.server],
      attempts: [
        FlightPlan.Attempt(wait: settings.wait, usesEDNS: usesEDNS, mixesCase: true),
        FlightPlan.Attempt(wait: settings.wait, usesEDNS: false),
      ], deadline: errand.deadline)
  }

  private func isSilent(_ errand: Errand) -> Bool {
    health.isSilent(errand.server, at: loop.clocks.instant())
  }

  private func note(_ reply: Flights.Reply, _ errand: Errand) {
    let now = loop.clocks.instant()
    switch reply {
    case .message(_, let manner), .truncated(_, let manner):
      health.noteAnswer(errand.server, usedEDNS: manner.usedEDNS, at: now)
    case .failure(.timeout): health.noteSilence(errand.server, at: now)
    case .failure: break
    }
  }

  private func askOverTCP(_ errand: Errand, _ manner: Flights.Manner) async -> Result<DirectAnswer, DirectFailure> {
    var query = errand.query
    if !manner.usedEDNS { query.udpPayloadSize = nil }
    do throws(LookupFailure) {
      let message = try await exchange(errand).ask(query, deadline: errand.deadline)
      return .success(DirectAnswer(message, preservesCase: manner.preservesCase))
    } catch {
      switch error {
      case .deadline, .cancelled, .resolverFailed, .overloaded: return .failure(.notAsked)
      case .unreachable(let number) where !Self.isTheirs(number): return .failure(.notAsked)
      case .timeout, .malformed, .unreachable: return .failure(.noTCP)
      }
    }
  }

  private func exchange(_ errand: Errand) -> TCPExchange {
    TCPExchange(loop: loop, server: errand.server, source: settings.source, patience: settings.wait + settings.wait)
  }

  /// Whether an error says something of the server, and not of this machine: no route here, no socket left, a firewall
  /// of our own.
  private static func isTheirs(_ number: Int32) -> Bool {
    number == ECONNREFUSED || number == EHOSTUNREACH || number == ECONNRESET
  }

  // MARK: Room

  private func takePlace(_ errand: Errand) -> Bool {
    var room = rooms[errand.server] ?? Room()
    guard room.taken < settings.perServer else { return false }
    room.taken += 1
    rooms[errand.server] = room
    return true
  }

  private func takeHallPlace() -> Bool {
    guard hall.taken < settings.maximumInFlight else { return false }
    hall.taken += 1
    return true
  }

  /// Whoever waits longest takes the place over.
  private func leaveRoom(_ server: Endpoint) {
    guard var room = rooms[server] else { return }
    if !room.queue.next() { room.taken -= 1 }
    rooms[server] = room.taken == 0 ? nil : room
  }

  private func leaveHall() {
    if !hall.queue.next() { hall.taken -= 1 }
  }

  /// True when a place was handed over, false when the deadline came first.
  private func wait(_ errand: Errand, inHall: Bool) async -> Bool {
    var timer: Loop.TimerID?
    let isIn = await withCheckedContinuation { continuation in
      let ticket = queue(continuation, errand, inHall)
      timer = loop.here { loop in
        loop.schedule(at: errand.deadline) { [weak self] in
          self?.assumeIsolated { $0.giveUp(ticket, errand, inHall) }
        }
      }
    }
    if let timer { loop.here { $0.cancel(timer) } }
    return isIn
  }

  private func queue(_ continuation: CheckedContinuation<Bool, Never>, _ errand: Errand, _ inHall: Bool) -> UInt64 {
    if inHall { return hall.queue.add(continuation) }
    return rooms[errand.server, default: Room()].queue.add(continuation)
  }

  private func giveUp(_ ticket: UInt64, _ errand: Errand, _ inHall: Bool) {
    if inHall { hall.queue.giveUp(ticket) } else { rooms[errand.server]?.queue.giveUp(ticket) }
  }
}
