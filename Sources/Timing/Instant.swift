/// A moment on the clock that neither steps nor stops while the machine runs (CLOCK_BOOTTIME), in nanoseconds since
/// boot. Deadlines and time-outs are kept in it. Meaningless after a reboot: what is written down uses `Timestamp`.
public struct Instant: Hashable, Comparable, Sendable {
  public var nanoseconds: Int64

  public init(nanoseconds: Int64) {
    self.nanoseconds = nanoseconds
  }

  /// Later than every moment that a program will see.
  public static let never = Instant(nanoseconds: .max)

  public static func < (left: Instant, right: Instant) -> Bool {
    left.nanoseconds < right.nanoseconds
  }

  /// Saturates at `never`, so that "no deadline" stays one whatever is added.
  public static func + (instant: Instant, duration: Duration) -> Instant {
    let (sum, overflow) = instant.nanoseconds.addingReportingOverflow(duration.nanoseconds)
    return overflow ? .never : Instant(nanoseconds: sum)
  }

  public static func - (later: Instant, earlier: Instant) -> Duration {
    let (difference, overflow) = later.nanoseconds.subtractingReportingOverflow(earlier.nanoseconds)
    return .nanoseconds(overflow ? .max : difference)
  }
}

extension Duration {
  /// Whole nanoseconds, saturating at about 292 years in either direction.
  public var nanoseconds: Int64 {
    let (seconds, attoseconds) = components
    let (whole, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
    if overflow { return seconds < 0 ? .min : .max }
    let (sum, spill) = whole.addingReportingOverflow(attoseconds / 1_000_000_000)
    return spill ? (seconds < 0 ? .min : .max) : sum
  }

  /// Whole milliseconds, rounded towards zero.
  public var milliseconds: Int64 { nanoseconds / 1_000_000 }

  /// Whole seconds, rounded up: what is told to someone who has to wait.
  public var secondsRoundedUp: Int64 {
    let nanoseconds = max(0, nanoseconds)
    return nanoseconds / 1_000_000_000 + (nanoseconds % 1_000_000_000 == 0 ? 0 : 1)
  }
}
