import DNSWire
import Testing

@testable import Readiness

@Suite("Which names a CA takes")
struct NamePolicyTests {
  /// Stands for IDNA: what it would say of the few names here.
  static func toASCII(_ text: String) -> String? {
    switch text {
    case "Bücher.example.de", "bücher.example.de": "xn--bcher-kva.example.de"
    case "例え.jp": "xn--r8jz45g.jp"
    case "bücher", "bu\u{308}cher": "xn--bcher-kva"
    case "BÜCHER": "xn--bcher-kva"
    default: nil
    }
  }

  private func evaluate(_ input: String, _ method: ValidationMethod = .http01) -> Result<CandidateName, RefusedName> {
    NamePolicy(method: method).evaluate(input, toASCII: Self.toASCII)
  }

  @Test(
    "accepted, and what becomes of them",
    arguments: [
      ("shop.example.com", "shop.example.com", "example.com"),
      ("Shop.Example.COM.", "shop.example.com", "example.com"),
      (" shop.example.com", "shop.example.com", "example.com"),
      ("shop.example.com\t ", "shop.example.com", "example.com"),
      ("shop。example．com｡", "shop.example.com", "example.com"),
      ("Bücher.example.de", "xn--bcher-kva.example.de", "example.de"),
      ("例え。jp", "xn--r8jz45g.jp", "xn--r8jz45g.jp"),
      ("xn--bcher-kva.de", "xn--bcher-kva.de", "xn--bcher-kva.de"),
      // Not what IDNA takes today, and the CA decodes only.
      ("xn--ls8h.la", "xn--ls8h.la", "xn--ls8h.la"),
      ("xn--BCHER-6ra.de", "xn--bcher-6ra.de", "xn--bcher-6ra.de"),
      ("a.b.c.d.e.f.g.h.example.com", "a.b.c.d.e.f.g.h.example.com", "example.com"),
      ("1.2.3.com", "1.2.3.com", "3.com"), ("x--y.com", "x--y.com", "x--y.com"),
      // Private suffixes are accepted, and counted by the whole list.
      ("github.io", "github.io", "github.io"), ("me.github.io", "me.github.io", "me.github.io"),
      ("a.co.uk", "a.co.uk", "a.co.uk"), ("www.ck", "www.ck", "www.ck"),
      (NamePolicyTests.name253, NamePolicyTests.name253, "example.com"),
    ])
  func accepted(input: String, ascii: String, registered: String) throws {
    let candidate = try evaluate(input).get()
    #expect(candidate.input == input)
    #expect(candidate.ascii == ascii)
    #expect(candidate.base.description == ascii)
    #expect(candidate.registeredDomain == registered)
    #expect(!candidate.isWildcard)
  }

  @Test("a wildcard is taken for dns-01", arguments: ["*.example.com", "*.Example.COM."])
  func wildcard(input: String) throws {
    let candidate = try evaluate(input, .dns01).get()
    #expect(candidate.ascii == "*.example.com")
    #expect(candidate.isWildcard)
    #expect(candidate.base.description == "example.com")
    #expect(candidate.registeredDomain == "example.com")
  }

  static let label63 = String(repeating: "a", count: 63)
  /// 3 × 64 + 50 + 11 = 253.
  static let name253 =
    [label63, label63, label63, String(repeating: "b", count: 49), "example.com"].joined(separator: ".")

  @Test(
    "refused",
    arguments: [
      ("", "name.invalid"), (".", "name.invalid"), ("*.", "name.invalid"),
      ("a..example.com", "name.invalid"), (".example.com", "name.invalid"), ("example.com..", "name.invalid"),
      ("under_score.example.com", "name.invalid"), ("sp ace.com", "name.invalid"),
      (" ", "name.invalid"), ("。", "name.invalid"), ("[2001:db8::1]:443", "name.ip-address"),
      ("http://192.0.2.1/x", "name.ip-address"), ("192.0.2.1:80", "name.ip-address"),
      ("https://[2001:db8::1]:8443/", "name.ip-address"), ("fe80::1%eth0", "name.ip-address"),
      ("root@192.0.2.1", "name.ip-address"), ("a:b:c.com", "name.invalid"), ("[shop.com]", "name.invalid"),
      ("admin@localhost", "name.invalid"), ("*.com", "name.public-suffix"), ("*.github.test", "name.reserved"),
      ("a\u{1b}[1m.com", "name.invalid"),
      ("https://shop.example.com/", "name.invalid"), ("shop.example.com:443", "name.invalid"),
      ("-a.com", "name.invalid"), ("a-.com", "name.invalid"), ("a.-", "name.invalid"),
      ("ab--cd.com", "name.invalid"), ("xn--.com", "name.invalid"), ("xn--99999999.com", "name.invalid"),
      ("xn--bucher-xyd.de", "name.invalid"),  // "bücher" with a combining diaeresis: not NFC.
      ("ungültig.example.de", "name.invalid"), ("server", "name.invalid"),
      ("*.*.example.com", "name.invalid"), ("a.*.example.com", "name.invalid"), ("*a.example.com", "name.invalid"),
      ("*", "name.invalid"), ("**.example.com", "name.invalid"),
      (name253.replacing("bb.", with: "bbb.", maxReplacements: 1), "name.too-long"),
      (label63 + "a.com", "name.too-long"), ("a.b.c.d.e.f.g.h.i.example.com", "name.too-long"),
      (String(repeating: "a", count: 5000), "name.too-long"),
      ("192.0.2.1", "name.ip-address"), ("2001:db8::1", "name.ip-address"), ("[2001:db8::1]", "name.ip-address"),
      ("192.0.2.1.", "name.ip-address"), ("*.192.0.2.1", "name.ip-address"),
      ("co.uk", "name.public-suffix"), ("CO.UK.", "name.public-suffix"), ("foo.ck", "name.public-suffix"),
      ("*.co.uk", "name.public-suffix"),
      ("shop.example.notatld", "name.unknown-suffix"), ("1.2.3.4.5", "name.unknown-suffix"),
      ("localhost", "name.reserved"), ("printer.local", "name.reserved"), ("a.b.test", "name.reserved"),
      ("example", "name.reserved"), ("x.internal", "name.reserved"), ("1.2.0.192.in-addr.arpa", "name.reserved"),
      ("abc.onion", "name.reserved"), ("*.lan", "name.reserved"),
      ("*.example.com", "name.wildcard-needs-dns"),
    ])
  func refused(input: String, code: String) throws {
    guard case .failure(let refusal) = evaluate(input) else {
      Issue.record("accepted")
      return
    }
    #expect(refusal.finding.code.rawValue == code)
    #expect(refusal.finding.severity == .blocker)
    #expect(!refusal.finding.remedy.isEmpty)
    #expect(refusal.finding.summary.hasSuffix("."))
    #expect(refusal.input == input)
  }

  @Test(
    "the remedy names what to type instead",
    arguments: [
      ("https://Shop.example.com/cart?x=1", "Type the host name alone: shop.example.com"),
      ("shop.example.com:8443", "Type the host name alone: shop.example.com"),
      ("admin@example.com", "Type the host name alone: example.com"),
      ("example.com/", "Type the host name alone: example.com"),
      ("https://bücher.example.de/", "Type the host name alone: bücher.example.de"),
      ("*.example.com/", "Type the host name alone: *.example.com"),
      ("//shop.example.com", "Type the host name alone: shop.example.com"),
      ("https://user:pw@shop.example.com:8443/x@y", "Type the host name alone: shop.example.com"),
      ("http://", "Type the host name alone, such as www.example.com."),
      ("https://a b/", "Type the host name alone, such as www.example.com."),
      ("what is this", "Type the host name alone, such as www.example.com."),
      ("co.uk", "Type a name that is registered below it, such as www.example.co.uk."),
      ("*.example.com", "Use --method dns-01, or give the names one by one, such as www.example.com."),
    ])
  func remedy(input: String, remedy: String) {
    guard case .failure(let refusal) = evaluate(input) else {
      Issue.record("accepted")
      return
    }
    #expect(refusal.finding.remedy == remedy)
  }

  @Test("a refused name is reported in the form in which it would be looked up")
  func refusedName() {
    for (input, name) in [
      ("CO.UK.", "co.uk"), ("ungültig.de", "ungültig.de"), ("*.Example.com", "*.example.com"), (" CO.UK ", "co.uk"),
    ] {
      guard case .failure(let refusal) = evaluate(input) else {
        Issue.record("accepted")
        continue
      }
      #expect(refusal.name == name)
    }
  }

  @Test("garbage is refused or accepted, and nothing else happens")
  func garbage() {
    var dice = Dice(state: 9)
    let alphabet = Array("ab-.xn*_/:@[]%ü0é\u{202e}\u{0} ".unicodeScalars)
    for _ in 0..<5000 {
      var text = String.UnicodeScalarView()
      for _ in 0..<Int.random(in: 0...30, using: &dice) {
        text.append(alphabet[Int(dice.next() % UInt64(alphabet.count))])
      }
      _ = evaluate(String(text) + ".com")
    }
  }
}
