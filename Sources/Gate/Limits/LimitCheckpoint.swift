public import Timing

/// What a snapshot has to say of one limit's uses beyond the uses themselves, on the book's own clock: what is older
/// than those, or nobody's of ours.
public struct LimitState: Hashable, Sendable {
  public enum Spent: Hashable, Sendable {
    /// More uses, of these dates.
    case dates([Instant])
    /// When the bucket is full again, and the figures by which that was counted.
    case bucket(fullAt: Instant, count: Int, period: Duration)
    /// The CA said itself that the limit is used up.
    case closed(until: Instant)
  }

  public var key: LimitKey
  public var spent: Spent

  public init(_ key: LimitKey, _ spent: Spent) {
    self.key = key
    self.spent = spent
  }

  /// So many dates at most stand in one record; a longer row is several records.
  static let maximumDates = 2000
}

extension LimitBook {
  /// What there is to say at `now` of this book to whoever counts these uses.
  func states(at now: Instant, beyond recent: [LimitUse]) -> [LimitState] {
    var counted = LimitBook(table)
    for use in recent { counted.restore(use) }
    let keys = uses.keys.sorted { ($0.limit.rawValue, $0.subject) < ($1.limit.rawValue, $1.subject) }
    return keys.flatMap { key -> [LimitState] in
      guard let uses = uses[key] else { return [] }
      var states: [LimitState] = []
      if let limit = table.limits[key.limit] {
        let known = counted.uses[key]?.spent ?? LimitUses(limit).spent
        states = uses.spent.states(beyond: known, at: now, limit).map { LimitState(key, $0) }
      }
      if let closed = uses.closedUntil, closed > now { states.append(LimitState(key, .closed(until: closed))) }
      return states
    }
  }

  /// How many of them hold anything at `now`.
  func busyCount(at now: Instant) -> Int {
    uses.count { key, uses in table.limits[key.limit].map { !uses.isIdle(at: now, $0) } ?? true }
  }

  /// Takes in a state, after the uses.
  mutating func restore(_ state: LimitState, at now: Instant) {
    if case .closed(let instant) = state.spent { return close(state.key, until: instant) }
    guard let limit = table.limits[state.key.limit] else { return }
    uses[state.key, default: LimitUses(limit)].spent.add(state.spent, at: now, limit)
  }
}

extension LimitUses.Spent {
  fileprivate func states(beyond known: LimitUses.Spent, at now: Instant, _ limit: RateLimit) -> [LimitState.Spent] {
    switch (self, known) {
    case (.dates(let dates), .dates(let known)):
      let rest = dates.filter { $0 + limit.period > now }.removing(known)
      return stride(from: 0, to: rest.count, by: LimitState.maximumDates).map { start in
        .dates(Array(rest[start..<min(rest.count, start + LimitState.maximumDates)]))
      }
    case (.fullAt(let full), .fullAt(let known)):
      guard full > now, full != known else { return [] }
      return [.bucket(fullAt: full, count: limit.count, period: limit.period)]
    case (.dates, .fullAt), (.fullAt, .dates): return []
    }
  }

  /// Takes in what was counted by other figures, maybe.
  fileprivate mutating func add(_ state: LimitState.Spent, at now: Instant, _ limit: RateLimit) {
    switch (self, state) {
    case (.dates(let own), .dates(let dates)):
      self = .dates((own + dates.filter { $0 + limit.period > now }).sorted())
    case (.dates(let own), .bucket(let full, let count, let period)):
      // What a bucket lacks beyond the uses that are known is of unknown dates: as of now.
      let interval = RateLimit(count, per: period, .tokenBucket).interval
      let tokens = Int(clamping: max(.zero, full - now).dividedUp(by: interval))
      let unknown = max(0, min(tokens, limit.count) - own.count)
      self = .dates(own + repeatElement(now, count: min(unknown, 1 << 20)))
    case (.fullAt(let own), .dates(let dates)):
      self = .fullAt(dates.reduce(own) { max($0, $1) + limit.interval })
    case (.fullAt(let own), .bucket(let full, let count, let period)):
      let earlier = RateLimit(count, per: period, .tokenBucket).interval
      // As many tokens are missing as before, and each takes as long to come back as it does now.
      let scaled = now + max(.zero, full - now).scaled(limit.interval, earlier)
      self = .fullAt(max(own, earlier == limit.interval ? full : scaled))
    case (_, .closed): break
    }
  }
}

extension [Instant] {
  /// Without as many of each as `others` has; both are sorted.
  fileprivate func removing(_ others: [Instant]) -> [Instant] {
    var rest = others[...]
    return filter { date in
      rest = rest.drop { $0 < date }
      guard rest.first == date else { return true }
      rest.removeFirst()
      return false
    }
  }
}

extension Duration {
  fileprivate func dividedUp(by other: Duration) -> Int64 {
    let (quotient, remainder) = nanoseconds.quotientAndRemainder(dividingBy: max(1, other.nanoseconds))
    return quotient + (remainder == 0 ? 0 : 1)
  }

  /// Of a duration that is not negative, `new / old` times as much, rounded up.
  fileprivate func scaled(_ new: Duration, _ old: Duration) -> Duration {
    let product = UInt64(clamping: nanoseconds).multipliedFullWidth(by: UInt64(clamping: new.nanoseconds))
    let divisor = max(1, UInt64(clamping: old.nanoseconds))
    guard product.high < divisor else { return .nanoseconds(Int64.max) }
    let (quotient, remainder) = divisor.dividingFullWidth(product)
    return .nanoseconds(Int64(clamping: quotient &+ (remainder == 0 ? 0 : 1)))
  }
}
