import Testing
import Timing

@testable import Gate

@Suite("Limits as a CA counts them")
struct LimitTests {
  private func at(_ seconds: Int) -> Instant { Instant(nanoseconds: 0) + .seconds(seconds) }

  @Test("a sliding window opens when its oldest use leaves it")
  func sliding() {
    let limit = RateLimit(3, per: .seconds(100), .sliding)
    var uses = LimitUses(limit)
    for second in [0, 10, 20] {
      #expect(uses.opening(for: 1, at: at(second), limit) == .now)
      uses.begin(1)
      uses.end(1, counted: 1, at: at(second), limit)
    }
    #expect(uses.opening(for: 1, at: at(20), limit) == .at(at(100)))
    #expect(uses.opening(for: 2, at: at(20), limit) == .at(at(110)))
    #expect(uses.opening(for: 4, at: at(20), limit) == .never)
    #expect(uses.opening(for: 1, at: at(100), limit) == .now)
    #expect(uses.used(at: at(105), limit) == 2)
  }

  @Test("a bucket gives its count at once, then one for each interval")
  func bucket() {
    let limit = RateLimit(3, per: .seconds(300), .tokenBucket)
    var uses = LimitUses(limit)
    for _ in 0..<3 {
      #expect(uses.opening(for: 1, at: at(0), limit) == .now)
      uses.end(0, counted: 1, at: at(0), limit)
    }
    #expect(uses.opening(for: 1, at: at(0), limit) == .at(at(100)))
    #expect(uses.used(at: at(0), limit) == 3)
    #expect(uses.used(at: at(150), limit) == 2)
    #expect(uses.opening(for: 2, at: at(150), limit) == .at(at(200)))
    #expect(uses.opening(for: 3, at: at(300), limit) == .now)
    #expect(uses.isIdle(at: at(300), limit))
  }

  @Test("a period of a hundred years is counted as any other", arguments: RateLimit.Window.allCases)
  func longPeriod(_ window: RateLimit.Window) {
    let limit = RateLimit(1, per: .seconds(86_400 * 36_499), window)
    var uses = LimitUses(limit)
    uses.begin(3)
    #expect(uses.opening(for: 1, at: at(0), limit) == .uponEnd)
    for _ in 0..<3 { uses.end(1, counted: 1, at: at(0), limit) }
    guard case .at(let opening) = uses.opening(for: 1, at: at(0), limit) else {
      Issue.record("it is open")
      return
    }
    #expect(opening >= at(86_400 * 36_499))
  }

  @Test(
    "a client's two requests never exceed a rate",
    arguments: [(1, 1, 2), (2, 1, 1), (3, 1, 1), (10, 5, 1)])
  func starts(_ count: Int, _ starts: Int, _ seconds: Int) {
    let rates = [RequestRate([.newNonce, .newOrder], RateLimit(count, per: .seconds(1), .sliding))]
    #expect(rates.starts == RateLimit(starts, per: .seconds(seconds), .sliding))
  }

  @Test("a use in flight counts as made now, for as long as it is", arguments: RateLimit.Window.allCases)
  func inFlight(_ window: RateLimit.Window) {
    let limit = RateLimit(2, per: .seconds(100), window)
    var uses = LimitUses(limit)
    uses.begin(2)
    #expect(uses.opening(for: 1, at: at(1000), limit) == .uponEnd)
    uses.end(1, counted: 0, at: at(1000), limit)
    #expect(uses.opening(for: 1, at: at(1000), limit) == .now)
    uses.end(1, counted: 1, at: at(1000), limit)
    uses.begin(1)
    #expect(uses.opening(for: 1, at: at(1000), limit) != .now)
    #expect(uses.used(at: at(1000), limit) == 2)
  }

  @Test("what the CA says closes just that count, until then")
  func closed() {
    let limit = RateLimit(9, per: .seconds(100), .sliding)
    var uses = LimitUses(limit)
    uses.close(until: at(50))
    uses.close(until: at(40))
    #expect(uses.opening(for: 1, at: at(0), limit) == .at(at(50)))
    #expect(uses.opening(for: 1, at: at(50), limit) == .now)
    #expect(!uses.isIdle(at: at(49), limit) && uses.isIdle(at: at(50), limit))
  }

  @Test("a new order is dated at the CA's answer, not at the order's end, and going on with it makes none")
  func placed() throws {
    let gate = Gate(profile: .hourly, cap: 5)
    var book = Book(limits: gate.limits)
    let key = LimitKey(.newOrders)
    func opening(_ second: Int) -> LimitOpening? {
      book.limits.state(of: key, at: book.time(at: moment(second)))?.opening
    }
    try book.apply(.reserved(try reservation("o1", ["a.example"])), at: moment(0))
    #expect(opening(5) == .uponEnd)
    try book.apply(.placed(try orderID("o1"), url: "https://ca.example/1"), at: moment(10))
    #expect(opening(10) == .at(book.time(at: moment(3610))))
    try book.apply(.adopted(try orderID("o1"), owner: try ownerID("you")), at: moment(20))
    #expect(opening(20) == .at(book.time(at: moment(3610))))
    try book.apply(.settled(try orderID("o1"), Settlement(.unknown)), at: moment(30))
    try book.apply(.adopted(try orderID("o1"), owner: try ownerID("me")), at: moment(40))
    try book.apply(.settled(try orderID("o1"), Settlement(.issued)), at: moment(3000))
    #expect(opening(3000) == .at(book.time(at: moment(3610))))
    #expect(opening(3610) == .now)
  }

  /// How often a CA that counted at these moments saw its limit exceeded.
  private func violations(_ limit: RateLimit, _ dates: [Instant]) -> Int {
    let dates = dates.map(\.nanoseconds).sorted()
    switch limit.window {
    case .sliding:
      return dates.count { start in
        dates.count { $0 >= start && $0 < start + limit.period.nanoseconds } > limit.count
      }
    case .tokenBucket:
      let period = Double(limit.period.nanoseconds)
      var full = 0.0
      return dates.count { date in
        full = max(full, Double(date)) + period / Double(limit.count)
        return full - Double(date) > period * (1 + 1e-9)
      }
    }
  }

  @Test("no window is exceeded at a CA that counts when it likes, and none is left unused", arguments: 0..<60)
  func property(_ seed: Int) {
    var random = SeededRandom(UInt64(seed))
    let window = RateLimit.Window.allCases[seed % 2]
    let limit = RateLimit(
      .random(in: 1...8, using: &random), per: .seconds(.random(in: 1...200, using: &random)), window)
    var uses = LimitUses(limit)
    var counted: [Instant] = []
    /// In flight: when the CA counts, and when we learn of the end.
    var flights: [(counted: Instant?, end: Instant)] = []
    var now = at(0)
    for _ in 0..<400 {
      let opening = uses.opening(for: 1, at: now, limit)
      if opening == .now, flights.count < 20, .random(using: &random) {
        uses.begin(1)
        let count = Int.random(in: 0...20, using: &random)
        let moment = now + .seconds(count)
        let isUsed = Int.random(in: 0..<5, using: &random) > 0
        if isUsed { counted.append(moment) }
        flights.append((isUsed ? moment : nil, moment + .seconds(.random(in: 0...20, using: &random))))
        continue
      }
      if opening == .uponEnd { #expect(uses.used(at: now, limit) >= limit.count) }
      // On to whatever comes next: an end, or the opening that was promised.
      var next = flights.map(\.end).min() ?? now + .seconds(1)
      if case .at(let instant) = opening { next = min(next, instant) }
      for flight in flights where flight.end <= next {
        uses.end(1, counted: flight.counted == nil ? 0 : 1, at: max(now, flight.end), limit)
      }
      flights.removeAll { $0.end <= next }
      if case .at(let instant) = opening, flights.isEmpty, next == instant {
        #expect(uses.opening(for: 1, at: instant, limit) == .now, "it opens when it was said to")
      }
      now = next
    }
    #expect(violations(limit, counted) == 0)
    #expect(counted.count > 2)
  }
}

extension CAProfile {
  /// One new order an hour.
  fileprivate static let hourly: CAProfile = {
    var profile = CAProfile.test
    profile.limits = [.newOrders: RateLimit(1, per: .seconds(3600), .sliding)]
    return profile
  }()
}

/// SplitMix64: the same numbers from the same seed, everywhere.
struct SeededRandom: RandomNumberGenerator {
  private var state: UInt64

  init(_ seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var value = state
    value = (value ^ (value >> 30)) &* 0xbf58_476d_1ce4_e5b9
    value = (value ^ (value >> 27)) &* 0x94d0_49bb_1331_11eb
    return value ^ (value >> 31)
  }
}
