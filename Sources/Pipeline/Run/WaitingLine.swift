import Timing

/// Candidates in the order in which they are offered to the gate. Both ends cost the same however long it is.
struct WaitingLine: Sendable {
  /// In reverse.
  private var front: [Candidate] = []
  private var back: [Candidate] = []
  private var start = 0

  var count: Int { front.count + back.count - start }
  var isEmpty: Bool { count == 0 }

  /// The first to be offered first: for tests that look at all of them.
  var elements: [Candidate] { front.reversed() + back[start...] }

  mutating func append(_ candidate: Candidate) { back.append(candidate) }

  /// Puts these before all others, in their order.
  mutating func prepend(_ candidates: some BidirectionalCollection<Candidate>) { front += candidates.reversed() }

  mutating func popFirst() -> Candidate? {
    if let first = front.popLast() { return first }
    guard start < back.count else { return nil }
    let first = back[start]
    start += 1
    // Now and then, so that taking one costs little on the whole.
    if start > 1024, start * 2 > back.count {
      back.removeFirst(start)
      start = 0
    }
    return first
  }
}

/// Candidates that wait for a moment, the earliest first: a binary heap.
struct ParkedCandidates: Sendable {
  private var heap: [Candidate] = []

  var isEmpty: Bool { heap.isEmpty }
  /// The one whose moment comes first.
  var first: Candidate? { heap.first }
  /// In no order.
  var elements: [Candidate] { heap }

  mutating func add(_ candidate: Candidate) {
    heap.append(candidate)
    var index = heap.count - 1
    while index > 0, heap[index].notBefore < heap[(index - 1) / 2].notBefore {
      heap.swapAt(index, (index - 1) / 2)
      index = (index - 1) / 2
    }
  }

  /// Takes one whose moment has come.
  mutating func takeDue(at now: Instant) -> Candidate? {
    guard let first = heap.first, first.notBefore <= now else { return nil }
    let last = heap.removeLast()
    guard !heap.isEmpty else { return first }
    heap[0] = last
    var index = 0
    while true {
      var least = index
      for child in [2 * index + 1, 2 * index + 2]
      where child < heap.count && heap[child].notBefore < heap[least].notBefore { least = child }
      if least == index { return first }
      heap.swapAt(index, least)
      index = least
    }
  }
}
