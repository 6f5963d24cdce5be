/// What is to happen at moments to come, in order: a binary heap. Of the same moment, what was planned first comes first.
struct Events {
  struct Event {
    /// In nanoseconds of true time.
    let time: Int64
    let number: Int
    let body: () -> Void

    static func < (left: Event, right: Event) -> Bool { (left.time, left.number) < (right.time, right.number) }
  }

  private var heap: [Event] = []
  private var number = 0

  var nextTime: Int64? { heap.first?.time }

  mutating func add(at time: Int64, _ body: @escaping () -> Void) {
    number += 1
    heap.append(Event(time: time, number: number, body: body))
    var index = heap.count - 1
    while index > 0, heap[index] < heap[(index - 1) / 2] {
      heap.swapAt(index, (index - 1) / 2)
      index = (index - 1) / 2
    }
  }

  mutating func pop() -> Event? {
    guard let first = heap.first else { return nil }
    let last = heap.removeLast()
    guard !heap.isEmpty else { return first }
    heap[0] = last
    var index = 0
    while true {
      var least = index
      for child in [2 * index + 1, 2 * index + 2] where child < heap.count && heap[child] < heap[least] {
        least = child
      }
      if least == index { return first }
      heap.swapAt(index, least)
      index = least
    }
  }
}
