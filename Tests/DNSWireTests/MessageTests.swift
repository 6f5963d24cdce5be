import Addressing
import DNSWire
import Testing

@Suite("Messages")
struct MessageTests {
  @Test("round trip with every kind of data")
  func roundTrip() throws {
    let caa = CAARecord(flags: 128, tag: Array("issue".utf8), value: Array("letsencrypt.org".utf8))
    let owner = name("example.com")
    let message = Message(
      id: 0x1234, isAuthoritative: true, recursionAvailable: false, authenticatedData: true, responseCode: .badVers,
      question: Question(name: owner, type: .a),
      answers: [
        try address("192.0.2.1", at: "example.com"), try address("2001:db8::1", at: "www.example.com"),
        cname("x.example.net", at: "a.example.com"),
        ResourceRecord(name: owner, type: .ns, ttl: 60, data: .ns(name("ns1.example.net"))),
        ResourceRecord(name: owner, type: .txt, ttl: 1, data: .txt([Array("one".utf8), [], [0, 255]])),
        ResourceRecord(name: owner, type: .caa, ttl: 1, data: .caa(caa)),
        ResourceRecord(name: .root, type: RecordType(rawValue: 65280), ttl: 0, data: .other([1, 2, 3])),
        ResourceRecord(name: owner, type: .https, ttl: 0, data: .other([])),
      ],
      authorities: [soa(ttl: 900, minimum: 60)], glue: [try address("192.0.2.53", at: "ns1.example.net")],
      edns: EDNS(
        udpPayloadSize: 512, errors: [ExtendedError(code: 7, text: "expired in May"), ExtendedError(code: 22)]))
    #expect(try Message(parsing: message.encoded()) == message)
  }

  static let header = "0001 8180 0001 0001 0000 0000 "
  static let question = "01 \"a\" 03 \"com\" 00 0001 0001 "

  @Test(
    "names may be compressed in owner and data",
    arguments: [
      // Owner points to the question, data to its "com" at octet 14.
      ("c00c 0005 0001 0000000a 0004 01 \"b\" c00e", "a.com", "b.com"),
      // A label before a pointer, and capital letters.
      ("03 \"WWW\" c00c 0005 0001 0000000a 0002 c00c", "www.a.com", "a.com"),
      ("00 0005 0001 0000000a 0001 00", ".", "."),
    ])
  func compression(record: String, owner: String, target: String) throws {
    let message = try Message(parsing: octets(Self.header + Self.question + record))
    #expect(message.answers == [cname(target, at: owner, ttl: 10)])
  }

  @Test(
    "what is broken is an error with its place",
    arguments: [
      ("", .truncated, 0), ("0001 8180 0000 0000 0000 00", .truncated, 10),
      ("0001 8180 0002 0000 0000 0000", .manyQuestions, 4),
      ("0001 8180 0001 0000 0000 0000 01 \"a\" 00 0001 0003", .badClass, 17),
      ("0001 8180 0001 0000 0000 0000 40 \"a\"", .labelTooLong, 12),
      ("0001 8180 0001 0000 0000 0000 05 \"a\"", .truncated, 14),
      ("0001 8180 0001 0000 0000 0000 c0", .truncated, 13),
      ("0001 8180 0000 0000 0000 0000 00", .trailingBytes, 12),
      // To itself, forward, into the header, and a label that leads back into its own name.
      ("0001 8180 0001 0000 0000 0000 c00c 0001 0001", .badPointer, 12),
      ("0001 8180 0001 0000 0000 0000 c00e 00 0001 0001", .badPointer, 12),
      ("0001 8180 0001 0000 0000 0000 c000 0001 0001", .badPointer, 12),
      ("0001 8180 0001 0000 0000 0000 01 \"a\" c00c 0001 0001", .badPointer, 14),
      (header + question + "c00c 0001 0001 0000000a 0005 01020304", .truncated, 39),
      (header + question + "c00c 0001 0001 0000000a 0003 010203", .badLength, 35),
      (header + question + "c00c 001c 0001 0000000a 0004 01020304", .badLength, 35),
      (header + question + "c00c 0005 0001 0000000a 0003 c00c 00", .badLength, 35),
      (header + question + "c00c 0010 0001 0000000a 0002 02 41", .badLength, 36),
      (header + question + "c00c 0006 0001 0000000a 0004 c00c c00c", .truncated, 39),
      (header + question + "c00c 0001 0001 0000000a 0004 01020304 00", .trailingBytes, 39),
      ("0001 8180 0000 0000 0000 0001 01 \"a\" 00 0029 04d0 00000000 0000", .badOPT, 12),
      ("0001 8180 0000 0000 0000 0002 00 0029 04d0 00000000 0000 00 0029 04d0 00000000 0000", .badOPT, 23),
      ("0001 8180 0000 0000 0000 0001 00 0029 04d0 00000000 0004 000f 0009", .badLength, 27),
      ("0001 8180 0000 0000 0000 0001 00 0029 04d0 00000000 0005 000f 0001 00", .badLength, 27),
    ] as [(String, WireError.Code, Int)])
  func broken(dump: String, code: WireError.Code, offset: Int) {
    #expect(fault(octets(dump)) == WireError(code, at: offset))
  }

  @Test("a CAA record that is none stays as it came", arguments: ["00", "00 05 41", "00 02 41", "80 ff 41", ""])
  func noCAA(data: String) throws {
    let octets = octets(data)
    let length = String(octets.count, radix: 16)
    let head = "0001 8180 0001 0001 0000 0000 01 \"a\" 00 0101 0001 c00c 0101 0001 0000000a "
    let message = try Message(parsing: DNSWireTests.octets(head + "000\(length) ") + octets)
    #expect(message.answers.map(\.data) == [.other(octets)])
    #expect(try Message(parsing: message.encoded()) == message)
  }

  @Test("a name that pointers make longer than 255 octets is refused")
  func pointersGrow() {
    // Each record's owner is a label of 63 and a pointer to the owner before: the fourth has 257 octets.
    var bytes = octets("0001 8180 0000 0005 0000 0000")
    var previous: Int?
    for _ in 0..<5 {
      let start = bytes.count
      bytes += [63] + [UInt8](repeating: 0x61, count: 63)
      bytes += previous.map { [0xc0 | UInt8($0 >> 8), UInt8($0 & 255)] } ?? [0]
      bytes += octets("0010 0001 0000000a 0001 00")
      previous = start
    }
    #expect(fault(bytes)?.code == .nameTooLong)
  }

  @Test(
    "a way of more pointers than a name has labels is refused",
    arguments: [(126, true), (128, false), (4000, false)])
  func manyPointers(_ count: Int, _ isRead: Bool) {
    // Pointers, each to the one before, in the data of an unknown type; the last owner walks them all.
    let length = 2 + 2 * count
    var bytes = octets("0001 8180 0000 0002 0000 0000 00 ff00 0001 00000000")
    bytes += [UInt8(length >> 8), UInt8(length & 255), 0, 0]
    let first = bytes.count - 1
    for index in 0..<count {
      let target = index == 0 ? first : first + 1 + 2 * (index - 1)
      bytes += [0xc0 | UInt8(target >> 8), UInt8(target & 255)]
    }
    let last = bytes.count - 2
    bytes += [0xc0 | UInt8(last >> 8), UInt8(last & 255)] + octets("0001 0001 0000000a 0004 01020304")
    #expect(fault(bytes)?.code == (isRead ? nil : .badPointer))
  }

  @Test("records of another class are left out, and a TTL with its highest bit means 0")
  func classAndTTL() throws {
    let records = "c00c 0001 0003 0000000a 0002 0102 c00c 0001 0001 80000001 0004 01020304"
    let dump = "0001 8180 0001 0002 0000 0000 " + Self.question + records
    #expect(try Message(parsing: octets(dump)).answers == [try address("1.2.3.4", at: "a.com", ttl: 0)])
  }

  @Test("of a truncated message header and question are read, records only where all are whole")
  func truncated() throws {
    let whole = Message(
      isTruncated: true, question: Question(name: name("a.com"), type: .a),
      answers: [try address("192.0.2.1", at: "a.com")])
    let bytes = whole.encoded()
    #expect(try Message(parsing: bytes) == whole)
    for count in 23..<bytes.count {
      let message = try Message(parsing: Array(bytes.prefix(count)))
      #expect(message.isTruncated && message.question == whole.question)
      #expect(message.answers.isEmpty && message.edns == nil)
    }
    #expect(throws: WireError.self) { try Message(parsing: Array(bytes.prefix(20))) }
  }

  @Test("the additional section is checked and passed over")
  func additional() throws {
    let dump = "0001 8180 0001 0000 0000 0002 " + Self.question
    let glue = "02 \"ns\" c00c 0001 0001 0000000a 0004 01020304 "
    let message = try Message(parsing: octets(dump + glue + "00 0029 04d0 01008000 0000"))
    #expect(message.responseCode == ResponseCode(rawValue: 16))
    #expect(message.edns == EDNS(dnssecOK: true))
  }

  @Test("a server's extended errors are read, bounded and repaired")
  func extendedErrors() throws {
    let long = String(repeating: "x", count: 400)
    let many = (0..<20).map { ExtendedError(code: UInt16($0), text: long) }
    let message = Message(question: nil, edns: EDNS(errors: many))
    let errors = try #require(try Message(parsing: message.encoded()).edns).errors
    #expect(errors.map(\.code) == Array(0..<8))
    #expect(errors.allSatisfy { $0.text.utf8.count == 256 })

    let dump = "0001 8180 0000 0000 0000 0001 00 0029 04d0 00000000 000b 000f 0007 0006 ff \"bad\" 00"
    #expect(
      try Message(parsing: octets(dump)).edns?.errors == [ExtendedError(code: 6, text: "\u{fffd}bad")])
  }

  @Test("garbage never gets further than an error")
  func garbage() throws {
    var dice = Dice(state: 1)
    let seed = Message(
      question: Question(name: name("www.example.com"), type: .a),
      answers: [cname("b.example.com", at: "www.example.com"), try address("192.0.2.1", at: "b.example.com")],
      authorities: [soa(ttl: 1, minimum: 2)], edns: EDNS(errors: [ExtendedError(code: 1, text: "why")])
    ).encoded()
    for _ in 0..<20_000 {
      var bytes = seed
      for _ in 0..<Int.random(in: 1...4, using: &dice) {
        bytes[Int.random(in: 0..<bytes.count, using: &dice)] = UInt8.random(in: 0...255, using: &dice)
      }
      if Bool.random(using: &dice) { bytes.removeLast(Int.random(in: 1..<bytes.count, using: &dice)) }
      guard let message = try? Message(parsing: bytes) else { continue }
      // What is read can be written and read again, unless another class or type took part of it away.
      _ = try? Message(parsing: message.encoded())
      _ = message.resolveChain(from: name("www.example.com"), type: .a, limit: 8)
      for record in message.answers { #expect(DNSName(record.name.description) == record.name) }
    }
    for _ in 0..<5000 {
      let bytes = (0..<Int.random(in: 0...200, using: &dice)).map { _ in UInt8.random(in: 0...255, using: &dice) }
      _ = fault(bytes)
    }
  }
}
