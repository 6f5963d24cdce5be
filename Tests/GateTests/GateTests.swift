import Gate
import Testing
import Timing

@Suite struct GateTests {
  private let gate = Gate(profile: .test)
  private let shop = NameSet(["shop.example"])
  private static let day = 86_400

  private func book(
    _ outcome: Settlement, at settledAt: Moment = moment(0), earlier: Book = Book(), id: String = "a"
  ) throws -> Book {
    var book = earlier
    try book.apply(.reserved(try reservation(id, ["shop.example"], at: settledAt)), at: settledAt)
    try book.apply(.settled(try orderID(id), outcome), at: settledAt)
    return book
  }

  @Test func whatNobodyKnowsMayBegin() {
    #expect(gate.admit(shop, book: Book(), now: moment(0)) == .reserve)
  }

  @Test func theCapBindsUntilASlotOpens() throws {
    var book = Book()
    try book.apply(.reserved(try reservation("a", ["a.example"])), at: moment(0))
    #expect(gate.admit(shop, book: book, now: moment(1)) == .reserve)
    try book.apply(.reserved(try reservation("b", ["b.example"])), at: moment(1))
    #expect(
      gate.admit(shop, book: book, now: moment(2))
        == .wait(.pendingCap(count: 2, cap: 2), until: moment(3600).date))
    #expect(gate.admit(shop, book: book, now: moment(3600)) == .reserve)
    #expect(Gate(profile: .test, cap: 3).admit(shop, book: book, now: moment(2)) == .reserve)
  }

  @Test("accounts are counted before they are asked for, and after a compaction")
  func accounts() throws {
    var profile = CAProfile.test
    profile.limits = [.newAccounts: RateLimit(2, per: .seconds(600), .sliding)]
    let gate = Gate(profile: profile)
    var book = Book(limits: gate.limits)
    var snapshot = Snapshot(limits: LimitTable())
    for second in [0, 60] {
      #expect(gate.accountOpening(book: book, now: moment(second)) == nil)
      try book.apply(.account, at: moment(second))
      try snapshot.apply(.account, at: moment(second))
    }
    // The CA may count each some time later.
    #expect(gate.accountOpening(book: book, now: moment(61)) == moment(720).date)
    #expect(gate.accountOpening(book: book, now: moment(720)) == nil)
    var compacted = Book(limits: gate.limits)
    for entry in snapshot.entries(from: 3) { try compacted.apply(entry.record, at: entry.at) }
    #expect(try #require(gate.accountOpening(book: compacted, now: moment(61))) >= moment(720).date)
  }

  @Test("a slot is kept for the CA's lifetime from the last moment at which the order may have begun there")
  func lifetimes() throws {
    for step in 0..<3 {
      var book = Book()
      try book.apply(.reserved(try reservation("a", ["a.example"])), at: moment(0))
      switch step {
      case 0: try book.apply(.placed(try orderID("a"), url: "https://ca.example/1"), at: moment(600))
      case 1: try book.apply(.retried(try orderID("a")), at: moment(600))
      default: try book.apply(.settled(try orderID("a"), Settlement(.unknown)), at: moment(600))
      }
      #expect(book.pendingCount(at: moment(4199)) == 1)
      #expect(book.pendingCount(at: moment(4200)) == 0)
    }
  }

  @Test("nothing is heard of an order that a submitter may work on for ten minutes")
  func unheard() {
    let gate = Gate(profile: .test, orderTimeout: .seconds(600))
    #expect(gate.expiry(ofOrderAt: moment(0)) == moment(4200).date)
  }

  @Test func theSameNamesOnOrderAreWaitedFor() throws {
    var book = Book()
    try book.apply(.reserved(try reservation("a", ["shop.example"])), at: moment(0))
    guard case .open(let open) = gate.admit(NameSet(["SHOP.example"]), book: book, now: moment(1), forced: true) else {
      Issue.record("not open")
      return
    }
    #expect(open.order.id.text == "a")
  }

  @Test func anIssuedNameIsCurrentUntilItIsDue() throws {
    let book = try book(Settlement(.issued))
    let due = 60 * GateTests.day
    #expect(gate.admit(shop, book: book, now: moment(due - 1)) == .current(since: moment(0).date))
    #expect(gate.admit(shop, book: book, now: moment(due)) == .reserve)
    #expect(gate.admit(shop, book: book, now: moment(1), forced: true) == .reserve)
  }

  @Test func theCertificatesOwnEndCountsWhereItIsKnown() throws {
    let book = try book(Settlement(.issued, notAfter: moment(40 * GateTests.day).date))
    #expect(gate.admit(shop, book: book, now: moment(10 * GateTests.day - 1)) != .reserve)
    #expect(gate.admit(shop, book: book, now: moment(10 * GateTests.day)) == .reserve)
  }

  @Test func aClientThatSaysCurrentIsAskedAgainTheNextDay() throws {
    let unseen = try book(Settlement(.alreadyCurrent))
    #expect(gate.admit(shop, book: unseen, now: moment(GateTests.day - 1)) == .current(since: moment(0).date))
    #expect(gate.admit(shop, book: unseen, now: moment(GateTests.day)) == .reserve)
    // Of one that we saw issued, it does not move the date by which it is due.
    let seen = try book(Settlement(.alreadyCurrent), at: moment(60), earlier: book(Settlement(.issued)), id: "b")
    #expect(gate.admit(shop, book: seen, now: moment(2 * GateTests.day)) == .current(since: moment(0).date))
    #expect(gate.admit(shop, book: seen, now: moment(60 * GateTests.day)) == .reserve)
  }

  @Test func aFailurePausesLongerEachTime() throws {
    let once = try book(Settlement(.failed))
    #expect(try (60...66).contains(pause(once, at: moment(59))))
    #expect(gate.admit(shop, book: once, now: moment(66)) == .reserve)
    let twice = try book(Settlement(.failed), at: moment(100), earlier: once, id: "b")
    #expect(try (700...760).contains(pause(twice, at: moment(699))))
    #expect(gate.admit(shop, book: twice, now: moment(760)) == .reserve)
  }

  /// Until when it backs off, in seconds after the tests' beginning.
  private func pause(_ book: Book, at now: Moment, step: Int = 0) throws -> Int64 {
    guard case .backOff(let until) = gate.admit(shop, book: book, now: now) else { return -1 }
    return (until - moment(0, step: step).date).secondsRoundedUp
  }

  @Test func namesThatFailedTogetherDoNotComeBackTogether() throws {
    var book = Book()
    for number in 0..<100 {
      try book.apply(.reserved(try reservation("o\(number)", ["shop-\(number).example"])), at: moment(0))
      try book.apply(.settled(try orderID("o\(number)"), Settlement(.failed)), at: moment(0))
    }
    let pauses = (0..<100).map { gate.admit(NameSet(["shop-\($0).example"]), book: book, now: moment(1)) }
    #expect(Set(pauses).count > 80)
  }

  @Test func theCAsOwnTimeIsKept() throws {
    let limited = try book(Settlement(.rateLimited, retryAt: moment(36).date))
    #expect(gate.admit(shop, book: limited, now: moment(35)) == .wait(.rateLimited, until: moment(36).date))
    #expect(gate.admit(shop, book: limited, now: moment(36)) == .reserve)
    let failed = try book(Settlement(.failed, retryAt: moment(7200).date))
    #expect(gate.admit(shop, book: failed, now: moment(7199)) == .backOff(until: moment(7200).date))
  }

  @Test(arguments: [-3600, 86_400, -400 * 86_400])
  func aStepOfTheWallClockMovesNothingWithinABoot(step: Int) throws {
    var book = try book(Settlement(.failed))
    #expect(try (60...66).contains(pause(book, at: moment(59, step: step), step: step)))
    #expect(gate.admit(shop, book: book, now: moment(66, step: step)) == .reserve)
    try book.apply(.reserved(try reservation("x", ["x.example"])), at: moment(0))
    #expect(book.pendingCount(at: moment(3599, step: step)) == 1)
    #expect(book.pendingCount(at: moment(3600, step: step)) == 0)
  }

  @Test func acrossABootOnlyTheWallClockIsLeft() throws {
    var book = Book()
    try book.apply(.reserved(try reservation("x", ["x.example"])), at: moment(0))
    // Two seconds after the boot, an hour after the reservation.
    let later = Moment(date: moment(3600).date, boot: BootID(rawValue: 2), instant: Instant(nanoseconds: 2_000_000_000))
    #expect(book.pendingCount(at: later) == 0)
    let sooner = Moment(date: moment(3599).date, boot: BootID(rawValue: 2), instant: Instant(nanoseconds: 1 << 60))
    #expect(book.pendingCount(at: sooner) == 1)
  }
}

@Suite("The CA's limits at the gate") struct GateLimitTests {
  private func gate(_ limits: [LimitName: RateLimit], cap: Int = 100) -> Gate {
    var profile = CAProfile.test
    profile.limits = limits
    return Gate(profile: profile, cap: cap)
  }

  private func issue(_ names: [String], _ book: inout Book, at second: Int, id: String) throws {
    try book.apply(.reserved(try reservation(id, names, at: moment(second))), at: moment(second))
    try book.apply(.settled(try orderID(id), Settlement(.issued)), at: moment(second))
  }

  @Test func ordersOfTheAccountAreCounted() throws {
    let gate = gate([.newOrders: RateLimit(2, per: .seconds(3600), .sliding)])
    var book = Book(limits: gate.limits)
    try issue(["a.example"], &book, at: 0, id: "a")
    try issue(["b.example"], &book, at: 10, id: "b")
    let full = gate.admit(NameSet(["c.example"]), book: book, now: moment(20))
    #expect(full == .wait(.limit(LimitKey(.newOrders)), until: moment(3600).date))
    #expect(gate.admit(NameSet(["c.example"]), book: book, now: moment(3600)) == .reserve)
  }

  @Test func certificatesAreCountedByRegisteredDomain() throws {
    let gate = gate([.certificatesPerDomain: RateLimit(1, per: .seconds(604_800), .sliding, exemptsRenewals: true)])
    var book = Book(limits: gate.limits)
    try issue(["a.shop.co.uk"], &book, at: 0, id: "a")
    let key = LimitKey(.certificatesPerDomain, of: "shop.co.uk")
    #expect(
      gate.admit(NameSet(["b.shop.co.uk"]), book: book, now: moment(1))
        == .wait(.limit(key), until: moment(604_800).date))
    // Another customer's, though of the same public suffix; and the same names again, once they are due.
    #expect(gate.admit(NameSet(["cafe.co.uk"]), book: book, now: moment(1)) == .reserve)
    #expect(gate.admit(NameSet(["a.shop.co.uk"]), book: book, now: moment(1), forced: true) == .reserve)
  }

  @Test func aFailureCountsForTheNameAndNotAsACertificate() throws {
    let gate = gate([
      .failedValidations: RateLimit(1, per: .seconds(3600), .tokenBucket),
      .certificatesPerSet: RateLimit(1, per: .seconds(604_800), .sliding),
    ])
    var book = Book(limits: gate.limits)
    try book.apply(.reserved(try reservation("a", ["a.example"])), at: moment(0))
    try book.apply(.settled(try orderID("a"), Settlement(.failed)), at: moment(5))
    let key = LimitKey(.failedValidations, of: "a.example")
    let held = gate.admit(NameSet(["a.example", "b.example"]), book: book, now: moment(100))
    #expect(held == .wait(.limit(key), until: moment(3605).date))
    #expect(gate.admit(NameSet(["a.example"]), book: book, now: moment(3605)) == .reserve)
  }

  @Test func whatTheCANamesIsClosedForAllWhomItConcerns() throws {
    let gate = gate([:])
    var book = Book(limits: gate.limits)
    try book.apply(.reserved(try reservation("a", ["a.shop.example"])), at: moment(0))
    let word = Settlement(.rateLimited, retryAt: moment(600).date, limit: .certificatesPerDomain)
    try book.apply(.settled(try orderID("a"), word), at: moment(0))
    let key = LimitKey(.certificatesPerDomain, of: "shop.example")
    for name in ["a.shop.example", "b.shop.example"] {
      #expect(gate.admit(NameSet([name]), book: book, now: moment(1)) == .wait(.limit(key), until: moment(600).date))
      #expect(gate.admit(NameSet([name]), book: book, now: moment(600)) == .reserve)
    }
    #expect(gate.admit(NameSet(["other.example"]), book: book, now: moment(1)) == .reserve)
  }

  @Test func aPausedNameIsLeftToAPerson() throws {
    let gate = gate([:])
    var book = Book(limits: gate.limits)
    try book.apply(.reserved(try reservation("a", ["a.example"])), at: moment(0))
    try book.apply(.settled(try orderID("a"), Settlement(.rateLimited, isPaused: true)), at: moment(0))
    let years = moment(10 * 365 * 86_400)
    #expect(gate.admit(NameSet(["a.example"]), book: book, now: years) == .paused)
    #expect(gate.admit(NameSet(["a.example", "b.example"]), book: book, now: years) == .paused)
    #expect(gate.admit(NameSet(["a.example"]), book: book, now: years, forced: true) == .reserve)
  }

  @Test func moreNamesThanACertificateHoldsAreImpossible() {
    let names = NameSet((0..<11).map { "n\($0).example" })
    #expect(
      gate([:]).admit(names, book: Book(), now: moment(0)) == .impossible(.namesPerCertificate(count: 11, of: 10)))
  }

  @Test func anOrderThatNobodySettledCountsForAllThatMayHaveHappened() throws {
    let gate = gate([.newOrders: RateLimit(1, per: .seconds(86_400), .sliding)])
    var book = Book(limits: gate.limits)
    try book.apply(.reserved(try reservation("a", ["a.example"])), at: moment(0))
    #expect(
      gate.admit(NameSet(["b.example"]), book: book, now: moment(10)) == .wait(.limit(LimitKey(.newOrders)), until: nil)
    )
    try book.apply(.expired(try orderID("a")), at: moment(3600))
    let until = gate.admit(NameSet(["b.example"]), book: book, now: moment(3600))
    #expect(until == .wait(.limit(LimitKey(.newOrders)), until: moment(90_000).date))
  }

  @Test(arguments: [-3600, 86_400])
  func aClockStepWithinABootMovesNoWindow(step: Int) throws {
    let gate = gate([.newOrders: RateLimit(1, per: .seconds(3600), .sliding)])
    var book = Book(limits: gate.limits)
    try issue(["a.example"], &book, at: 0, id: "a")
    let stepped = moment(10, step: step)
    try book.apply(.accepted(Request(names: ["c.example"])), at: stepped)
    let key = LimitKey(.newOrders)
    #expect(
      gate.admit(NameSet(["b.example"]), book: book, now: stepped)
        == .wait(.limit(key), until: moment(3600, step: step).date))
    #expect(gate.admit(NameSet(["b.example"]), book: book, now: moment(3600, step: step)) == .reserve)
  }
}
