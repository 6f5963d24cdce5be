public import Gate
import Readiness
import Timing

extension StatusModel {
  /// What a ledger's book says at one moment, by the gate's rules.
  public init(_ book: Book, at now: Moment, gate: Gate) {
    let open = book.openOrders.values.filter { !book.hasExpired($0, at: now) }
      .sorted { ($0.reservedAt.date, $0.order.id.text) < ($1.reservedAt.date, $1.order.id.text) }
    let orders = open.map { order in
      PendingOrder(
        id: order.order.id.text, names: order.order.names, state: order.unknown == nil ? "submitted" : "unknown",
        since: order.reservedAt.date, url: order.url)
    }
    self.init(at: now.date, cap: gate.cap, orders: orders)
    waiting = Self.waiting(book, now, ordered: Set(open.map(\.request)))
    failed = Self.failed(book, now, gate)
    limits = [Self.slots(open, book, now, gate)] + Self.limits(book, now, gate)
  }

  /// Requests that are not finished, by what they wait for.
  private static func waiting(_ book: Book, _ now: Moment, ordered: Set<NameSet>) -> [Held] {
    var held: [String: Held] = [:]
    for (key, (request, _)) in book.requests where !ordered.contains(key) {
      let reason = book.deferrals[key]?.deferral.code.rawValue ?? "not-finished"
      let next = book.nextTry(of: key, now: now)
      held[reason, default: Held(reason: reason, names: 0, nextSeconds: nil)].add(request.names.count, next, now)
    }
    return sorted(held)
  }

  /// Names whose last order failed and whose pause has not ended.
  private static func failed(_ book: Book, _ now: Moment, _ gate: Gate) -> [Held] {
    var held: [String: Held] = [:]
    for (names, setback) in book.allSetbacks {
      let next = gate.nextTry(of: names, after: setback, book: book, now: now)
      guard setback.isPaused || next != nil else { continue }
      let reason = setback.isPaused ? "paused-by-the-ca" : setback.isRateLimit ? "ca-rate-limit" : "order-failed"
      held[reason, default: Held(reason: reason, names: 0, nextSeconds: nil)]
        .add(names.names.count, setback.isPaused ? nil : next, now)
    }
    return sorted(held)
  }

  private static func sorted(_ held: [String: Held]) -> [Held] {
    held.values.sorted { ($1.names, $0.reason) < ($0.names, $1.reason) }
  }

  private static func slots(_ open: [OpenOrder], _ book: Book, _ now: Moment, _ gate: Gate) -> Limit {
    var limit = Limit(limit: "pending-orders", used: open.count, of: gate.cap, opensSeconds: nil)
    if open.count >= gate.cap {
      let next = open.compactMap { book.expiry(of: $0, at: now) }.min()
      limit.opensSeconds = next.map { Int(($0 - now.date).secondsRoundedUp) }
    }
    return limit
  }

  /// The account's limits, and of those that are counted for each domain or name the ones that are used up.
  private static func limits(_ book: Book, _ now: Moment, _ gate: Gate) -> [Limit] {
    let time = book.time(at: now)
    return LimitName.allCases.flatMap { name -> [Limit] in
      guard gate.profile.limits[name] != nil, name != .orderRequests else { return [] }
      let subjects = name == .newOrders || name == .newAccounts ? [""] : book.limits.subjects(of: name, at: time)
      return subjects.compactMap { subject in
        guard let state = book.limits.state(of: LimitKey(name, of: subject), at: time) else { return nil }
        if !subject.isEmpty, state.opening == .now { return nil }
        let label = subject.isEmpty ? name.rawValue : "\(name.rawValue) of \(subject)"
        var limit = Limit(limit: label, used: state.used, of: state.of, opensSeconds: nil)
        if case .at(let instant) = state.opening { limit.opensSeconds = Int((instant - time).secondsRoundedUp) }
        return limit
      }
    }
  }
}

extension StatusModel.Held {
  fileprivate mutating func add(_ count: Int, _ next: Timestamp?, _ now: Moment) {
    names += count
    guard let next else { return }
    let seconds = Int((next - now.date).secondsRoundedUp)
    nextSeconds = min(nextSeconds ?? seconds, seconds)
  }
}
