/// The two clocks of a run, injected everywhere so that tests and simulations decide what time it is.
public protocol Clocks: Sendable {
  /// The clock that never steps: for deadlines.
  func instant() -> Instant
  /// The calendar: for what is written down or shown.
  func timestamp() -> Timestamp
}

/// Clocks that stand still until they are moved: for tests.
public struct FixedClocks: Clocks {
  public var now: Instant
  public var date: Timestamp

  public init(now: Instant = Instant(nanoseconds: 0), date: Timestamp = Timestamp(milliseconds: 1_795_413_600_000)) {
    self.now = now
    self.date = date
  }

  public func instant() -> Instant { now }
  public func timestamp() -> Timestamp { date }
}
