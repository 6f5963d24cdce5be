import Testing
import Timing

@testable import Gate

/// A CA that counts for itself, when it likes between an order's beginning and its end, on a clock of its own.
private struct CountingAuthority {
  let profile: CAProfile
  private var dates: [LimitKey: [Int64]] = [:]
  private let table: LimitTable

  init(_ gate: Gate) {
    profile = gate.profile
    table = gate.limits
  }

  mutating func count(_ limit: LimitName, _ names: NameSet, at second: Int) {
    guard profile.limits[limit] != nil else { return }
    for key in table.keys(of: limit, for: names) { dates[key, default: []].append(Int64(second)) }
  }

  /// Counts above a limit, over all windows.
  var violations: [LimitKey] {
    dates.compactMap { key, dates in
      guard let limit = profile.limits[key.limit] else { return nil }
      let period = limit.period.nanoseconds / 1_000_000_000
      let sorted = dates.sorted()
      switch limit.window {
      case .sliding:
        let isExceeded = sorted.contains { start in
          sorted.count { $0 >= start && $0 < start + period } > limit.count
        }
        return isExceeded ? key : nil
      case .tokenBucket:
        var full = 0.0
        for date in sorted {
          full = max(full, Double(date)) + Double(period) / Double(limit.count)
          if full - Double(date) > Double(period) * (1 + 1e-9) { return key }
        }
        return nil
      }
    }
  }
}

@Suite("The gate over random workloads") struct GatePropertyTests {
  private struct Flight {
    let id: OrderID
    let names: NameSet
    /// When the CA's answer to the new order is learned; nil: only the end is.
    var placed: Int?
    let end: Int
    let outcome: Settlement.Outcome
  }

  private func limits(_ random: inout SeededRandom) -> [LimitName: RateLimit] {
    var limits: [LimitName: RateLimit] = [:]
    for name in [LimitName.newOrders, .certificatesPerDomain, .certificatesPerSet, .failedValidations]
    where Int.random(in: 0..<4, using: &random) > 0 {
      limits[name] = RateLimit(
        .random(in: 1...6, using: &random), per: .seconds(Int.random(in: 20...600, using: &random)),
        RateLimit.Window.allCases[Int.random(in: 0...1, using: &random)])
    }
    return limits
  }

  @Test(
    "no limit is exceeded as the CA counts, the cap holds, and what can go goes, also when clocks step",
    arguments: 0..<80)
  func holds(_ seed: Int) throws {
    var random = SeededRandom(UInt64(1000 + seed))
    var profile = CAProfile.test
    profile.limits = limits(&random)
    profile.failureBackoff = [.seconds(5), .seconds(20)]
    let gate = Gate(profile: profile, cap: .random(in: 1...5, using: &random))
    var book = Book(limits: gate.limits)
    var authority = CountingAuthority(gate)
    var flights: [Flight] = []
    var second = 0
    var step = 0
    var made = 0
    /// When the gate said that it would open for these names by itself.
    var promised: (names: NameSet, second: Int)?

    for _ in 0..<600 {
      // The wall clock of a machine is set now and then; the steady one goes on.
      if Int.random(in: 0..<25, using: &random) == 0 {
        step += [-3600, 86_400, 7, -7].randomElement(using: &random) ?? 0
      }
      let now = moment(second, step: step)
      let shop = Int.random(in: 0..<6, using: &random)
      let names = NameSet(["n\(Int.random(in: 0..<3, using: &random)).shop-\(shop).com"])
      let admission = gate.admit(names, book: book, now: now, forced: Bool.random(using: &random))
      if case .reserve = admission {
        made += 1
        promised = nil
        let id = try orderID("o\(made)")
        let counted = second + .random(in: 0...8, using: &random)
        let end = counted + .random(in: 0...8, using: &random)
        let outcome: Settlement.Outcome =
          [.issued, .issued, .failed, .alreadyCurrent].randomElement(using: &random) ?? .issued
        try book.apply(.reserved(try reservation("o\(made)", names.names, at: now, lifetime: .seconds(9000))), at: now)
        #expect(book.pendingCount(at: now) <= gate.cap)
        if outcome != .alreadyCurrent { authority.count(.newOrders, names, at: counted) }
        if outcome == .issued {
          authority.count(.certificatesPerDomain, names, at: end)
          authority.count(.certificatesPerSet, names, at: end)
        }
        if outcome == .failed { authority.count(.failedValidations, names, at: end) }
        let isTold = outcome != .alreadyCurrent && Bool.random(using: &random)
        flights.append(Flight(id: id, names: names, placed: isTold ? counted : nil, end: end, outcome: outcome))
        continue
      }
      if case .wait(.limit, let until?) = admission, flights.isEmpty {
        promised = (names, second + Int((until - now.date).secondsRoundedUp))
      }
      // On to the next end, or the promise, or a little further.
      var next = flights.map { $0.placed ?? $0.end }.min() ?? (second + .random(in: 1...30, using: &random))
      if let promised, flights.isEmpty { next = promised.second }
      second = max(second, next)
      for index in flights.indices {
        guard let placed = flights[index].placed, placed <= second else { continue }
        flights[index].placed = nil
        try book.apply(.placed(flights[index].id, url: "https://ca.example/1"), at: moment(second, step: step))
      }
      for flight in flights where flight.end <= second {
        try book.apply(.settled(flight.id, Settlement(flight.outcome)), at: moment(second, step: step))
      }
      flights.removeAll { $0.end <= second }
      if let kept = promised, second == kept.second, flights.isEmpty {
        let then = gate.admit(kept.names, book: book, now: moment(second, step: step), forced: true)
        #expect(then == .reserve, "it was to open at \(second) s: \(then)")
        promised = nil
      }
    }
    #expect(authority.violations == [])
    #expect(made > 5)
  }
}
