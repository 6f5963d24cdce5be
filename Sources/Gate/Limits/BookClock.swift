import Timing

/// The book's own clock: it measures from record to record, within one boot by the steady clock, across boots by the
/// wall clock, and never goes back. A step of the wall clock within a boot leaves no trace in it.
struct BookClock: Hashable, Sendable {
  private(set) var last: Moment?
  /// At `last`.
  private(set) var time = Instant(nanoseconds: 0)

  init() {}

  init(last: Moment, time: Instant) {
    self.last = last
    self.time = time
  }

  /// `moment` on this clock; of a moment before the last record, the last record's.
  func time(at moment: Moment) -> Instant {
    guard let last else { return time }
    return time + max(.zero, moment.elapsed(since: last))
  }

  mutating func advance(to moment: Moment) -> Instant {
    time = time(at: moment)
    // Across boots a wall clock that was set back begins anew from here; within one, time has only one direction.
    if let last, last.boot == moment.boot, moment.instant < last.instant { return time }
    last = moment
    return time
  }
}
