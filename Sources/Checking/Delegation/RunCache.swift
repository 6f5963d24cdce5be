import Timing

/// What was asked in this run and is asked again by many names: kept for about as long as a CA's resolver keeps it. Who
/// asks while the first is still waiting waits with it.
struct RunCache<Key: Hashable & Sendable, Value: Sendable> {
  private var kept: [Key: (until: Instant, value: Task<Value, Never>)] = [:]

  /// Entries, of some 10 kB each with the task that holds it; beyond it everything is forgotten, which costs questions
  /// and nothing else.
  private let capacity = 4000
  private let patience = Duration.seconds(60)

  mutating func value(_ key: Key, at now: Instant, _ make: () -> Task<Value, Never>) -> Task<Value, Never> {
    if let entry = kept[key], entry.until > now { return entry.value }
    if kept.count >= capacity { kept.removeAll() }
    let value = make()
    kept[key] = (now + patience, value)
    return value
  }

  /// For what failed: it is asked again soon, and not again by whoever waits now.
  mutating func shorten(_ key: Key, at now: Instant) {
    guard let entry = kept[key] else { return }
    kept[key] = (min(entry.until, now + .seconds(5)), entry.value)
  }
}
