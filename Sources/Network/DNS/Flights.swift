import Addressing
import DNSWire
import EventLoop
import Glibc
import Timing

/// How a question travels over UDP: to which servers, how often and how.
struct FlightPlan: Sendable {
  struct Attempt: Sendable {
    var wait: Duration
    var usesEDNS = true
    /// Whether the letters of the name are sent in random case (draft-vixie-dnsext-dns0x20).
    var mixesCase = false
  }

  var query: Query
  /// Asked in this order, going round.
  var servers: [Endpoint]
  var attempts: [Attempt]
  var deadline: Instant
}

/// One question under way. Lives on the loop's thread, in the actor that sends it.
final class Flight {
  let plan: FlightPlan
  private var continuation: CheckedContinuation<Flights.Reply, Never>?
  var attempt = 0
  var knowsEDNS = true
  var usedEDNS = false
  /// The question's name as it was sent, where its letters were mixed.
  var spelling: [UInt8]?
  var lane: UDPLane?
  var id: UInt16 = 0
  var timer: Loop.TimerID?
  /// The errno of the last attempt that could not be sent or was refused.
  var lastError: Int32 = 0
  var timedOut = false

  init(_ plan: FlightPlan, _ continuation: CheckedContinuation<Flights.Reply, Never>) {
    self.plan = plan
    self.continuation = continuation
  }

  func resume(_ reply: Flights.Reply) {
    continuation?.resume(returning: reply)
    continuation = nil
  }
}

/// Questions under way over UDP, to any server (RFC 1035). Ids and ports are random, and a reply counts only from the
/// server asked, with the id and the question sent (RFC 5452 section 9.1).
actor Flights {
  enum Reply: Sendable {
    case message(Message, Manner)
    /// Cut: to be asked over TCP at this server.
    case truncated(Endpoint, Manner)
    case failure(LookupFailure)
  }

  /// How the question went out that was answered, and how it came back.
  struct Manner: Sendable {
    var usedEDNS: Bool
    /// Nil where nothing tells: the letters were not mixed, or the reply has no question.
    var preservesCase: Bool?
  }

  /// How many sockets each server has, and for how many questions each is good.
  struct LanePolicy: Sendable {
    var perServer: Int
    var maximumUses: Int

    /// For the few servers that are asked all the time. Several, so that a forger has to guess the port too; after so
    /// many questions one is replaced, so that its port is worth little to who guessed it.
    static let kept = LanePolicy(perServer: 8, maximumUses: 4096)
    /// For thousands of servers: a socket for each question, closed with it, so that none is ever idle.
    static let single = LanePolicy(perServer: 1, maximumUses: 1)
  }

  nonisolated let loop: Loop
  private let source: IPAddress?
  private let policy: LanePolicy
  /// Sockets that take questions, by server.
  private var lanes: [Endpoint: [UDPLane]] = [:]
  /// By descriptor; worn-out lanes that still wait for replies included.
  private var open: [Int32: UDPLane] = [:]
  private var packet: [UInt8] = []
  private var random = RandomWords()
  private var isClosed = false

  nonisolated var unownedExecutor: UnownedSerialExecutor { loop.unownedExecutor }

  init(loop: Loop, source: IPAddress?, policy: LanePolicy) {
    self.loop = loop
    self.source = source
    self.policy = policy
  }

  /// Sends the question until a server answers, all attempts are used or the deadline comes.
  func fly(_ plan: FlightPlan) async -> Reply {
    if isClosed { return .failure(.cancelled) }
    return await withCheckedContinuation { continuation in
      send(Flight(plan, continuation))
    }
  }

  /// Ends every question under way as cancelled and closes the sockets.
  func close() {
    isClosed = true
    // Whatever is under way waits on a lane.
    for flight in open.values.flatMap({ Array($0.flights.values) }) { end(flight, .failure(.cancelled)) }
    for lane in Array(open.values) { retire(lane) }
    lanes = [:]
  }

  // MARK: Sending

  private func send(_ flight: Flight) {
    let plan = flight.plan
    while true {
      let now = loop.clocks.instant()
      guard now < plan.deadline else { return end(flight, .failure(.deadline)) }
      guard flight.attempt < plan.attempts.count, !plan.servers.isEmpty else {
        return end(flight, .failure(flight.timedOut ? .timeout : .unreachable(flight.lastError)))
      }
      let attempt = plan.attempts[flight.attempt]
      let server = plan.servers[flight.attempt % plan.servers.count]
      flight.attempt += 1
      let number = transmit(flight, attempt, to: server)
      guard number == 0, let lane = flight.lane else {
        flight.lastError = number
        continue
      }
      let (descriptor, id) = (lane.socket.descriptor, flight.id)
      flight.timer = loop.here { loop in
        loop.schedule(at: min(now + attempt.wait, plan.deadline)) { [weak self] in
          self?.assumeIsolated { $0.attemptTimedOut(on: descriptor, id) }
        }
      }
      return
    }
  }

  private func transmit(_ flight: Flight, _ attempt: FlightPlan.Attempt, to server: Endpoint) -> Int32 {
    let lane: UDPLane
    switch takeLane(to: server) {
    case .success(let taken): lane = taken
    case .failure(let error): return error.number
    }
    guard let id = lane.freeID(&random) else { return EAGAIN }
    var query = flight.plan.query
    if !attempt.usesEDNS || !flight.knowsEDNS { query.udpPayloadSize = nil }
    packet.removeAll(keepingCapacity: true)
    query.encode(id: id, into: &packet)
    flight.spelling = attempt.mixesCase ? MixedCase.mix(&packet) : nil
    let number = lane.send(packet)
    if lane.isWornOut { lanes[server]?.removeAll { $0 === lane } }
    guard number == 0 else {
      if lane.isWornOut, lane.flights.isEmpty { retire(lane) }
      return number
    }
    lane.flights[id] = flight
    flight.lane = lane
    flight.id = id
    flight.usedEDNS = query.udpPayloadSize != nil
    return 0
  }

  private func takeLane(to server: Endpoint) -> Result<UDPLane, SocketError> {
    let slot = policy.perServer == 1 ? 0 : Int(random.next() % UInt64(policy.perServer))
    if let known = lanes[server], slot < known.count { return .success(known[slot]) }
    do throws(SocketError) {
      let lane = try UDPLane(to: server, from: source, maximumUses: policy.maximumUses)
      if policy.maximumUses > 1 { lanes[server, default: []].append(lane) }
      let descriptor = lane.socket.descriptor
      loop.here { loop in
        loop.watch(descriptor, for: .read) { [weak self] _ in
          self?.assumeIsolated { $0.receive(on: descriptor) }
        }
      }
      open[descriptor] = lane
      return .success(lane)
    } catch {
      return .failure(error)
    }
  }

  private func retire(_ lane: UDPLane) {
    let descriptor = lane.socket.descriptor
    guard open[descriptor] === lane else { return }
    loop.here { $0.forget(descriptor) }
    open[descriptor] = nil
    lane.socket.close()
  }

  // MARK: Receiving

  /// The timer is cancelled when its flight leaves the lane, so whoever has the id there is the one that it was set for.
  private func attemptTimedOut(on descriptor: Int32, _ id: UInt16) {
    guard let flight = open[descriptor]?.flights[id] else { return }
    flight.timer = nil
    leaveLane(flight)
    flight.timedOut = true
    send(flight)
  }

  private func receive(on descriptor: Int32) {
    guard let lane = open[descriptor] else { return }
    withUnsafeTemporaryAllocation(byteCount: 4096, alignment: 8) { buffer in
      // Bounded, so that a flood on one socket does not keep the others waiting. A lane may end with a reply.
      for _ in 0..<64 where open[descriptor] === lane {
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
    for flight in Array(lane.flights.values) {
      leaveLane(flight)
      flight.lastError = number
      send(flight)
    }
  }

  private func accept(_ bytes: UnsafeRawBufferPointer, on lane: UDPLane) {
    guard let id = Message.id(of: bytes), let flight = lane.flights[id], let message = try? Message(parsing: bytes),
      message.answers(flight.plan.query)
    else { return }
    leaveLane(flight)
    if flight.usedEDNS, message.edns == nil, message.refusesEDNS {
      // RFC 6891 section 7: a server that does not know EDNS is asked without.
      flight.knowsEDNS = false
      flight.attempt -= 1
      return send(flight)
    }
    let manner = Manner(
      usedEDNS: flight.usedEDNS,
      preservesCase: message.question == nil ? nil : flight.spelling.map { MixedCase.isKept($0, in: bytes) })
    end(flight, message.isTruncated ? .truncated(lane.server, manner) : .message(message, manner))
  }

  private func leaveLane(_ flight: Flight) {
    if let timer = flight.timer { loop.here { $0.cancel(timer) } }
    flight.timer = nil
    guard let lane = flight.lane else { return }
    flight.lane = nil
    lane.flights[flight.id] = nil
    if lane.isWornOut, lane.flights.isEmpty { retire(lane) }
  }

  private func end(_ flight: Flight, _ reply: Reply) {
    leaveLane(flight)
    flight.resume(reply)
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
