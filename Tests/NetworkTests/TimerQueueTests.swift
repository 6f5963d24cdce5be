import Synchronization
import Testing
import Timing

@testable import EventLoop

/// The queue beside a plain list of timers, through some thousand steps from a seed.
@Suite struct TimerQueueTests {
  @Test(arguments: [1, 2, 3, 4] as [UInt64])
  func timersFireInOrderOnceAndNotWhenCancelled(_ seed: UInt64) {
    var random = seed
    func pick(_ bound: Int) -> Int {
      random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(random >> 33) % bound
    }
    let fired = Mutex<[Int]>([])
    var queue = TimerQueue()
    var expected: [(moment: Instant, id: UInt64, number: Int)] = []
    var gone: [UInt64] = []
    var now = Instant(nanoseconds: 0)
    for number in 0..<5000 {
      switch pick(10) {
      case 0..<5:
        let moment = now + .milliseconds(Int64(pick(500)))
        expected.append((moment, queue.add(at: moment) { fired.withLock { $0.append(number) } }, number))
      case 5..<8 where !expected.isEmpty:
        let timer = expected.remove(at: pick(expected.count))
        queue.cancel(timer.id)
        gone.append(timer.id)
      case 8:
        // A timer that is gone already, whose place another may have by now.
        if !gone.isEmpty { queue.cancel(gone[pick(gone.count)]) }
      default:
        now = now + .milliseconds(Int64(pick(20)))
        while let action = queue.takeDue(at: now) { action() }
        let due = expected.filter { $0.moment <= now }
        expected.removeAll { $0.moment <= now }
        gone += due.map(\.id)
        let numbers = fired.withLock { fired in
          defer { fired = [] }
          return fired
        }
        #expect(Set(numbers) == Set(due.map(\.number)) && numbers.count == due.count)
        let moments = numbers.map { number in due.first { $0.number == number }?.moment ?? .never }
        #expect(moments == moments.sorted())
      }
      #expect(queue.count == expected.count)
    }
    #expect(queue.nextMoment() == expected.map(\.moment).min())
  }
}
