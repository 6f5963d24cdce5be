/// What is wrong with a name, before it is put into words.
enum NameFault: Error {
  case empty
  case nameTooLong(Int)
  case labelTooLong(String)
  case tooManyLabels(Int)
  case ipAddress
  case notIDNA
  /// A joiner, which shows nothing and which old software drops.
  case joiner
  /// The host within, where there is one.
  case url(host: String?)
  case port(host: String)
  case mail(host: String)
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
    let (code, summary, remedy) = words
    return Finding(
      code, summary: summary, remedy: remedy, evidence: ["name": .text(String(input.prefix(300)))])
  }

  private var words: (FindingCode, summary: String, remedy: String) {
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
    case .joiner:
      (
        .nameInvalid, "The name holds an invisible joiner (U+200C or U+200D) where no name may have one.",
        "Type the name anew instead of pasting it, or type the form that begins with xn--."
      )
    case .url(let host):
      (
        .nameInvalid, "This is a URL, and a certificate is for a host name.",
        "Type the host name alone\(host.map { ": \($0)" } ?? ", such as www.example.com.")"
      )
    case .port(let host):
      (
        .nameInvalid, "The name has a port behind it, and a certificate is for all ports.",
        "Type the host name alone: \(host)"
      )
    case .mail(let host):
      (
        .nameInvalid, "This is a mail address, and a certificate is for a host name.",
        "Type the host name alone: \(host)"
      )
    case .character(let scalar): wordsForCharacter(scalar)
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

  private func wordsForCharacter(_ scalar: Unicode.Scalar) -> (FindingCode, summary: String, remedy: String) {
    if scalar == "_" {
      return (
        .nameInvalid, "The name has an underscore, which host names may not have.",
        "Rename the host with a hyphen, or type the domain itself: names such as _acme-challenge belong to DNS only."
      )
    }
    let isShown = scalar.isASCII && scalar.value > 0x20 && scalar.value < 0x7f
    let shown = scalar == " " ? "a space in it" : "the character \(isShown ? "\"\(scalar)\"" : hexadecimal(scalar))"
    return (
      .nameInvalid, "The name has \(shown); letters, digits, hyphens and dots are allowed.",
      "Type the host name alone, such as www.example.com."
    )
  }

  private func hexadecimal(_ scalar: Unicode.Scalar) -> String {
    let digits = String(scalar.value, radix: 16, uppercase: true)
    return "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }
}
