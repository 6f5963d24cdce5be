import Addressing
import DNSWire

extension FuzzTarget {
  private static func name(_ text: String) -> DNSName { DNSName(text) ?? .root }

  private static let wireSamples: [[UInt8]] = {
    let owner = name("www.example.com")
    let question = Question(name: owner, type: .a)
    func record(_ type: RecordType, _ data: RecordData, at place: DNSName = owner) -> ResourceRecord {
      ResourceRecord(name: place, type: type, ttl: 300, data: data)
    }
    let caa = CAARecord(flags: 128, tag: Array("issue".utf8), value: Array("letsencrypt.org".utf8))
    let soa = SOA(primary: name("ns.example.com"), mailbox: name("a.example.com"), serial: 1)
    let messages = [
      Message(
        question: question,
        answers: [
          record(.cname, .cname(name("b.example.com"))), record(.a, .address(.v4(1)), at: name("b.example.com")),
        ]),
      Message(
        question: Question(name: owner, type: .caa), answers: [record(.caa, .caa(caa)), record(.caa, .caa(caa))]),
      Message(question: Question(name: owner, type: .txt), answers: [record(.txt, .txt([[65, 66], [], [67]]))]),
      Message(
        responseCode: .nxDomain, question: question, authorities: [record(.soa, .soa(soa), at: name("example.com"))],
        edns: EDNS(errors: [ExtendedError(code: 6, text: "why")])),
      Message(isTruncated: true, question: question, answers: [record(.aaaa, .address(.ipv6(7)))]),
      Message(question: nil, answers: [record(.https, .other([0, 1, 2])), record(.ns, .ns(owner))], edns: nil),
      Message(
        responseCode: .badVers, question: Question(name: .root, type: .ns),
        answers: [record(.ns, .ns(owner), at: .root)]),
    ]
    return messages.map { $0.encoded() }
  }()

  /// Messages: what is read can be written and is read again as the same.
  static let message = FuzzTarget(
    "message", samples: wireSamples,
    words: ["\u{0}", "\u{3}www", "\u{0}\u{1}\u{0}\u{1}", "\u{0}\u{29}", "\u{0}\u{f}\u{0}\u{2}", "\u{1}\u{1}"],
    limit: 2048
  ) { input in
    guard let message = try? Message(parsing: input) else { return nil }
    let records = message.answers + message.authorities
    // Root, type, class, TTL and length are 11 octets.
    if records.count > input.count / 11 { return "\(records.count) records from \(input.count) octets" }
    let written = message.encoded()
    guard let again = try? Message(parsing: written) else { return "what was written cannot be read" }
    // What is not UTF-8 is repaired, and grows over the bound by it.
    let isRepaired = message.edns?.errors.contains { $0.text.unicodeScalars.contains("\u{fffd}") } ?? false
    if again != message, !isRepaired { return "read again as another message" }
    if again.encoded() != written, !isRepaired { return "written again as other octets" }
    for record in records {
      if let reason = fault(of: record.name) { return reason }
    }
    for type in [RecordType.a, .caa, .txt] {
      let chain = message.resolveChain(from: message.question?.name ?? .root, type: type, limit: 8)
      if chain.cnames.count > 8 { return "a chain of \(chain.cnames.count) aliases" }
    }
    return nil
  }

  /// Names as text: what is read is shown as text that reads as the same, in any case of letters.
  static let dnsName = FuzzTarget(
    "dns-name", samples: ["www.example.com", "a\\.b.example", "\\000\\255.x.", "*.a_b.c", "."],
    words: [".", "\\", "\\046", "\\256", "a", "xn--", String(repeating: "a", count: 63), "é"], limit: 600
  ) { input in
    guard let name = DNSName(String(decoding: input, as: UTF8.self)) else { return nil }
    var query: [UInt8] = []
    Query(name: name, type: .caa).encode(id: 9, into: &query)
    if query.count > Query.maximumOctets { return "a query of \(query.count) octets" }
    guard let message = try? Message(parsing: query), message.question?.name == name else {
      return "asked for as another name"
    }
    return fault(of: name)
  }

  private static func fault(of name: DNSName) -> String? {
    if name.wire.count > 255 { return "a name of \(name.wire.count) octets" }
    let text = "\(name)"
    if !text.utf8.allSatisfy({ (0x21...0x7e).contains($0) }) { return "shown with other than plain ASCII" }
    if DNSName(text) != name { return "\(text) reads as another name" }
    if DNSName(text.uppercased()) != name { return "\(text) is another name in capitals" }
    var current = name
    var steps = 0
    while let parent = current.parent {
      if !current.hasSuffix(parent) || !name.hasSuffix(parent) { return "\(text) is not below \(parent)" }
      current = parent
      steps += 1
    }
    return steps == name.labelCount && current.isRoot ? nil : "\(text) has \(steps) parents"
  }
}
