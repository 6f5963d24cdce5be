import Timing

/// Timers in order of their moments: a binary heap. A cancelled timer stays in the heap until its moment, or until the
/// cancelled ones are most of it.
struct TimerQueue {
  typealias Action = @Sendable () -> Void

  private var heap: [(moment: Instant, id: UInt64)] = []
  private var actions: [UInt64: Action] = [:]
  private var lastID: UInt64 = 0

  var count: Int { actions.count }

  mutating func add(at moment: Instant, _ action: @escaping Action) -> UInt64 {
    lastID += 1
    actions[lastID] = action
    heap.append((moment, lastID))
    rise(heap.count - 1)
    return lastID
  }

  mutating func cancel(_ id: UInt64) {
    guard actions.removeValue(forKey: id) != nil else { return }
    if heap.count > 64, heap.count > 4 * actions.count {
      heap = heap.filter { actions[$0.id] != nil }
      heap.sort { $0.moment < $1.moment }
    }
  }

  /// The moment of the next timer that was not cancelled.
  mutating func nextMoment() -> Instant? {
    while let first = heap.first {
      if actions[first.id] != nil { return first.moment }
      removeFirst()
    }
    return nil
  }

  /// Takes the next timer whose moment has come.
  mutating func takeDue(at now: Instant) -> Action? {
    guard let moment = nextMoment(), moment <= now, let first = heap.first else { return nil }
    removeFirst()
    return actions.removeValue(forKey: first.id)
  }

  private mutating func removeFirst() {
    let last = heap.removeLast()
    if heap.isEmpty { return }
    heap[0] = last
    sink(0)
  }

  private mutating func rise(_ start: Int) {
    var index = start
    while index > 0 {
      let parent = (index - 1) / 2
      guard heap[index].moment < heap[parent].moment else { return }
      heap.swapAt(index, parent)
      index = parent
    }
  }

  private mutating func sink(_ start: Int) {
    var index = start
    while true {
      var least = index
      for child in [2 * index + 1, 2 * index + 2] where child < heap.count && heap[child].moment < heap[least].moment {
        least = child
      }
      guard least != index else { return }
      heap.swapAt(index, least)
      index = least
    }
  }
}
