private import Addressing
private import DNSWire

/// Which names a CA takes, as Boulder (Let's Encrypt's CA) decides it before it validates anything.
///
/// We are milder in what is only notation: white space around the name, letters' case, one trailing dot and Unicode
/// letters are put right in silence.
public struct NamePolicy: Sendable {
  public let suffixes: PublicSuffixList
  public let method: ValidationMethod

  public init(suffixes: PublicSuffixList = .embedded, method: ValidationMethod) {
    self.suffixes = suffixes
    self.method = method
  }

  /// RFC 1035: 255 octets on the wire are 253 characters.
  static let maximumOctets = 253
  /// Boulder's own.
  static let maximumLabels = 10
  /// What IDNA is asked about at most: a label of Unicode is longer than its ASCII form, but not by this much.
  static let maximumInputOctets = 2048

  /// Judges one name. `toASCII` is IDNA: a host name in Unicode to its A-labels, nil where it has none.
  public func evaluate(
    _ input: String, toASCII: (String) -> String?
  ) -> Result<CandidateName, RefusedName> {
    let text = NameNotation.plain(input)
    do throws(NameFault) {
      return .success(try candidate(input, text, toASCII: toASCII))
    } catch {
      return .failure(
        RefusedName(
          input: input, name: asciiForm(of: text, toASCII: toASCII) ?? input, finding: error.finding(for: input)))
    }
  }

  /// `text` is the input without what is notation only.
  private func candidate(
    _ input: String, _ text: String, toASCII: (String) -> String?
  ) throws(NameFault) -> CandidateName {
    guard !text.isEmpty else { throw .empty }
    guard text.utf8.count <= NamePolicy.maximumInputOctets else { throw .nameTooLong(text.utf8.count) }
    let isWildcard = text.hasPrefix("*.")
    if IPAddress(text) != nil { throw .ipAddress }
    if let slip = NameSlip(text) { throw slip.fault }
    guard let ascii = asciiForm(of: text, toASCII: toASCII) else {
      throw NameNotation.hasJoiner(text) ? .joiner : .notIDNA
    }
    let name = isWildcard ? String(ascii.dropFirst(2)) : ascii
    guard !name.isEmpty else { throw .empty }

    // Boulder's order: characters, length, address, dot, labels, suffix.
    if !name.utf8.allSatisfy({ $0.isHostname && !(0x41...0x5a).contains($0) }),
      let stray = name.unicodeScalars.first(where: { !$0.isHostname })
    {
      throw stray == "*" ? .wildcardInside : .character(stray)
    }
    guard name.utf8.count <= NamePolicy.maximumOctets else { throw .nameTooLong(name.utf8.count) }
    guard IPAddress(name) == nil else { throw .ipAddress }
    guard name.utf8.last != UInt8(ascii: ".") else { throw .emptyLabel }
    let labels = name.split(separator: ".", omittingEmptySubsequences: false)
    // Said before "too few labels", which is true of "localhost" and helps nobody.
    if let reserved = ReservedNames.domain(of: name) { throw .reserved(reserved) }
    guard labels.count >= 2 else {
      throw suffixes.icannSuffix(of: name) == name ? .publicSuffix(name) : .oneLabel
    }
    guard labels.count <= NamePolicy.maximumLabels else { throw .tooManyLabels(labels.count) }
    for label in labels { try check(label, toASCII: toASCII) }
    guard let suffix = suffixes.icannSuffix(of: name) else { throw .unknownSuffix(String(labels[labels.count - 1])) }
    guard suffix != name else { throw .publicSuffix(name) }
    guard let base = DNSName(name) else { throw .emptyLabel }
    if isWildcard, method != .dns01 { throw .wildcardNeedsDNS(name) }
    return CandidateName(
      input: input, ascii: isWildcard ? "*." + name : name, isWildcard: isWildcard, base: base,
      registeredDomain: suffixes.registeredDomain(of: name) ?? name)
  }

  /// Lower case, no trailing dot, A-labels; "*." is kept and no part of what IDNA sees. Nil where IDNA takes it not.
  private func asciiForm(of input: String, toASCII: (String) -> String?) -> String? {
    guard input.utf8.count <= NamePolicy.maximumInputOctets else { return nil }
    let prefix = input.hasPrefix("*.") ? "*." : ""
    var text = input.dropFirst(prefix.count)
    if text.utf8.last == UInt8(ascii: "."), text.utf8.count > 1 { text.removeLast() }
    if text.utf8.allSatisfy({ $0 < 0x80 }) { return prefix + text.lowercased() }
    guard let ascii = toASCII(String(text)), !ascii.isEmpty, ascii.utf8.allSatisfy({ $0 < 0x80 }),
      NameNotation.keepsJoiners(text, ascii)
    else { return nil }
    return prefix + ascii.lowercased()
  }

  private func check(_ label: Substring, toASCII: (String) -> String?) throws(NameFault) {
    let octets = label.utf8
    guard !octets.isEmpty else { throw .emptyLabel }
    guard octets.count <= 63 else { throw .labelTooLong(String(label)) }
    guard octets.first != UInt8(ascii: "-"), octets.last != UInt8(ascii: "-") else { throw .hyphen(String(label)) }
    guard octets.dropFirst(2).starts(with: "--".utf8) else { return }
    // RFC 5890 section 2.3.1: hyphens in these places are kept for such prefixes, and "xn--" is the only one so far.
    guard label.hasPrefix("xn--") else { throw .reservedHyphens(String(label)) }
    guard let scalars = Punycode.decode(octets.dropFirst(4)), !scalars.isEmpty else {
      throw .notPunycode(String(label))
    }
    guard isNormalized(scalars, toASCII: toASCII) else { throw .notNormalized(String(label)) }
  }

  /// Whether text is in Normalization Form C, as far as it can be seen: IDNA brings what it takes into that form, and
  /// Swift compares texts regardless of it. So where IDNA's form is the same text in other scalars, ours was not
  /// normalized. What IDNA does not take, or maps to other text (capital letters), passes.
  private func isNormalized(_ scalars: [Unicode.Scalar], toASCII: (String) -> String?) -> Bool {
    var text = String.UnicodeScalarView()
    text.append(contentsOf: scalars)
    guard scalars.contains(where: { !$0.isASCII }), let ascii = toASCII(String(text)), ascii.hasPrefix("xn--"),
      let normal = Punycode.decode(ascii.utf8.dropFirst(4))
    else { return true }
    var normalText = String.UnicodeScalarView()
    normalText.append(contentsOf: normal)
    return normal == scalars || String(normalText) != String(text)
  }
}

extension Unicode.Scalar {
  fileprivate var isHostname: Bool {
    switch self {
    case "a"..."z", "0"..."9", "-", ".": true
    default: false
    }
  }
}
