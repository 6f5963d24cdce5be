/// The beginning of a stranger's text, its ASCII letters in lower case: what signatures are looked for in. Work is the
/// length of the text times the length of the needle at worst, and both are bounded.
struct BoundedText: Sendable {
  let octets: [UInt8]

  /// Octets behind the limit are not looked at.
  init(_ text: some Sequence<UInt8>, limit: Int) {
    octets = text.prefix(limit).map { (0x41...0x5a).contains($0) ? $0 | 0x20 : $0 }
  }

  var isEmpty: Bool { octets.isEmpty }

  /// - Parameter needle: In lower case.
  func contains(_ needle: String) -> Bool { offset(of: needle, from: 0) != nil }

  func hasPrefix(_ prefix: String) -> Bool { octets.starts(with: prefix.utf8) }

  /// Where the needle begins, at or behind `start`.
  func offset(of needle: String, from start: Int) -> Int? {
    let needle = Array(needle.utf8)
    guard let first = needle.first, start >= 0, octets.count - start >= needle.count else { return nil }
    var at = start
    while at <= octets.count - needle.count {
      if octets[at] == first, octets[at...].starts(with: needle) { return at }
      at += 1
    }
    return nil
  }

  /// The number written in decimal behind the needle, at most four digits; nil where there is none.
  func number(behind needle: String) -> Int? {
    guard let start = offset(of: needle, from: 0) else { return nil }
    let digits = octets[(start + needle.utf8.count)...].prefix(5).prefix { (0x30...0x39).contains($0) }
    guard (1...4).contains(digits.count) else { return nil }
    return digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
  }
}
