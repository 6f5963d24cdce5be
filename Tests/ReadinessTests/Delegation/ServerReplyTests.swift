import Addressing
import DNSWire
import Readiness
import Testing

/// What a name server's message counts for, by the zone it was asked for.
@Suite struct ServerReplyTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var title: String
    var code = ResponseCode.noError
    var isAuthoritative = true
    /// "OWNER A 30.1.1.1", "OWNER CNAME TARGET".
    var answers: [String] = []
    /// "OWNER NS HOST", "OWNER SOA".
    var authorities: [String] = []
    var reply: ServerReply

    var testDescription: String { title }
  }

  static let address = AddressLookup.Address(.v4(0x1e01_0101), ttl: 300)

  static let cases: [Case] = [
    Case(title: "an address", answers: ["www.a.shop A 30.1.1.1"], reply: .addresses([address], cnames: [])),
    Case(
      title: "by an alias within the zone", answers: ["www.a.shop CNAME a.shop", "a.shop A 30.1.1.1"],
      reply: .addresses([address], cnames: ["a.shop"])),
    Case(
      title: "an alias out of the zone", answers: ["www.a.shop CNAME host.b.dev"],
      reply: .alias(cnames: ["host.b.dev"], ttl: 300)),
    Case(
      title: "what it says of another zone is no more than hearsay",
      answers: ["www.a.shop CNAME host.b.dev", "host.b.dev A 30.1.1.1"],
      reply: .alias(cnames: ["host.b.dev"], ttl: 300)),
    Case(
      title: "the other zone's NXDOMAIN as well", code: .nxDomain, answers: ["www.a.shop CNAME host.b.dev"],
      reply: .alias(cnames: ["host.b.dev"], ttl: 300)),
    Case(title: "nothing", authorities: ["a.shop SOA"], reply: .noData(cnames: [], ttl: 60)),
    Case(
      title: "no such name", code: .nxDomain, authorities: ["a.shop SOA"], reply: .nxdomain(cnames: [], ttl: 60)),
    Case(
      title: "an alias of the zone's own that leads to nothing", code: .nxDomain,
      answers: ["www.a.shop CNAME gone.a.shop"], authorities: ["a.shop SOA"],
      reply: .nxdomain(cnames: ["gone.a.shop"], ttl: 60)),
    Case(title: "refused", code: .refused, isAuthoritative: false, reply: .refused),
    Case(title: "failed", code: .servFail, isAuthoritative: false, reply: .failed("SERVFAIL")),
    Case(
      title: "from a cache", isAuthoritative: false, answers: ["www.a.shop A 30.1.1.1"], reply: .notAuthoritative),
    Case(title: "NXDOMAIN from a cache", code: .nxDomain, isAuthoritative: false, reply: .notAuthoritative),
    Case(title: "empty from a cache", isAuthoritative: false, reply: .notAuthoritative),
    Case(
      title: "up to the root", isAuthoritative: false, authorities: [". NS ns.root"], reply: .upwardReferral),
    Case(
      title: "up to the zone's own name", isAuthoritative: false, authorities: ["a.shop NS ns.a.shop"],
      reply: .upwardReferral),
    Case(
      title: "down to a zone below", isAuthoritative: false, authorities: ["www.a.shop NS ns.b.dev"],
      reply: .delegated("www.a.shop")),
    Case(
      title: "an alias into a zone below", answers: ["www.a.shop CNAME x.sub.a.shop"],
      authorities: ["sub.a.shop NS ns.b.dev"], reply: .alias(cnames: ["x.sub.a.shop"], ttl: 300)),
  ]

  @Test(arguments: cases)
  func reading(_ row: Case) throws {
    let name = try #require(DNSName("www.a.shop"))
    let zone = try #require(DNSName("a.shop"))
    let message = Message(
      isAuthoritative: row.isAuthoritative, responseCode: row.code, question: Question(name: name, type: .a),
      answers: try row.answers.map(record), authorities: try row.authorities.map(record))
    #expect(ServerReply(message, to: name, .a, zone: zone) == row.reply)
  }

  private func record(_ text: String) throws -> ResourceRecord {
    let words = text.split(separator: " ").map(String.init)
    let owner = try #require(DNSName(words[0]))
    switch words[1] {
    case "A":
      return ResourceRecord(name: owner, type: .a, ttl: 300, data: .address(try #require(IPAddress(words[2]))))
    case "CNAME":
      return ResourceRecord(name: owner, type: .cname, ttl: 300, data: .cname(try #require(DNSName(words[2]))))
    case "NS":
      return ResourceRecord(name: owner, type: .ns, ttl: 300, data: .ns(try #require(DNSName(words[2]))))
    default:
      let soa = SOA(primary: owner, mailbox: owner, serial: 1, minimum: 60)
      return ResourceRecord(name: owner, type: .soa, ttl: 300, data: .soa(soa))
    }
  }
}
