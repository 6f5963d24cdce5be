import Gate
import Readiness
import Reports
import Testing
import Timing

/// What `status` makes of a book.
@Suite struct StatusFromBookTests {
  private func moment(_ seconds: Int) -> Moment {
    Moment(
      date: Samples.checkedAt + .seconds(seconds), boot: BootID(rawValue: 1),
      instant: Instant(nanoseconds: 0) + .seconds(seconds))
  }

  private func status(_ book: Book, _ gate: Gate, at seconds: Int) -> StatusModel {
    StatusModel(book, at: moment(seconds), gate: gate)
  }

  private func reserve(_ id: String, _ names: [String], _ book: inout Book, at seconds: Int) throws {
    let order = Order(id: try #require(OrderID(id)), names: names)
    let reservation = Reservation(
      order: order, owner: try #require(OwnerID("me")), submitter: "command",
      expires: moment(seconds).date + .seconds(3600))
    try book.apply(.reserved(reservation), at: moment(seconds))
  }

  @Test func saysWhatWaitsForWhatAndWhatIsUsed() throws {
    var profile = CAProfile.plain
    profile.limits = [
      .newOrders: RateLimit(2, per: .seconds(100), .sliding),
      .certificatesPerDomain: RateLimit(1, per: .seconds(1000), .sliding),
    ]
    let gate = Gate(profile: profile, cap: 5)
    var book = Book(limits: gate.limits)
    for name in ["a.shop.example", "b.cafe.example", "nx1.example", "nx2.example", "new.example"] {
      try book.apply(.accepted(Request(names: [name])), at: moment(0))
    }
    for (name, seconds) in [("nx1.example", 300), ("nx2.example", 200)] {
      let deferral = Deferral(until: moment(seconds).date, code: .dnsNXDomain)
      try book.apply(.deferred(NameSet([name]), deferral), at: moment(0))
    }
    try reserve("o1", ["a.shop.example"], &book, at: 0)
    try book.apply(.settled(try #require(OrderID("o1")), Settlement(.issued)), at: moment(10))
    try reserve("o2", ["b.cafe.example"], &book, at: 20)
    let now = status(book, gate, at: 50)
    #expect(now.orders.map(\.id) == ["o2"])
    #expect(
      now.waiting == [
        .init(reason: "dns.nxdomain", names: 2, nextSeconds: 150),
        .init(reason: "not-finished", names: 1, nextSeconds: nil),
      ])
    #expect(
      now.limits == [
        .init(limit: "pending-orders", used: 1, of: 5, opensSeconds: nil),
        .init(limit: "new-orders", used: 2, of: 2, opensSeconds: 60),
        .init(limit: "certificates-per-domain of cafe.example", used: 1, of: 1, opensSeconds: nil),
        .init(limit: "certificates-per-domain of shop.example", used: 1, of: 1, opensSeconds: 960),
      ])

    try book.apply(.settled(try #require(OrderID("o2")), Settlement(.failed)), at: moment(60))
    let failed = try #require(status(book, gate, at: 70).failed.first)
    #expect(failed.reason == "order-failed" && failed.names == 1)
    #expect((50...56).contains(failed.nextSeconds ?? 0))
    #expect(status(book, gate, at: 200).failed.isEmpty)
  }
}
