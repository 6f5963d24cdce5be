/// What differs between two ways of typing the same name, before IDNA sees it.
enum NameNotation {
  /// Without white space around it, and with the dots of other scripts as dots: those that IDNA takes for one
  /// (UTS #46 maps them). Done here so that "*." and a trailing dot are seen.
  static func plain(_ input: String) -> String {
    // Printable ASCII has neither.
    if input.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f }) { return input }
    var text = Substring(input).unicodeScalars
    while let first = text.first, first.properties.isWhitespace { text.removeFirst() }
    while let last = text.last, last.properties.isWhitespace { text.removeLast() }
    var result = String.UnicodeScalarView()
    for scalar in text { result.append(dots.contains(scalar) ? "." : scalar) }
    return String(result)
  }

  /// Ideographic, full-width and half-width full stop.
  private static let dots: Set<Unicode.Scalar> = ["\u{3002}", "\u{ff0e}", "\u{ff61}"]

  /// Whether all joiners of a name stand in its A-labels still. Where IDNA of today refuses one, libraries fall back to
  /// rules of 2003 that drop it: the result is somebody else's name, which looks the same.
  static func keepsJoiners(_ text: Substring, _ ascii: String) -> Bool {
    let joiners = text.unicodeScalars.count(where: isJoiner)
    guard joiners > 0 else { return true }
    let kept = ascii.split(separator: ".").reduce(0) { count, label in
      guard label.hasPrefix("xn--"), let scalars = Punycode.decode(label.utf8.dropFirst(4)) else { return count }
      return count + scalars.count(where: isJoiner)
    }
    return kept == joiners
  }

  static func hasJoiner(_ text: String) -> Bool { text.unicodeScalars.contains(where: isJoiner) }

  private static func isJoiner(_ scalar: Unicode.Scalar) -> Bool { scalar == "\u{200c}" || scalar == "\u{200d}" }
}
