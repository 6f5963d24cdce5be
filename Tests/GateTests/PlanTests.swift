import Testing
import Timing

@testable import Gate

@Suite("Plans") struct PlanTests {
  private func plan(_ ca: String, _ names: [[String]], change: (inout CAProfile) -> Void = { _ in }) throws -> Plan {
    var profile = try #require(CAProfile.named(ca))
    change(&profile)
    let gate = Gate(profile: profile)
    return Planner(gate: gate).plan(names.map { NameSet($0) }, book: Book(limits: gate.limits), now: moment(0))
  }

  private func shops(_ count: Int) -> [[String]] { (0..<count).map { ["shop-\($0).example-\($0).com"] } }

  @Test("6,000 unrelated domains: 300 at once, then 100 an hour; at SM2 10 an hour")
  func sixThousand() throws {
    let letsEncrypt = try plan("letsencrypt", shops(6000))
    #expect(letsEncrypt.orders == 6000 && letsEncrypt.names == 6000)
    #expect((56.9...57.1).contains(Double(letsEncrypt.total.milliseconds) / 3_600_000))
    #expect(letsEncrypt.binding.contains { $0.limit == "new-orders" })
    #expect(letsEncrypt.timeline.count <= 100 && letsEncrypt.timeline.last?.ordered == 6000)
    let sm2 = try plan("sm2", shops(6000))
    #expect((599.0...601.0).contains(Double(sm2.total.milliseconds) / 3_600_000))
  }

  @Test func anOverrideShortensIt() throws {
    let plan = try plan("letsencrypt", shops(3000)) {
      $0.limits[.newOrders] = RateLimit(1500, per: .seconds(10_800), .tokenBucket)
    }
    #expect((2.9...3.1).contains(Double(plan.total.milliseconds) / 3_600_000))
  }

  @Test func oneCustomersManyNamesAreNamed() throws {
    let names = (0..<60).map { ["shop-\($0).example.com"] } + shops(5)
    let plan = try plan("letsencrypt", names)
    #expect(plan.crowded.map(\.domain) == ["example.com"])
    #expect(plan.crowded.first?.orders == 10)
    // 50 at once, then one each 201.6 minutes.
    #expect((33.4...33.8).contains(Double(plan.total.milliseconds) / 3_600_000))
    // As quickly as requests may follow one another.
    #expect(plan.timeline.first?.ordered == 10)
    #expect(plan.timeline.last { $0.seconds <= 3 }?.ordered ?? 0 >= 54)
  }

  @Test func whatCanNeverPassIsSaid() throws {
    let plan = try plan("sm2", [(0..<21).map { "n\($0).example.com" }, ["a.example.com"]])
    #expect(plan.impossible.count == 1 && plan.orders == 1)
    #expect(plan.impossible.first?.reason == "21 names are more than the CA puts into one certificate (20)")
  }

  @Test func whatTheLedgerHasUsedCounts() throws {
    let gate = Gate(profile: try #require(CAProfile.named("sm2")))
    var book = Book(limits: gate.limits)
    for number in 0..<10 {
      try book.apply(.reserved(try reservation("o\(number)", ["x\(number).com"], at: moment(0))), at: moment(0))
      try book.apply(.settled(try orderID("o\(number)"), Settlement(.issued)), at: moment(0))
    }
    let plan = Planner(gate: gate).plan([NameSet(["a.com"]), NameSet(["x1.com"])], book: book, now: moment(1800))
    #expect(plan.current == 1 && plan.orders == 1)
    #expect(plan.total == .seconds(1805))
    #expect(plan.binding == [.init(limit: "new-orders", fromSeconds: 0)])
  }
}
