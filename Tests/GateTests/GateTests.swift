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
    #expect(gate.admit(shop, book: once, now: moment(59)) == .backOff(until: moment(60).date))
    #expect(gate.admit(shop, book: once, now: moment(60)) == .reserve)
    let twice = try book(Settlement(.failed), at: moment(100), earlier: once, id: "b")
    #expect(gate.admit(shop, book: twice, now: moment(699)) == .backOff(until: moment(700).date))
    #expect(gate.admit(shop, book: twice, now: moment(700)) == .reserve)
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
    #expect(gate.admit(shop, book: book, now: moment(59, step: step)) == .backOff(until: moment(60, step: step).date))
    #expect(gate.admit(shop, book: book, now: moment(60, step: step)) == .reserve)
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
