import Addressing
import DNSWire
import Testing

@Suite("Aliases")
struct ChainTests {
  private func chain(_ answers: [ResourceRecord], limit: Int = 4) -> Chain {
    Message(question: Question(name: name("a"), type: .a), answers: answers)
      .resolveChain(from: name("a"), type: .a, limit: limit)
  }

  @Test("none")
  func direct() throws {
    let records = [try address("192.0.2.1", at: "a", ttl: 60), try address("192.0.2.2", at: "a", ttl: 30)]
    #expect(chain(records) == Chain(records: records, outcome: .found, minimumTTL: 30))
    // Another name's, another type's.
    #expect(chain([try address("192.0.2.1", at: "b"), try address("::1", at: "a")]) == Chain(outcome: .noData))
  }

  @Test("are followed in whatever order they come, and their TTLs count")
  func followed() throws {
    let end = try address("192.0.2.1", at: "c", ttl: 300)
    let records = [end, cname("c", at: "b", ttl: 20), cname("b", at: "a", ttl: 40)]
    #expect(
      chain(records) == Chain(cnames: [name("b"), name("c")], records: [end], outcome: .found, minimumTTL: 20))
  }

  @Test("may lead to nothing")
  func dangling() {
    #expect(
      chain([cname("b", at: "a", ttl: 9)]) == Chain(cnames: [name("b")], outcome: .noData, minimumTTL: 9))
  }

  @Test("in a circle are seen", arguments: [["a"], ["b", "a"], ["b", "c", "b"]])
  func loop(way: [String]) {
    let records = zip(["a"] + way, way).map { cname($1, at: $0) }
    #expect(chain(records).outcome == .loop)
  }

  @Test("are followed up to the limit", arguments: [(4, Chain.Outcome.found), (3, .tooLong)])
  func limit(limit: Int, outcome: Chain.Outcome) throws {
    let names = ["a", "b", "c", "d", "e"]
    let records = zip(names, names.dropFirst()).map { cname($1, at: $0) } + [try address("192.0.2.1", at: "e")]
    #expect(chain(records, limit: limit).outcome == outcome)
  }

  @Test("asked for themselves are records")
  func asked() {
    let records = [cname("b", at: "a")]
    let found = Message(question: nil, answers: records).resolveChain(from: name("a"), type: .cname, limit: 4)
    #expect(found.outcome == .found && found.records == records)
  }

  @Test("a negative answer is kept for the lesser of the SOA's times", arguments: [(900, 60, 60), (30, 60, 30)])
  func negative(ttl: UInt32, minimum: UInt32, expected: UInt32) {
    #expect(Message(question: nil, authorities: [soa(ttl: ttl, minimum: minimum)]).negativeTTL == expected)
    #expect(Message(question: nil).negativeTTL == nil)
  }
}
