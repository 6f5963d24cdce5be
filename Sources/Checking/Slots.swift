/// Room for a bounded number of things at once for each key; who finds none waits, first come first served.
struct Slots<Key: Hashable> {
  let limit: Int
  private var taken: [Key: (count: Int, waiters: [CheckedContinuation<Void, Never>], next: Int)] = [:]

  init(limit: Int) {
    self.limit = max(1, limit)
  }

  /// Takes a slot at once; false where the caller has to `wait`.
  mutating func take(_ key: Key) -> Bool {
    let count = taken[key]?.count ?? 0
    guard count < limit else { return false }
    taken[key, default: (0, [], 0)].count += 1
    return true
  }

  /// The slot of whoever frees one goes to the one that waits longest.
  mutating func wait(_ key: Key, _ continuation: CheckedContinuation<Void, Never>) {
    taken[key, default: (0, [], 0)].waiters.append(continuation)
  }

  mutating func free(_ key: Key) {
    guard var entry = taken[key] else { return }
    if entry.next < entry.waiters.count {
      let waiter = entry.waiters[entry.next]
      entry.next += 1
      if entry.next > 64, entry.next * 2 > entry.waiters.count {
        entry.waiters.removeFirst(entry.next)
        entry.next = 0
      }
      taken[key] = entry
      waiter.resume()
      return
    }
    entry.count -= 1
    taken[key] = entry.count == 0 ? nil : entry
  }
}
