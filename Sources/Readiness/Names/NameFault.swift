private import Addressing

/// What is wrong with a name, before it is put into words.
enum NameFault: Error {
  case empty
  case nameTooLong(Int)
  case labelTooLong(String)
  case tooManyLabels(Int)
  case ipAddress
  case notIDNA
  case character(Unicode.Scalar)
  case wildcardInside
  case emptyLabel
  case oneLabel
  case hyphen(String)
  case reservedHyphens(String)
  case notPunycode(String)
  case notNormalized(String)
  case reserved(String)
  case unknownSuffix(String)
  case publicSuffix(String)
  case wildcardNeedsDNS(String)

  func finding(for input: String) -> Finding {
    let (code, summary, remedy) = words(for: input)
    return Finding(
      code, summary: summary, remedy: remedy, evidence: ["name": .text(String(input.prefix(300)))])
  }

  private func words(for input: String) -> (FindingCode, summary: String, remedy: String) {
    switch self {
    case .empty:
      (.nameInvalid, "The name is empty.", "Type a host name such as www.example.com.")
    case .nameTooLong(let octets):
      (
        .nameTooLong, "The name has \(octets) characters, and DNS allows \(NamePolicy.maximumOctets).",
        "Use a shorter name."
      )
    case .labelTooLong(let label):
      (
        .nameTooLong, "The part \"\(label.prefix(20))…\" has \(label.utf8.count) characters, and DNS allows 63.",
        "Shorten that part of the name."
      )
    case .tooManyLabels(let count):
      (
        .nameTooLong, "The name has \(count) parts, and the CA takes at most \(NamePolicy.maximumLabels).",
        "Use a name with at most \(NamePolicy.maximumLabels) parts between dots."
      )
    case .ipAddress:
      (
        .nameIPAddress, "This is an IP address, not a name.",
        "Type the host name that points to the address; its certificate is for the name."
      )
    case .notIDNA:
      (
        .nameInvalid, "The name has no valid international form (IDNA).",
        "Check the spelling, or type the form that begins with xn-- as the registrar shows it."
      )
    case .character(let scalar): wordsForCharacter(scalar, in: input)
    case .wildcardInside:
      (
        .nameInvalid, "An asterisk may stand only as the whole first part of a name.",
        "Type \"*.\" followed by the domain: *.example.com."
      )
    case .emptyLabel:
      (.nameInvalid, "The name has an empty part: a dot at its start, or two dots in a row.", "Remove the extra dot.")
    case .oneLabel:
      (
        .nameInvalid, "The name has only one part.", "Type the full name with its domain, such as www.example.com."
      )
    case .hyphen(let label):
      (
        .nameInvalid, "The part \"\(label)\" begins or ends with a hyphen.", "Remove the hyphen from that part's end."
      )
    case .reservedHyphens(let label):
      (
        .nameInvalid, "The part \"\(label)\" has hyphens in its third and fourth place, which only xn-- may have.",
        "Use a name without them; no CA issues for this one."
      )
    case .notPunycode(let label):
      (
        .nameInvalid, "The part \"\(label)\" begins with xn-- and does not decode.",
        "Type the name in its own letters, and it is converted."
      )
    case .notNormalized(let label):
      (
        .nameInvalid, "The part \"\(label)\" decodes to text that is not normalized (Unicode NFC).",
        "Type the name in its own letters, and it is converted."
      )
    case .reserved(let domain):
      (
        .nameReserved, "Names under \"\(domain)\" are reserved and cannot have a public certificate.",
        "Type a name under a domain that is registered; for names inside a network use a CA of your own."
      )
    case .unknownSuffix(let label):
      (
        .nameUnknownSuffix, "There is no top-level domain \"\(label)\".",
        "Check the spelling of the name's end. If \"\(label)\" is new, give a newer list with --public-suffix-list."
      )
    case .publicSuffix(let name):
      (
        .namePublicSuffix, "\(name) is a registry's suffix: nobody owns it.",
        "Type a name that is registered below it, such as www.example.\(name)."
      )
    case .wildcardNeedsDNS(let name):
      (
        .nameWildcardNeedsDNS, "A wildcard is validated by a DNS record only, not over HTTP.",
        "Use --method dns-01, or give the names one by one, such as www.\(name)."
      )
    }
  }

  /// Often it is a URL, an address with a port or an underscore; then the remedy says what to type instead.
  private func wordsForCharacter(
    _ scalar: Unicode.Scalar, in input: String
  ) -> (FindingCode, summary: String, remedy: String) {
    if scalar == "_" {
      return (
        .nameInvalid, "The name has an underscore, which host names may not have.",
        "Rename the host with a hyphen, or type the domain itself: names such as _acme-challenge belong to DNS only."
      )
    }
    let shown = scalar.isASCII && scalar.value > 0x20 && scalar.value < 0x7f ? "\"\(scalar)\"" : hexadecimal(scalar)
    let summary = "The name has the character \(shown); letters, digits, hyphens and dots are allowed."
    guard let host = host(within: input) else {
      return (.nameInvalid, summary, "Type the host name alone, such as www.example.com.")
    }
    return (.nameInvalid, summary, "Type the host name alone: \(host)")
  }

  /// The host name inside a URL, a mail address or a name with a port; nil where there is none.
  private func host(within input: String) -> String? {
    var rest = input.lowercased()[...]
    if let scheme = rest.range(ofText: "://") { rest = rest[scheme.upperBound...] }
    rest = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
    if let at = rest.lastIndex(of: "@") { rest = rest[rest.index(after: at)...] }
    rest = rest.prefix { $0 != ":" }
    guard rest.contains("."), rest.utf8.count <= NamePolicy.maximumOctets, IPAddress(rest) == nil,
      rest.unicodeScalars.allSatisfy({ "a"..."z" ~= $0 || "0"..."9" ~= $0 || $0 == "-" || $0 == "." })
    else { return nil }
    return String(rest)
  }

  private func hexadecimal(_ scalar: Unicode.Scalar) -> String {
    let digits = String(scalar.value, radix: 16, uppercase: true)
    return "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }
}

extension Substring {
  /// The first place of `text`, without Foundation.
  fileprivate func range(ofText text: String) -> Range<Index>? {
    var start = startIndex
    while start < endIndex {
      if self[start...].hasPrefix(text) { return start..<index(start, offsetBy: text.count) }
      start = index(after: start)
    }
    return nil
  }
}
