import DNSWire
import Testing

@Suite("What is shown of DNS")
struct RegistryTests {
  @Test(
    "types",
    arguments: [(RecordType.a, "A"), (.caa, "CAA"), (.https, "HTTPS"), (RecordType(rawValue: 65280), "TYPE65280")]
  )
  func types(type: RecordType, shown: String) {
    #expect(type.description == shown)
  }

  @Test(
    "codes of answers",
    arguments: [
      (ResponseCode.noError, "NOERROR"), (.nxDomain, "NXDOMAIN"), (.badVers, "BADVERS"),
      (ResponseCode(rawValue: 3841), "RCODE3841"),
    ])
  func codes(code: ResponseCode, shown: String) {
    #expect(code.description == shown)
  }

  @Test(
    "extended errors",
    arguments: [
      (ExtendedError(code: 6), "DNSSEC Bogus", true),
      (ExtendedError(code: 7, text: "in May"), "Signature Expired: in May", true),
      (ExtendedError(code: 22), "No Reachable Authority", false),
      (ExtendedError(code: 30), "Invalid Query Type", false),
      (ExtendedError(code: 49152, text: "odd"), "Extended DNS error 49152: odd", false),
    ])
  func errors(error: ExtendedError, summary: String, isAboutDNSSEC: Bool) {
    #expect(error.summary == summary)
    #expect(error.isAboutDNSSEC == isAboutDNSSEC)
  }

  @Test("every registered extended error has a name and plain words", arguments: UInt16(0)...30)
  func plainWords(code: UInt16) throws {
    let error = ExtendedError(code: code)
    let words = try #require(error.plainWords)
    #expect(words.first?.isLowercase == true || words.hasPrefix("DS ") || words.hasPrefix("the "))
    #expect(words.last != "." && words.count < 120)
    #expect(error.meaning?.isEmpty == false)
    #expect(error.isAboutReaching == (code == 22 || code == 23))
    #expect(ExtendedError(code: 31).plainWords == nil)
  }

  @Test(
    "CAA records",
    arguments: [
      (0, "issue", "letsencrypt.org", #"0 issue "letsencrypt.org""#),
      (128, "ISSUE", "", #"128 ISSUE """#),
      (1, "io def", "say \"hi\"\\\u{1b}", #"1 io\032def "say \"hi\"\\\027""#),
    ])
  func caa(flags: UInt8, tag: String, value: String, shown: String) {
    #expect(CAARecord(flags: flags, tag: Array(tag.utf8), value: Array(value.utf8)).description == shown)
  }
}
