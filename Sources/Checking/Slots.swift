import Timing

/// Room for a bounded number of things at once for each key; who finds none waits, first come first served, until its
/// own deadline.
struct Slots<Key: Hashable> {
  fileprivate struct Waiter {
    let deadline: Instant
    let continuation: CheckedContinuation<Bool, Never>
  }

  fileprivate struct Entry {
    var count = 0
    var waiters: [Waiter] = []
    /// The first of `waiters` that still waits.
    var next = 0
  }

  let limit: Int
  private var taken: [Key: Entry] = [:]

  init(limit: Int) {
    self.limit = max(1, limit)
  }

  /// Takes a slot at once; false where the caller has to `wait`.
  mutating func take(_ key: Key) -> Bool {
    let count = taken[key]?.count ?? 0
    guard count < limit else { return false }
    taken[key, default: Entry()].count += 1
    return true
  }

  /// The slot of whoever frees one goes to the one that waits longest; false comes back where `deadline` passes first.
  mutating func wait(_ key: Key, until deadline: Instant, _ continuation: CheckedContinuation<Bool, Never>) {
    taken[key, default: Entry()].waiters.append(Waiter(deadline: deadline, continuation: continuation))
  }

  /// - Parameter holdsBack: Leaves the slot empty as long as others are taken: what they meet is to be seen first.
  mutating func free(_ key: Key, now: Instant, holdsBack: Bool = false) {
    guard var entry = taken[key] else { return }
    entry.dismiss(now: now)
    entry.count -= 1
    if !holdsBack || entry.count == 0 {
      while entry.count < limit, let waiter = entry.takeNext() {
        entry.count += 1
        waiter.continuation.resume(returning: true)
      }
    }
    taken[key] = entry.count == 0 ? nil : entry
  }

  /// Sends away whoever's deadline has passed; returns the next one.
  mutating func dismiss(now: Instant) -> Instant? {
    var earliest: Instant?
    for key in Array(taken.keys) {
      taken[key]?.dismiss(now: now)
      guard let deadline = taken[key]?.first?.deadline else { continue }
      earliest = min(earliest ?? deadline, deadline)
    }
    return earliest
  }
}

extension Slots.Entry {
  fileprivate var first: Slots.Waiter? { next < waiters.count ? waiters[next] : nil }

  fileprivate mutating func takeNext() -> Slots.Waiter? {
    guard let waiter = first else { return nil }
    next += 1
    if next > 64, next * 2 > waiters.count {
      waiters.removeFirst(next)
      next = 0
    }
    return waiter
  }

  /// Deadlines come in the order of arrival, or nearly: who stands behind one that is not late is looked at later.
  fileprivate mutating func dismiss(now: Instant) {
    while let waiter = first, waiter.deadline <= now {
      _ = takeNext()
      waiter.continuation.resume(returning: false)
    }
  }
}
