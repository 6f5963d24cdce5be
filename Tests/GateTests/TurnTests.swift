import Gate
import Testing
import Timing

/// Who may take a slot where several runs on one ledger wait for one.
@Suite struct TurnTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var title: String
    var cap: Int
    /// Orders under way: "me me a" are two of mine and one of a's.
    var underWay = ""
    /// Who waits, the one that has waited longest first; "a:new-orders" waits for that limit.
    var waiting: String
    var mayTake: Bool

    var testDescription: String { title }
  }

  static let cases: [Case] = [
    Case(title: "nobody else waits", cap: 3, underWay: "me me", waiting: "me", mayTake: true),
    Case(title: "the other has fewer", cap: 3, underWay: "me me", waiting: "me a", mayTake: false),
    Case(title: "enough is left for the other", cap: 6, underWay: "me me", waiting: "me a", mayTake: true),
    Case(title: "not enough for two others", cap: 6, underWay: "me me", waiting: "me a b", mayTake: false),
    Case(title: "the other has as many", cap: 3, underWay: "me a", waiting: "a me", mayTake: true),
    Case(title: "the other has more", cap: 4, underWay: "me a a", waiting: "a me", mayTake: true),
    Case(title: "one slot, the other has waited longer", cap: 1, waiting: "a me", mayTake: false),
    Case(title: "one slot, it is my turn", cap: 1, waiting: "me a", mayTake: true),
    Case(title: "two slots, one for the other", cap: 2, waiting: "a me", mayTake: true),
    Case(title: "two slots, two have waited longer", cap: 2, waiting: "a b me", mayTake: false),
    Case(title: "orders of those that are gone", cap: 4, underWay: "gone gone me", waiting: "me a", mayTake: false),
    Case(
      title: "the other waits for a limit that I use", cap: 9, underWay: "me me", waiting: "me a:new-orders",
      mayTake: false),
    Case(
      title: "the other waits for a limit that I do not use", cap: 3, underWay: "me me", waiting: "me a:new-accounts",
      mayTake: true),
  ]

  @Test(arguments: cases)
  func turn(_ row: Case) throws {
    var profile = CAProfile.test
    // Of four new orders an hour.
    profile.limits[.newOrders] = RateLimit(4, per: .seconds(3600), .sliding)
    let isLimited = row.waiting.contains("new-orders")
    if !isLimited { profile.limits = [:] }
    let gate = Gate(profile: profile, cap: row.cap)
    var book = Book(limits: gate.limits)
    for (index, owner) in row.underWay.split(separator: " ").enumerated() {
      var reservation = try reservation("o\(index)", ["n\(index).example"])
      reservation.owner = try ownerID(String(owner))
      try book.apply(.reserved(reservation), at: moment(0))
    }
    var waits: [OwnerID: SlotWait] = [:]
    for (index, word) in row.waiting.split(separator: " ").enumerated() {
      let parts = word.split(separator: ":")
      let limit = parts.count > 1 ? LimitName(rawValue: String(parts[1])) : nil
      waits[try ownerID(String(parts[0]))] = SlotWait(limit: limit, since: moment(index).instant)
    }
    let me = try ownerID("me")
    let mine = try #require(waits[me])
    waits[me] = nil
    let answer = gate.turn(
      of: me, since: mine.since, among: waits, for: NameSet(["x.example"]), book: book, now: moment(10))
    #expect(answer == (row.mayTake ? .reserve : .wait(.turn(isLimited ? .newOrders : nil), until: nil)))
  }

  @Test(arguments: [(0, false), (2, false), (3, true)])
  func othersMayHoldMoreThanItsOwnCap(_ open: Int, _ isOver: Bool) throws {
    let gate = Gate(profile: .test, cap: 2)
    var book = Book(limits: gate.limits)
    for index in 0..<open {
      try book.apply(.reserved(try reservation("o\(index)", ["n\(index).example"])), at: moment(0))
    }
    #expect(gate.isOverCap(book, at: moment(1)) == isOver)
  }

  /// Runs that look at the ledger four times a second, in the same order each time, and when an order of theirs ends.
  @Test(arguments: [1, 2, 3, 5, 7, 25, 100])
  func eachGetsItsShare(_ cap: Int) throws {
    let gate = Gate(profile: .test, cap: cap)
    let owners = try ["a", "b", "c", "d"].map { try ownerID($0) }
    var random = SeededRandom(UInt64(cap))
    var book = Book(limits: gate.limits)
    var waits: [OwnerID: SlotWait] = [:]
    var ends: [(at: Int, order: OrderID, owner: OwnerID)] = []
    var taken: [OwnerID] = []
    var busy = 0
    func look(_ owner: OwnerID, _ now: Moment, _ tick: Int) throws {
      var since = waits[owner]?.since ?? now.instant
      while true {
        let names = ["n\(taken.count).example"]
        guard gate.admit(NameSet(names), book: book, now: now) == .reserve else { break }
        let others = waits.filter { $0.key != owner }
        let answer = gate.turn(of: owner, since: since, among: others, for: NameSet(names), book: book, now: now)
        guard answer == .reserve else { break }
        var reservation = try reservation("o\(taken.count)", names, at: now)
        reservation.owner = owner
        try book.apply(.reserved(reservation), at: now)
        taken.append(owner)
        since = now.instant
        ends.append((tick + Int.random(in: 1...40, using: &random), reservation.order.id, owner))
      }
      waits[owner] = SlotWait(since: since)
    }
    // A tick is 25 ms. The first run has the ledger to itself for a second.
    var tick = 0
    while taken.count < cap + 1000, tick < 100_000 {
      var now = moment(tick / 40)
      now.instant = now.instant + .milliseconds(Int64(tick % 40) * 25)
      for end in ends where end.at <= tick {
        try book.apply(.settled(end.order, Settlement(.issued)), at: now)
        ends.removeAll { $0.order == end.order }
        try look(end.owner, now, tick)
      }
      if tick % 10 == 0 { for owner in tick < 40 ? [owners[0]] : owners { try look(owner, now, tick) } }
      busy += ends.count
      tick += 1
    }
    let contested = taken.dropFirst(cap + 40)
    #expect(contested.count > 900)
    let least = contested.indices.dropLast(200).flatMap { start in
      owners.map { owner in contested[start..<start + 200].count { $0 == owner } }
    }.min()
    #expect(try #require(least) >= 20, "a tenth of any 200")
    // What is left to others is taken by them soon.
    if cap >= owners.count { #expect(busy > tick * cap * 9 / 10, "\(busy) of \(tick * cap)") }
  }
}
