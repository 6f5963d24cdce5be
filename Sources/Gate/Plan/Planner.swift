import Timing

/// Plays a list of orders through the gate on a clock of its own, beginning with what the ledger has used already.
public struct Planner: Sendable {
  public let gate: Gate
  /// How long one order holds its slot.
  public let orderDuration: Duration

  public init(gate: Gate, orderDuration: Duration = .seconds(5)) {
    self.gate = gate
    self.orderDuration = orderDuration
  }

  /// Orders that one limit holds back, the first to be let through first.
  private struct Line {
    var names: [NameSet] = []
    var next = 0
    var until = Instant.never
    /// Of lines that open at once, the earlier one is asked first.
    var rank: Int

    var first: NameSet? { next < names.count ? names[next] : nil }
  }

  /// - Parameters:
  ///   - book: What the ledger holds; its open orders are taken to end like all others.
  ///   - now: The moment at which the plan begins.
  public func plan(_ requests: some Sequence<NameSet>, book: Book, now: Moment) -> Plan {
    var game = Game(gate: gate, orderDuration: orderDuration, book: book, start: now)
    for names in requests { game.add(names) }
    game.play()
    return game.finished()
  }

  /// The state of one simulation.
  private struct Game {
    let gate: Gate
    let orderDuration: Duration
    let start: Moment
    var book: Book
    var now: Moment
    var plan: Plan
    var queue: [NameSet] = []
    var lines: [LimitKey: Line] = [:]
    var ranks = 0
    /// Under way, the first to end first.
    var running: [(id: OrderID, end: Instant)] = []
    var nextRunning = 0
    var ordered = 0
    var bound: Set<String> = []
    /// When a limit of all lets the next one through.
    var opens: Instant?
    /// Orders that their registered domain's limit has held back.
    var crowded: Set<NameSet> = []
    var domains: [String: (orders: Int, last: Instant)] = [:]

    init(gate: Gate, orderDuration: Duration, book: Book, start: Moment) {
      self.gate = gate
      self.orderDuration = orderDuration
      self.start = start
      self.book = book
      now = start
      plan = Plan(ca: gate.profile.name)
      running = book.openOrders.keys.sorted { $0.text < $1.text }.map { ($0, start.instant + orderDuration) }
    }

    mutating func add(_ names: NameSet) {
      switch gate.admit(names, book: book, now: now) {
      case .current: plan.current += 1
      case .impossible(let why): plan.impossible.append(.init(names: names.names, reason: why.words))
      case .paused: plan.impossible.append(.init(names: names.names, reason: "the CA has paused these names"))
      case .reserve, .wait, .open, .backOff:
        plan.orders += 1
        plan.names += names.names.count
        queue.append(names)
      }
    }

    mutating func play() {
      while !queue.isEmpty || !lines.isEmpty {
        offer()
        guard let next = nextEvent() else { break }
        move(to: next)
      }
      if let last = running.last { plan.total = last.end - start.instant }
    }

    /// Begins whatever may begin now.
    private mutating func offer() {
      opens = nil
      let due = lines.filter { $0.value.until <= now.instant }.sorted { $0.value.rank < $1.value.rank }.map(\.key)
      for key in due {
        // As long as it lets one through, it may let through the next.
        while opens == nil, lines[key].map({ $0.until <= now.instant }) ?? false {
          guard let names = lines[key]?.first else {
            lines[key] = nil
            break
          }
          if offer(names, from: key) { lines[key]?.next += 1 }
        }
      }
      var index = 0
      while opens == nil, index < queue.count, offer(queue[index]) { index += 1 }
      queue.removeFirst(index)
    }

    /// Returns whether it is dealt with, begun or put into another line.
    private mutating func offer(_ names: NameSet, from line: LimitKey? = nil) -> Bool {
      switch gate.admit(names, book: book, now: now) {
      case .reserve: begin(names)
      case .wait(let reason, let until):
        bind(reason.limit)
        if reason.bindsAll {
          opens = until.map { instant($0) } ?? .never
          return false
        }
        return park(names, reason, until, from: line)
      case .backOff(let until):
        return park(names, LimitKey(.failedValidations, of: names.text), instant(until), from: line)
      case .open, .current, .paused, .impossible: break
      }
      return true
    }

    private mutating func park(
      _ names: NameSet, _ reason: WaitReason, _ until: Timestamp?, from line: LimitKey?
    ) -> Bool {
      guard case .limit(let key) = reason else {
        return park(
          names, LimitKey(.newOrders), until.map { instant($0) } ?? now.instant + .seconds(3600), from: line)
      }
      if key.limit == .certificatesPerDomain { crowd(key.subject, names) }
      // Where those in flight fill it, the next end is worth a look.
      return park(names, key, until.map { instant($0) } ?? now.instant + orderDuration, from: line)
    }

    /// Returns false where it stays at the head of the line that it stands in.
    private mutating func park(_ names: NameSet, _ key: LimitKey, _ until: Instant, from line: LimitKey?) -> Bool {
      if lines[key] == nil {
        ranks += 1
        lines[key] = Line(rank: ranks)
      }
      lines[key]?.until = max(until, now.instant + .nanoseconds(1))
      if line == key { return false }
      lines[key]?.names.append(names)
      return true
    }

    private mutating func crowd(_ domain: String, _ names: NameSet) {
      guard crowded.insert(names).inserted else { return }
      domains[domain, default: (0, now.instant)].orders += 1
    }

    private mutating func begin(_ names: NameSet) {
      ordered += 1
      guard let id = OrderID("p\(ordered)") else { return }
      let reservation = Reservation(
        order: Order(id: id, names: names.names), owner: Planner.owner, submitter: "plan",
        expires: gate.expiry(ofOrderAt: now))
      guard (try? book.apply(.reserved(reservation), at: now)) != nil else { return }
      running.append((id, now.instant + orderDuration))
      for domain in gate.limits.domains(of: names) { domains[domain]?.last = now.instant }
      point()
    }

    private func nextEvent() -> Instant? {
      let end = nextRunning < running.count ? running[nextRunning].end : .never
      // Those that may go on but for a limit of all wait for that one.
      let opening = lines.values.lazy.map(\.until).filter { $0 > now.instant }.min() ?? .never
      let next = min(end, opening, opens ?? .never)
      return next == .never ? nil : max(next, now.instant + .nanoseconds(1))
    }

    private mutating func move(to instant: Instant) {
      now = Moment(date: start.date + (instant - start.instant), boot: start.boot, instant: instant)
      while nextRunning < running.count, running[nextRunning].end <= instant {
        try? book.apply(.settled(running[nextRunning].id, Settlement(.issued)), at: now)
        nextRunning += 1
      }
    }

    private func instant(_ date: Timestamp) -> Instant { now.instant + (date - now.date) }

    private var elapsed: Int64 { (now.instant - start.instant).secondsRoundedUp }

    private mutating func bind(_ limit: String) {
      // Seconds between requests are no news.
      if limit == LimitName.orderRequests.rawValue { return }
      if bound.insert(limit).inserted { plan.binding.append(.init(limit: limit, fromSeconds: elapsed)) }
    }

    private mutating func point() {
      if plan.timeline.last?.seconds == elapsed {
        plan.timeline[plan.timeline.count - 1].ordered = ordered
      } else {
        plan.timeline.append(.init(seconds: elapsed, ordered: ordered))
      }
    }

    consuming func finished() -> Plan {
      plan.timeline = plan.timeline.thinned(to: 100, keeping: plan.binding.map(\.fromSeconds))
      plan.crowded = domains.map { domain, waited in
        .init(domain: domain, orders: waited.orders, seconds: (waited.last - start.instant).secondsRoundedUp)
      }.sorted { ($1.seconds, $0.domain) < ($0.seconds, $1.domain) }
      return plan
    }
  }

  private static let owner: OwnerID = {
    var random = SystemRandomNumberGenerator()
    return OwnerID("plan") ?? OwnerID(using: &random)
  }()
}

extension [Plan.Point] {
  /// The first, the last, evenly many between them, and the last ones before these moments.
  fileprivate func thinned(to limit: Int, keeping moments: [Int64]) -> [Plan.Point] {
    guard count > limit else { return self }
    let kept = moments.prefix(limit / 4).compactMap { moment in lastIndex { $0.seconds <= moment } }
    let even = limit - Set(kept).count
    return Set(kept + (0..<even).map { $0 * (count - 1) / (even - 1) }).sorted().map { self[$0] }
  }
}
