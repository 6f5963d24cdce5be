import EventLoop
import Timing

/// Who waits for room, first come first served.
struct TurnQueue {
  private var waiters: [UInt64: CheckedContinuation<Bool, Never>] = [:]
  private var first: UInt64 = 0
  private var last: UInt64 = 0

  /// Waits for `next()`; false when `deadline` comes first. Called on the actor that holds the queue.
  mutating func add(_ continuation: CheckedContinuation<Bool, Never>) -> UInt64 {
    waiters[last] = continuation
    last += 1
    return last - 1
  }

  /// Whether somebody waited.
  @discardableResult
  mutating func next() -> Bool {
    while first < last {
      first += 1
      if let waiter = waiters.removeValue(forKey: first - 1) {
        waiter.resume(returning: true)
        return true
      }
    }
    return false
  }

  mutating func giveUp(_ ticket: UInt64) {
    waiters.removeValue(forKey: ticket)?.resume(returning: false)
  }
}

/// Spreads what is sent evenly over each second.
struct Pace {
  private let interval: Duration
  private var nextMoment = Instant(nanoseconds: 0)

  /// `perSecond` 0 means without bound.
  init(perSecond: Int) {
    interval = perSecond > 0 ? .nanoseconds(1_000_000_000 / perSecond) : .zero
  }

  /// When the next one may go out; its turn is taken by asking.
  mutating func next(at now: Instant) -> Instant {
    guard interval > .zero else { return now }
    let turn = max(now, nextMoment)
    nextMoment = turn + interval
    return turn
  }
}
