import Timing

/// Timers in order of their moments: a binary heap. A cancelled timer stays in the heap until its moment, or until the
/// cancelled ones are most of it.
struct TimerQueue {
  typealias Action = @Sendable () -> Void

  /// Where an action is kept as long as its timer is in the heap. Most timers are cancelled long before their moment,
  /// several for each name that is checked: they are found by number, not by hash.
  private struct Slot {
    /// Counts the timers that had this slot, so that an old id meets no new timer.
    var use: UInt32 = 0
    var action: Action?
  }

  private var heap: [(moment: Instant, id: UInt64)] = []
  private var slots: [Slot] = []
  private var free: [UInt32] = []
  private(set) var count = 0

  mutating func add(at moment: Instant, _ action: @escaping Action) -> UInt64 {
    let index: Int
    if let last = free.popLast() {
      index = Int(last)
    } else {
      index = slots.count
      slots.append(Slot())
    }
    slots[index].use &+= 1
    slots[index].action = action
    count += 1
    let id = UInt64(slots[index].use) << 32 | UInt64(index)
    heap.append((moment, id))
    rise(heap.count - 1)
    return id
  }

  mutating func cancel(_ id: UInt64) {
    guard take(id) != nil else { return }
    if heap.count > 64, heap.count > 4 * count {
      for entry in heap where !isSet(entry.id) { vacate(entry.id) }
      heap = heap.filter { isSet($0.id) }
      heap.sort { $0.moment < $1.moment }
    }
  }

  /// The moment of the next timer that was not cancelled.
  mutating func nextMoment() -> Instant? {
    while let first = heap.first {
      if isSet(first.id) { return first.moment }
      removeFirst()
    }
    return nil
  }

  /// Takes the next timer whose moment has come.
  mutating func takeDue(at now: Instant) -> Action? {
    guard let moment = nextMoment(), moment <= now, let first = heap.first else { return nil }
    let action = take(first.id)
    removeFirst()
    return action
  }

  // MARK: Slots

  private func isSet(_ id: UInt64) -> Bool {
    let slot = slots[Int(UInt32(truncatingIfNeeded: id))]
    return slot.use == UInt32(id >> 32) && slot.action != nil
  }

  /// The action of a timer that was not cancelled, which it is then.
  private mutating func take(_ id: UInt64) -> Action? {
    let index = Int(UInt32(truncatingIfNeeded: id))
    guard index < slots.count, slots[index].use == UInt32(id >> 32), let action = slots[index].action else { return nil }
    slots[index].action = nil
    count -= 1
    return action
  }

  /// To be called when the timer has left the heap.
  private mutating func vacate(_ id: UInt64) {
    free.append(UInt32(truncatingIfNeeded: id))
  }

  // MARK: The heap

  private mutating func removeFirst() {
    if let first = heap.first { vacate(first.id) }
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
