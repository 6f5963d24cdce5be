import Gate
import Readiness
import Testing
import Timing

@Suite struct BookTests {
  private let shop = NameSet(["shop.example"])

  private func book(_ records: [LedgerRecord]) throws -> Book {
    var book = Book()
    for record in records { try book.apply(record, at: moment(0)) }
    return book
  }

  @Test func aReservationTakesASlotUntilItIsSettled() throws {
    var book = try book([.reserved(try reservation("a", ["shop.example"]))])
    #expect(book.pendingCount(at: moment(10)) == 1)
    #expect(book.openOrder(for: shop)?.order.id.text == "a")
    try book.apply(.settled(try orderID("a"), Settlement(.issued)), at: moment(20))
    #expect(book.pendingCount(at: moment(20)) == 0)
    #expect(book.openOrder(for: shop) == nil)
    #expect(book.certificate(for: shop)?.at == moment(20))
  }

  @Test(arguments: Settlement.Outcome.allCases)
  func onlyAnUnknownEndKeepsTheSlot(outcome: Settlement.Outcome) throws {
    let book = try book([
      .accepted(Request(names: ["shop.example"])), .reserved(try reservation("a", ["shop.example"])),
      .settled(try orderID("a"), Settlement(outcome)),
    ])
    #expect(book.pendingCount(at: moment(1)) == (outcome == .unknown ? 1 : 0))
    // What has not ended, or only has to wait, is still to be done.
    #expect(book.isAccepted(shop) == (outcome == .unknown || outcome == .rateLimited))
    #expect((book.openOrder(for: shop)?.unknown != nil) == (outcome == .unknown))
  }

  @Test(arguments: Settlement.OwnFault.allCases)
  func whatWeCouldNotBeginIsHeldAgainstNobody(fault: Settlement.OwnFault) throws {
    var book = Book(
      limits: LimitTable([
        .newOrders: RateLimit(5, per: .seconds(3600), .sliding),
        .failedValidations: RateLimit(5, per: .seconds(3600), .sliding),
      ]))
    for record: LedgerRecord in [
      .accepted(Request(names: ["shop.example"])), .reserved(try reservation("a", ["shop.example"])),
      .settled(try orderID("a"), Settlement(.failed, fault: fault)),
    ] { try book.apply(record, at: moment(0)) }
    #expect(book.setback(of: shop) == nil && book.counts == Book.Counts())
    for key in [LimitKey(.newOrders), LimitKey(.failedValidations, of: "shop.example")] {
      #expect(book.limits.state(of: key, at: book.time(at: moment(0)))?.used == 0)
    }
  }

  @Test func anUnknownOrderHoldsItsSlotUntilTheCALetsGo() throws {
    let book = try book([
      .reserved(try reservation("a", ["shop.example"])), .settled(try orderID("a"), Settlement(.unknown)),
    ])
    #expect(book.pendingCount(at: moment(3599)) == 1)
    #expect(book.pendingCount(at: moment(3600)) == 0)
  }

  @Test func adoptingMakesSomebodyWorkOnItAgain() throws {
    let book = try book([
      .reserved(try reservation("a", ["shop.example"])), .settled(try orderID("a"), Settlement(.unknown)),
      .adopted(try orderID("a"), owner: try ownerID("you")),
    ])
    let open = try #require(book.openOrder(for: shop))
    #expect(open.owner.text == "you")
    #expect(open.unknown == nil)
  }

  @Test func nonsenseIsRefusedAndChangesNothing() throws {
    var book = try book([.reserved(try reservation("a", ["shop.example"]))])
    let a = try orderID("a")
    let b = try orderID("b")
    #expect(throws: BookError.orderTaken(a)) {
      try book.apply(.reserved(try reservation("a", ["other.example"])), at: moment(1))
    }
    #expect(throws: BookError.namesOpen(NameSet(["shop.example"]), a)) {
      try book.apply(.reserved(try reservation("b", ["SHOP.example"])), at: moment(1))
    }
    #expect(throws: BookError.notOpen(b)) { try book.apply(.settled(b, Settlement(.issued)), at: moment(1)) }
    #expect(throws: BookError.notOpen(b)) { try book.apply(.adopted(b, owner: try ownerID("x")), at: moment(1)) }
    #expect(book.counts == Book.Counts(openOrders: 1, requests: 0, certificates: 0, setbacks: 0))
  }

  @Test func namesMayBeOrderedAgainOnceTheirOrderHasExpired() throws {
    var book = try book([.reserved(try reservation("a", ["shop.example"]))])
    try book.apply(.reserved(try reservation("b", ["shop.example"], at: moment(3600))), at: moment(3600))
    #expect(book.openOrder(for: shop)?.order.id.text == "b")
    #expect(book.counts.openOrders == 1)
  }

  @Test func aRequestEndsWithTheOrderOfItsReadyNames() throws {
    let both = ["shop.example", "broken.example"]
    let book = try book([
      .accepted(Request(names: both, id: "shop-17")), .reserved(try reservation("a", ["shop.example"], request: both)),
      .settled(try orderID("a"), Settlement(.issued)),
    ])
    #expect(!book.isAccepted(NameSet(both)))
  }

  @Test func givingUpEndsARequest() throws {
    let request = Request(names: ["x.example"])
    let refusal = Refusal(verdict: .notReady, codes: [.dnsNXDomain], reason: "no such domain")
    let book = try book([.accepted(request), .gaveUp(request, refusal)])
    #expect(book.counts.requests == 0)
  }

  @Test func failuresCountUntilSomethingIsIssued() throws {
    var book = Book()
    for (index, outcome) in [Settlement.Outcome.failed, .rateLimited, .failed].enumerated() {
      try book.apply(.reserved(try reservation("a\(index)", ["shop.example"])), at: moment(index))
      try book.apply(.settled(try orderID("a\(index)"), Settlement(outcome)), at: moment(index))
      #expect(book.setback(of: shop)?.count == index + 1)
    }
    try book.apply(.reserved(try reservation("b", ["shop.example"])), at: moment(9))
    try book.apply(.settled(try orderID("b"), Settlement(.issued)), at: moment(9))
    #expect(book.setback(of: shop) == nil)
  }
}
