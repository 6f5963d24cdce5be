import Gate
import JSONText
import Readiness
import Reports
import Testing
import Timing

private let later = Samples.checkedAt + Duration.seconds(60)

private let kinds: [(RunEvent.Kind, line: String, keys: [String])] = [
  (.accepted(line: 3), "accepted   shop-001.shop  line 3", ["line"]),
  (.accepted(line: nil), "accepted   shop-001.shop  from the ledger", []),
  (.rejectedInput(line: 7, reason: "not UTF-8"), "rejected   line 7  not UTF-8", ["line", "reason"]),
  (.checked(verdict: .ready, findings: []), "checked    shop-001.shop  ✓ ready", ["verdict", "findings"]),
  (
    .checked(verdict: .notReady, findings: [Samples.elsewhere]),
    "checked    shop-001.shop  ✗ not ready: dns.address-elsewhere", ["verdict", "findings"]
  ),
  (
    .waiting(reason: "the cap is reached", limit: "pending", until: later),
    "waiting    shop-001.shop  the cap is reached (pending), until 05:49:12", ["reason", "limit", "until"]
  ),
  (.submitted(pending: 7, cap: 10), "submitted  shop-001.shop  pending 7/10", ["pending", "cap"]),
  (.settled(.issued, detail: ""), "settled    shop-001.shop  issued", ["outcome", "detail"]),
  (
    .settled(.rateLimited, detail: "too many orders"), "settled    shop-001.shop  rate-limited: too many orders",
    ["outcome", "detail"]
  ),
  (
    .gaveUp(verdict: .undetermined, codes: [.selfDeadline]),
    "gave up    shop-001.shop  ? undetermined: self.deadline", ["verdict", "codes"]
  ),
  (.departed, "departed   shop-001.shop  no longer points here", []),
]

@Suite struct EventTests {
  @Test func eachIsALineForPeople() {
    for (kind, line, _) in kinds {
      #expect(EventText(style: .plain).line(Samples.event(kind)) == "05:48:12 " + line)
    }
  }

  @Test func eachIsAnObjectALine() throws {
    for (kind, _, keys) in kinds {
      let line = EventJSON.line(Samples.event(kind))
      let json = try JSONValue(parsing: line.dropLast())
      #expect(line.last == 10)
      #expect(json.members?.map(\.key) == ["at", "event", "order", "names"] + keys)
      #expect(json["at"]?.string == "2026-11-23T05:48:12.250Z")
      #expect(json["event"]?.string == kind.name)
    }
  }

  @Test func anEventWithoutAnOrderSaysNull() throws {
    let event = Samples.event(.rejectedInput(line: 1, reason: "x"), names: [], order: nil)
    let json = try JSONValue(parsing: EventJSON.line(event).dropLast())
    #expect(json["order"] == .null)
    #expect(json["names"] == .array([]))
  }

  @Test func manyNamesAreCounted() {
    let event = Samples.event(.departed, names: ["a.example", "b.example", "c.example"])
    #expect(EventText(style: .plain).line(event) == "05:48:12 departed   a.example and 2 more  no longer points here")
  }

  @Test func whatToChangeStandsBelowTheCheck() {
    let event = Samples.event(.checked(verdict: .notReady, findings: [Samples.elsewhere]))
    #expect(
      EventText(style: .plain).lines(event) == """
        05:48:12 checked    shop-001.shop  ✗ not ready: dns.address-elsewhere
                            - The A record points to another server. At the DNS provider, change the A
                              record of shop.example.com from 198.51.100.7 to 203.0.113.10.

        """)
  }

  @Test func theSummaryIsABlock() throws {
    #expect(
      SummaryText.block(Samples.summary) == """
        Requests  200 accepted, 1 rejected
        Verdicts  140 ready, 59 not ready, 1 undetermined
        Orders    138 issued, 0 already current, 1 failed, 60 given up
        Pending   10 at most, cap 10
        Left      0 waiting, 1 pending (see `preflight status`)
        Time      1m 12s

        Why not ready  (preflight explain CODE says what to do)
          dns.nxdomain         40
          http.token-mismatch  19

        """)
    let json = try JSONValue(parsing: SummaryText.json(Samples.summary))
    #expect(json["issued"]?.int == 138)
    #expect(json["causes"]?.array?.first?["code"]?.string == "dns.nxdomain")
    let event = try JSONValue(parsing: EventJSON.line(Samples.event(.summary(Samples.summary), names: [], order: nil)))
    #expect(event["summary"] == json)
  }
}
