import DNSWire
import Network
import Readiness

extension FuzzTarget {
  /// Names as people type them: what is accepted is a name for a CA, and the same however it is written.
  static let names = FuzzTarget(
    "names",
    samples: [
      "www.example.com", "*.Example.COM.", "bücher.de", "例え。jp", "xn--bcher-kva.de", "https://shop.example.com:443/x",
      "info@example.com", "[2001:db8::1]:80", "192.0.2.1", "💩.la", "a.b.co.uk", "me.github.io",
    ],
    words: [
      ".", "*.", "-", "--", "xn--", "_", "://", ":", "@", "[", "]", "%", "。", "ß", "\u{200d}", "\u{308}", "\u{202e}",
      "\u{0}", " ", "co.uk", "com", "test", String(repeating: "a", count: 63), "é", "I\u{307}",
    ], limit: 700
  ) { input in
    let text = String(decoding: input, as: UTF8.self)
    let policy = policy
    let ascii: String
    switch policy.evaluate(text, toASCII: { IDNA.toASCII($0) }) {
    case .failure(let refusal):
      return fault(ofText: refusal.finding.summary, limit: 1200) ?? fault(ofText: refusal.finding.remedy, limit: 3000)
    case .success(let candidate): ascii = candidate.ascii
    }
    let base = ascii.hasPrefix("*.") ? String(ascii.dropFirst(2)) : ascii
    let labels = base.split(separator: ".", omittingEmptySubsequences: false)
    guard base.utf8.count <= 253, (2...10).contains(labels.count), DNSName(base) != nil,
      labels.allSatisfy({ label in
        (1...63).contains(label.utf8.count) && label.first != "-" && label.last != "-"
          && label.utf8.allSatisfy { (0x61...0x7a).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2d }
      })
    else { return "accepted as \(ascii)" }
    if PublicSuffixList.embedded.icannSuffix(of: base).map({ $0 == base }) ?? true { return "\(ascii) is a suffix" }
    for form in [ascii, ascii.uppercased(), ascii + ".", " \(ascii)\t"] {
      guard case .success(let again) = policy.evaluate(form, toASCII: { IDNA.toASCII($0) }), again.ascii == ascii else {
        return "\(ascii) is not the same as \(form)"
      }
    }
    return nil
  }

  private static let policy = NamePolicy(method: .dns01)

  /// Public Suffix Lists: a suffix is the end of the name, and case is nothing.
  static let suffixes = FuzzTarget(
    "suffixes",
    samples: [
      "// ===BEGIN ICANN DOMAINS===\ncom\nco.uk\n*.ck\n!www.ck\n公司.cn\n// ===END ICANN DOMAINS===\ngithub.io\n",
      "// ===BEGIN ICANN DOMAINS===\r\ncom\r\n\r\n// comment\r\nnet behind",
    ],
    words: [
      "\n", "// ===BEGIN ICANN DOMAINS===\n", "// ===END ICANN DOMAINS===", "//", "*.", "!", ".", "com", "é", "公司",
      " ", "\u{0}", "xn--", "COM", "\u{feff}",
    ]
  ) { input in
    guard let list = try? PublicSuffixList(parsing: input) else { return nil }
    let words = input.split { $0 == 10 || $0 == 13 || $0 == 32 }.prefix(6).map { String(decoding: $0, as: UTF8.self) }
    for word in words + ["www.example.com", "a.b.www.ck"] {
      for name in [word, "a." + word, "b.a." + word] {
        let suffix = list.icannSuffix(of: name)
        let domain = list.registeredDomain(of: name)
        if suffix != list.icannSuffix(of: name.uppercased()), name.utf8.allSatisfy({ $0 < 0x80 }) {
          return "case counts"
        }
        for end in [suffix, domain].compactMap(\.self) where !isEnd(end, of: name) {
          return "\(end) does not end \(name)"
        }
        if let suffix, let domain, suffix.utf8.count > domain.utf8.count, !isEnd(domain, of: suffix) {
          return "\(domain) and \(suffix) of \(name)"
        }
      }
    }
    return nil
  }

  private static func isEnd(_ end: String, of name: String) -> Bool {
    let name = Array(name.utf8).map { (0x41...0x5a).contains($0) ? $0 + 32 : $0 }
    let end = Array(end.utf8)
    guard name.suffix(end.count).elementsEqual(end) else { return false }
    return name.count == end.count || name[name.count - end.count - 1] == UInt8(ascii: ".")
  }
}
