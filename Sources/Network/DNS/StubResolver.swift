import Addressing
public import DNSWire
public import EventLoop
import Glibc
public import Timing

/// Asks recursive resolvers over UDP, and over TCP where an answer was cut (RFC 1035, RFC 7766). Ids and ports are
/// random, and a reply counts only from the server asked, with the id and the question sent (RFC 5452 section 9.1).
public actor StubResolver {
  typealias FlightID = UInt64

  /// A question under way.
  struct Flight {
    let query: Query
    let deadline: Instant
    let continuation: CheckedContinuation<Reply, Never>
    var attempt = 0
    var usesEDNS = true
    var lane: UDPLane?
    var id: UInt16 = 0
    var timer: Loop.TimerID?
    /// The errno of the last attempt that could not be sent or was refused.
    var lastError: Int32 = 0
    var timedOut = false
  }

  enum Reply: Sendable {
    case message(Message)
    /// Cut: to be asked over TCP at this server.
    case truncated(Endpoint)
    case failure(LookupFailure)
  }

  nonisolated let loop: Loop
  let settings: ResolverSettings
  private var flights: [FlightID: Flight] = [:]
  private var lastFlight: FlightID = 0
  /// Sockets by server.
  private var lanes: [[UDPLane]]
  private var waiting = TurnQueue()
  private var pace: Pace
  private var packet: [UInt8] = []
  private var isClosed = false

  /// Per server. Several, so that a forger has to guess the port too.
  private static let lanesPerServer = 8

  public nonisolated var unownedExecutor: UnownedSerialExecutor { loop.unownedExecutor }

  public init(loop: Loop, settings: ResolverSettings) {
    self.loop = loop
    self.settings = settings
    lanes = settings.servers.map { _ in [] }
    pace = Pace(perSecond: settings.perSecond)
  }

  /// One question, asked until a server answers, all attempts are used or `deadline` comes.
  ///
  /// Throws: `LookupFailure`; a reply with an error code is returned.
  public func ask(_ query: Query, deadline: Instant) async throws(LookupFailure) -> Message {
    while flights.count >= settings.maximumInFlight {
      guard await waitForRoom(until: deadline) else { throw .deadline }
    }
    let turn = pace.next(at: loop.clocks.instant())
    if turn >= deadline { throw .deadline }
    if turn > loop.clocks.instant() { await loop.sleep(until: turn) }
    if isClosed { throw .cancelled }
    let reply = await withCheckedContinuation { continuation in
      lastFlight += 1
      flights[lastFlight] = Flight(query: query, deadline: deadline, continuation: continuation)
      send(lastFlight)
    }
    waiting.next()
    switch reply {
    case .message(let message): return message
    case .failure(let failure): throw failure
    case .truncated(let server):
      return try await TCPExchange(loop: loop, server: server, source: settings.source).ask(query, deadline: deadline)
    }
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
  public func close() {
    isClosed = true
    for id in Array(flights.keys) { end(id, .failure(.cancelled)) }
    for lane in lanes.joined() { retire(lane) }
    lanes = lanes.map { _ in [] }
  }

  // MARK: Sending

  private func send(_ flightID: FlightID) {
    while var flight = flights[flightID] {
      let now = loop.clocks.instant()
      guard now < flight.deadline else { return end(flightID, .failure(.deadline)) }
      guard flight.attempt < settings.attempts.count, !settings.servers.isEmpty else {
        return end(flightID, .failure(flight.timedOut ? .timeout : .unreachable(flight.lastError)))
      }
      let wait = settings.attempts[flight.attempt]
      let server = flight.attempt % settings.servers.count
      flight.attempt += 1
      let number = transmit(&flight, flightID, to: server)
      guard number == 0 else {
        flight.lastError = number
        flights[flightID] = flight
        continue
      }
      flight.timer = loop.here { loop in
        loop.schedule(at: min(now + wait, flight.deadline)) { [weak self] in
          self?.assumeIsolated { $0.attemptTimedOut(flightID) }
        }
      }
      flights[flightID] = flight
      return
    }
  }

  private func transmit(_ flight: inout Flight, _ flightID: FlightID, to server: Int) -> Int32 {
    let lane: UDPLane
    switch takeLane(to: server) {
    case .success(let taken): lane = taken
    case .failure(let error): return error.number
    }
    guard let id = lane.freeID() else { return EAGAIN }
    var query = flight.query
    if !flight.usesEDNS { query.udpPayloadSize = nil }
    packet.removeAll(keepingCapacity: true)
    query.encode(id: id, into: &packet)
    let number = lane.send(packet)
    if number != 0 { return number }
    lane.flights[id] = flightID
    flight.lane = lane
    flight.id = id
    return 0
  }

  private func takeLane(to server: Int) -> Result<UDPLane, SocketError> {
    let slot = Int.random(in: 0..<StubResolver.lanesPerServer)
    if slot < lanes[server].count {
      let lane = lanes[server][slot]
      if !lane.isWornOut { return .success(lane) }
      lanes[server].remove(at: slot)
      if lane.flights.isEmpty { retire(lane) }
    }
    do throws(SocketError) {
      let lane = try UDPLane(to: settings.servers[server], server: server, from: settings.source)
      lanes[server].append(lane)
      let descriptor = lane.socket.descriptor
      loop.here { loop in
        loop.watch(descriptor, for: .read) { [weak self] _ in
          self?.assumeIsolated { $0.receive(on: descriptor, server: server) }
        }
      }
      open[descriptor] = lane
      return .success(lane)
    } catch {
      return .failure(error)
    }
  }

  /// By descriptor; worn-out lanes that still wait for replies included.
  private var open: [Int32: UDPLane] = [:]

  private func retire(_ lane: UDPLane) {
    let descriptor = lane.socket.descriptor
    loop.here { $0.unwatch(descriptor) }
    open[descriptor] = nil
    lane.socket.close()
  }

  // MARK: Receiving

  private func attemptTimedOut(_ flightID: FlightID) {
    guard var flight = flights[flightID] else { return }
    leaveLane(&flight)
    flight.timedOut = true
    flights[flightID] = flight
    send(flightID)
  }

  private func receive(on descriptor: Int32, server: Int) {
    guard let lane = open[descriptor] else { return }
    withUnsafeTemporaryAllocation(byteCount: 4096, alignment: 8) { buffer in
      // Bounded, so that a flood on one socket does not keep the others waiting.
      for _ in 0..<64 {
        switch lane.receive(into: buffer) {
        case .nothing: return
        case .failed(let number): return refuse(lane, number)
        case .message(let count): accept(UnsafeRawBufferPointer(rebasing: buffer[..<count]), on: lane)
        }
      }
    }
  }

  /// The server's port is closed or its host is out of reach: whatever waits there goes to the next attempt.
  private func refuse(_ lane: UDPLane, _ number: Int32) {
    for flightID in Array(lane.flights.values) {
      guard var flight = flights[flightID] else { continue }
      leaveLane(&flight)
      flight.lastError = number
      flights[flightID] = flight
      send(flightID)
    }
  }

  private func accept(_ bytes: UnsafeRawBufferPointer, on lane: UDPLane) {
    guard let id = Message.id(of: bytes), let flightID = lane.flights[id], var flight = flights[flightID],
      let message = try? Message(parsing: bytes), message.answers(flight.query)
    else { return }
    leaveLane(&flight)
    if flight.usesEDNS, message.edns == nil, message.refusesEDNS {
      // RFC 6891 section 7: a server that does not know EDNS is asked without.
      flight.usesEDNS = false
      flight.attempt -= 1
      flights[flightID] = flight
      return send(flightID)
    }
    flights[flightID] = flight
    end(flightID, message.isTruncated ? .truncated(settings.servers[lane.server]) : .message(message))
  }

  private func leaveLane(_ flight: inout Flight) {
    if let timer = flight.timer { loop.here { $0.cancel(timer) } }
    flight.timer = nil
    guard let lane = flight.lane else { return }
    flight.lane = nil
    lane.flights[flight.id] = nil
    if lane.isWornOut, lane.flights.isEmpty, !lanes[lane.server].contains(where: { $0 === lane }) { retire(lane) }
  }

  private func end(_ flightID: FlightID, _ reply: Reply) {
    guard var flight = flights.removeValue(forKey: flightID) else { return }
    leaveLane(&flight)
    flight.continuation.resume(returning: reply)
  }
}

extension Message {
  /// Whether it replies to `query` and not to another question: the part of RFC 5452 section 9.1 that the kernel and
  /// the id do not cover. A server may leave the question out of an error (RFC 6891 section 7 meets such servers).
  func answers(_ query: Query) -> Bool {
    guard isResponse, opcode == 0 else { return false }
    guard let question else { return responseCode != .noError && responseCode != .nxDomain }
    return question.name == query.name && question.type == query.type
  }

  var refusesEDNS: Bool {
    responseCode == .formErr || responseCode == .notImp
  }
}
