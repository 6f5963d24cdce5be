public import Timing

/// The uses of one limit by one subject, on the book's own clock. A use that is in flight counts as made now: the CA may
/// be counting it this very moment. Once its end is known it is dated for good.
struct LimitUses: Hashable, Sendable {
  /// Orders that may still be counted.
  private(set) var inFlight = 0
  var spent: Spent
  /// What the CA said itself: closed until then.
  private(set) var closedUntil: Instant?

  enum Spent: Hashable, Sendable {
    /// The dates of uses, oldest first; those that have left the window are dropped.
    case dates([Instant])
    /// When the bucket will be full again (the generic cell rate algorithm's theoretical arrival time).
    case fullAt(Instant)
  }

  init(_ limit: RateLimit) {
    switch limit.window {
    case .sliding: spent = .dates([])
    case .tokenBucket: spent = .fullAt(Instant(nanoseconds: 0))
    }
  }

  mutating func begin(_ count: Int) { inFlight += count }

  /// Ends uses that were in flight; `counted` of them were made, at the latest at `date`.
  mutating func end(_ count: Int, counted: Int, at date: Instant, _ limit: RateLimit) {
    inFlight -= min(count, inFlight)
    guard counted > 0 else { return }
    switch spent {
    case .dates(var dates):
      spent = .dates([])
      drop(&dates, before: date, limit)
      dates.append(contentsOf: repeatElement(date, count: counted))
      spent = .dates(dates)
    case .fullAt(let full):
      var full = max(full, date)
      for _ in 0..<counted { full = full + limit.interval }
      spent = .fullAt(full)
    }
  }

  mutating func close(until instant: Instant) { closedUntil = max(closedUntil ?? instant, instant) }

  /// Forgets what was spent: a success does so for consecutive failures.
  mutating func reset() {
    switch spent {
    case .dates: spent = .dates([])
    case .fullAt: spent = .fullAt(Instant(nanoseconds: 0))
    }
  }

  private func drop(_ dates: inout [Instant], before now: Instant, _ limit: RateLimit) {
    let leaving = dates.prefix { $0 + limit.period <= now }.count
    dates.removeFirst(leaving)
  }

  /// Whether nothing of it matters any more at `now`.
  func isIdle(at now: Instant, _ limit: RateLimit) -> Bool {
    guard inFlight == 0, closedUntil.map({ $0 <= now }) ?? true else { return false }
    switch spent {
    case .dates(let dates): return dates.last.map { $0 + limit.period <= now } ?? true
    case .fullAt(let full): return full <= now
    }
  }

  /// How many count at `now`, those in flight included.
  func used(at now: Instant, _ limit: RateLimit) -> Int {
    switch spent {
    case .dates(let dates):
      return inFlight + dates.count { $0 + limit.period > now }
    case .fullAt(let full):
      let missing = max(.zero, full - now).nanoseconds
      let interval = limit.interval.nanoseconds
      return inFlight + Int(clamping: missing / interval + (missing % interval == 0 ? 0 : 1))
    }
  }

  /// Whether `cost` more may be used at `now`.
  func opening(for cost: Int, at now: Instant, _ limit: RateLimit) -> LimitOpening {
    if let closedUntil, closedUntil > now { return .at(closedUntil) }
    guard cost <= limit.count else { return .never }
    switch spent {
    case .dates(let dates):
      let counting = dates.drop { $0 + limit.period <= now }
      let excess = counting.count + inFlight + cost - limit.count
      if excess <= 0 { return .now }
      // Those in flight leave at a date that nobody knows yet.
      guard excess <= counting.count else { return .uponEnd }
      return .at(counting[counting.startIndex + excess - 1] + limit.period)
    case .fullAt(let full):
      // The bucket holds `count` tokens; each takes one interval to come back.
      let spare = limit.count - inFlight - cost
      guard spare >= 0 else { return .uponEnd }
      // Never more than the period, however long that is.
      let wait = max(.zero, full - now).nanoseconds - limit.interval.nanoseconds * Int64(spare)
      return wait <= 0 ? .now : .at(now + .nanoseconds(wait))
    }
  }
}

/// When a limit lets a use through.
public enum LimitOpening: Hashable, Sendable {
  case now
  /// By itself, at this moment of the book's clock.
  case at(Instant)
  /// When an order that is under way ends.
  case uponEnd
  /// Not at all: one order alone is more than the limit.
  case never
}
