import Network
import Readiness
import Testing

/// Names in other letters, through libcurl's IDNA.
@Suite struct InternationalNameTests {
  private func form(_ input: String) -> String {
    switch NamePolicy(method: .dns01).evaluate(input, toASCII: { IDNA.toASCII($0) }) {
    case .success(let candidate): candidate.ascii
    case .failure(let refusal): "\(refusal.finding.code)"
    }
  }

  @Test(arguments: [
    ("Bücher.de", "xn--bcher-kva.de"), ("BÜCHER.DE", "xn--bcher-kva.de"), ("bu\u{308}cher.de", "xn--bcher-kva.de"),
    ("XN--BCHER-KVA.de", "xn--bcher-kva.de"), ("faß.de", "xn--fa-hia.de"), ("ｓｈｏｐ．ｄｅ", "shop.de"),
    ("例え。jp。", "xn--r8jz45g.jp"), ("*。bücher.de", "*.xn--bcher-kva.de"), ("💩.la", "xn--ls8h.la"),
    // Two scripts in one label: the registry's business, not the CA's.
    ("p\u{430}ypal.com", "xn--pypal-4ve.com"),
    // A joiner that Devanagari needs, and one that nobody needs.
    ("क्\u{200d}ष.com", "xn--11b2ezcw70k.com"), ("a\u{200d}b.com", "name.invalid"), ("👨\u{200d}👩.la", "name.invalid"),
    // What a web page leaves in the clipboard.
    ("\u{feff}shop.de", "shop.de"), ("sh\u{ad}op.de\u{200b}", "shop.de"), ("\u{a0}shop.de\u{2003}", "shop.de"),
    ("xn--bucher-xyd.de", "name.invalid"), ("xn--ü.de", "name.invalid"), ("bü_cher.de", "name.invalid"),
    ("\u{202e}shop.de", "name.invalid"), ("ü" + String(repeating: "a", count: 70) + ".de", "name.invalid"),
    ("münchen", "name.invalid"), ("公司.cn", "name.public-suffix"), ("x.公司.cn", "x.xn--55qx5d.cn"),
  ])
  func isBroughtIntoItsASCIIForm(_ input: String, _ expected: String) {
    #expect(form(input) == expected)
  }

  @Test func aNameWhoseJoinerWouldBeDroppedIsNotReportedAsTheOther() {
    let result = NamePolicy(method: .http01).evaluate("a\u{200d}b.com", toASCII: { IDNA.toASCII($0) })
    guard case .failure(let refusal) = result else {
      Issue.record("accepted")
      return
    }
    #expect(refusal.name == "a\u{200d}b.com")
    #expect(refusal.finding.summary.contains("joiner"))
  }
}
