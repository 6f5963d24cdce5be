import DNSWire
import Testing

@Suite("Queries")
struct QueryTests {
  @Test(
    "are written bit by bit",
    arguments: [
      (
        Query(name: name("example.com"), type: .a),
        "abcd 0120 0001 0000 0000 0001 07 \"example\" 03 \"com\" 00 0001 0001 00 0029 04d0 00000000 0000"
      ),
      (
        Query(name: name("a.b"), type: .caa, recursionDesired: false, authenticatedData: false, udpPayloadSize: nil),
        "abcd 0000 0001 0000 0000 0000 01 \"a\" 01 \"b\" 00 0101 0001"
      ),
      (
        Query(name: .root, type: .ns, checkingDisabled: true, dnssecOK: true, udpPayloadSize: 4096),
        "abcd 0130 0001 0000 0000 0001 00 0002 0001 00 0029 1000 00008000 0000"
      ),
    ])
  func encodes(query: Query, dump: String) {
    var bytes: [UInt8] = [0xff]
    query.encode(id: 0xabcd, into: &bytes)
    #expect(bytes == [0xff] + octets(dump))
  }

  @Test("read back as what was asked")
  func roundTrip() throws {
    var bytes: [UInt8] = []
    Query(name: name("Shop.Example.com"), type: .aaaa, checkingDisabled: true, dnssecOK: true).encode(
      id: 7, into: &bytes)
    let message = try Message(parsing: bytes)
    #expect(message.id == 7)
    #expect(!message.isResponse)
    #expect(message.question == Question(name: name("shop.example.com"), type: .aaaa))
    #expect(message.checkingDisabled && message.authenticatedData && message.recursionDesired)
    #expect(message.edns == EDNS(udpPayloadSize: 1232, dnssecOK: true))
    #expect(bytes.withUnsafeBytes { Message.id(of: $0) } == 7)
    #expect(bytes.prefix(11).withUnsafeBytes { Message.id(of: $0) } == nil)
  }

  @Test("of the longest name have the octets that are said")
  func longest() throws {
    var bytes: [UInt8] = []
    Query(name: try #require(DNSName(DNSNameTests.longest)), type: .a).encode(id: 1, into: &bytes)
    #expect(bytes.count == Query.maximumOctets)
  }
}
