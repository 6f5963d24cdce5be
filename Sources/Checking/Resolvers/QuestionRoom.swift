import Timing

/// Room for the questions that one resolver is given at once. It begins small, since a burst overflows the resolver's
/// socket, and grows quickly; it is halved when the resolver shows that they are too many, and grows slowly from then on.
/// Who finds no room waits, first come first served.
struct QuestionRoom {
  /// A place among the questions under way.
  struct Place: Hashable {
    /// How many were under way when it was taken, this one included.
    let level: Int
    fileprivate let number: Int
  }

  private(set) var limit: Int
  private(set) var underWay = 0
  private let maximum: Int
  private var lastNumber = 0
  /// Places taken before the last halving tell nothing of the limit since then.
  private var halvedAt = 0
  /// Answers since the limit last grown.
  private var credit = 0
  private var waiters: [(deadline: Instant, continuation: CheckedContinuation<Place?, Never>)] = []
  private var firstWaiter = 0

  static let minimum = 4
  static let first = 128

  init(maximum: Int) {
    self.maximum = max(Self.minimum, maximum)
    limit = min(self.maximum, Self.first)
  }

  var isAwaited: Bool { firstWaiter < waiters.count }

  /// Nil where the caller has to `wait`.
  mutating func take() -> Place? {
    guard underWay < limit, !isAwaited else { return nil }
    return occupy()
  }

  /// Resumes `continuation` with a place, or with nil when `deadline` has come: looked at whenever room is freed.
  mutating func wait(until deadline: Instant, _ continuation: CheckedContinuation<Place?, Never>) {
    waiters.append((deadline, continuation))
  }

  /// - Parameter isAnswered: Whether the resolver answered well.
  mutating func free(_ place: Place, isAnswered: Bool, now: Instant) {
    underWay -= 1
    if isAnswered, limit < maximum {
      credit += 1
      // Twice as many for each round of answers at first; then slowly, to stay below what was too much.
      if !wasHalved {
        limit += 1
      } else if credit >= limit {
        credit = 0
        limit += max(1, limit / 8)
        limit = min(limit, maximum)
      }
    }
    admit(now: now)
  }

  /// Makes room beside questions that take long: names whose servers are silent must not keep the others waiting.
  mutating func widen(now: Instant) {
    if !wasHalved { limit = min(limit + limit / 2, maximum) }
    admit(now: now)
  }

  private var wasHalved: Bool { halvedAt > 0 }

  /// The question at `place` showed that so many are too many. A burst of failures counts once.
  mutating func halve(for place: Place) {
    guard place.number > halvedAt else { return }
    halvedAt = lastNumber
    credit = 0
    limit = max(Self.minimum, min(limit, place.level) / 2)
  }

  private mutating func occupy() -> Place {
    underWay += 1
    lastNumber += 1
    return Place(level: underWay, number: lastNumber)
  }

  private mutating func admit(now: Instant) {
    while isAwaited {
      let waiter = waiters[firstWaiter]
      let isLate = waiter.deadline <= now
      guard isLate || underWay < limit else { break }
      firstWaiter += 1
      waiter.continuation.resume(returning: isLate ? nil : occupy())
    }
    if firstWaiter > 64, firstWaiter * 2 > waiters.count {
      waiters.removeFirst(firstWaiter)
      firstWaiter = 0
    }
  }
}
