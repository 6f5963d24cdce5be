import JSONText
import Reports
import Testing
import Timing

@Suite struct StatusTests {
  private let status = StatusModel(
    at: Samples.checkedAt + Duration.seconds(90), cap: 10,
    orders: [
      .init(id: "k3x9", names: ["a.example", "b.example"], state: "submitted", since: Samples.checkedAt),
      .init(id: "q7", names: [String(repeating: "c", count: 100)], state: "unknown", since: Samples.checkedAt),
    ], waiting: [.init(reason: "dns.nxdomain", names: 412, nextSeconds: 900)],
    failed: [.init(reason: "order failed", names: 1, nextSeconds: nil)],
    limits: [.init(limit: "new-orders", used: 300, of: 300, opensSeconds: 36)])

  @Test func readsForPeople() {
    #expect(
      StatusText.block(status) == """
        Pending  2 of 10
          k3x9  submitted  1m 30s  a.example b.example
          q7    unknown    1m 30s  \(String(repeating: "c", count: 52))…

        Waiting
          dns.nxdomain  412 names  next try in 15m

        Failed
          order failed  1 name

        Limits
          new-orders  300 of 300  room again in 36s

        """)
  }

  @Test func aFullLedgerHasRoomWhenAnOrderEnds() {
    var full = StatusModel(at: Samples.checkedAt, cap: 10)
    full.limits = [StatusModel.Limit(limit: "pending-orders", used: 10, of: 10, opensSeconds: 7200)]
    let text = StatusText.block(full)
    #expect(text.contains("pending-orders  10 of 10  room again when an order ends, in 2h at the latest\n"), "\(text)")
  }

  @Test func anEmptyLedgerIsOneLine() {
    #expect(StatusText.block(StatusModel(at: Samples.checkedAt, cap: 10)) == "Pending  0 of 10\n")
  }

  @Test func holdsWhatTheContractSays() throws {
    var writer = JSONWriter()
    StatusJSON.write(status, to: &writer)
    let json = try JSONValue(parsing: writer.bytes)
    #expect(json["schema"]?.string == "preflight.status/1")
    #expect(json["pending"]?["count"]?.int == 2)
    #expect(json["pending"]?["cap"]?.int == 10)
    #expect(json["pending"]?["orders"]?.array?.first?["names"]?.strings == ["a.example", "b.example"])
    #expect(json["waiting"]?.array?.first?["nextSeconds"]?.int == 900)
    #expect(json["limits"]?.array?.first?["opensSeconds"]?.int == 36)
  }
}
