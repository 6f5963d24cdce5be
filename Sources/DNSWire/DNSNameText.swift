extension DNSName: CustomStringConvertible {
  /// Reads the presentation form: printable ASCII, labels parted by dots, the trailing dot optional, `\DDD` and `\X` as
  /// in RFC 1035 section 5.1. Nil where a label is empty or too long, or the name is.
  public init?(_ text: some StringProtocol) {
    var rest = Substring(text).utf8[...]
    if rest.elementsEqual(".".utf8) {
      self = .root
      return
    }
    var wire: [UInt8] = []
    wire.reserveCapacity(rest.count + 2)
    var lengthIndex = 0
    wire.append(0)
    while let character = rest.popFirst() {
      let octet: UInt8
      switch character {
      case UInt8(ascii: "."):
        guard wire.count > lengthIndex + 1 else { return nil }
        lengthIndex = wire.count
        wire.append(0)
        continue
      case UInt8(ascii: "\\"):
        guard let value = DNSName.unescape(&rest) else { return nil }
        octet = value
      case 0x21...0x7e: octet = character
      default: return nil
      }
      wire.append(octet.lowercasedASCII)
      wire[lengthIndex] += 1
      guard wire[lengthIndex] <= DNSName.maximumLabelOctets, wire.count < DNSName.maximumOctets else { return nil }
    }
    // After a trailing dot the zero is there already; else the last label needs one.
    if wire[lengthIndex] != 0 { wire.append(0) }
    guard wire.count > 1, wire.count <= DNSName.maximumOctets else { return nil }
    self.init(validWire: wire)
  }

  /// What follows a backslash: three decimal digits up to 255, or one other printable character that means itself.
  private static func unescape(_ rest: inout Substring.UTF8View.SubSequence) -> UInt8? {
    guard let first = rest.popFirst() else { return nil }
    guard (48...57).contains(first) else { return (0x20...0x7e).contains(first) ? first : nil }
    guard let second = rest.popFirst(), let third = rest.popFirst(), (48...57).contains(second),
      (48...57).contains(third)
    else { return nil }
    return UInt8(exactly: Int(first - 48) * 100 + Int(second - 48) * 10 + Int(third - 48))
  }

  /// The labels parted by dots, without a trailing one; "." for the root. Octets other than letters, digits, `-`, `_`
  /// and `*` are escaped, so the text is safe to show and reads back as the same name.
  public var description: String {
    if isRoot { return "." }
    var text = ""
    text.reserveCapacity(wire.count)
    var index = 0
    while wire[index] != 0 {
      if index > 0 { text.append(".") }
      let end = index + 1 + Int(wire[index])
      for octet in wire[(index + 1)..<end] { text.appendPresentation(octet, plain: isPlainInName) }
      index = end
    }
    return text
  }
}

private func isPlainInName(_ octet: UInt8) -> Bool {
  switch octet.lowercasedASCII {
  case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
  case UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "*"): true
  default: false
  }
}

extension String {
  /// Appends an octet as a zone file shows it: plain, `\X` where it is printable, else `\DDD` (RFC 1035 section 5.1).
  mutating func appendPresentation(_ octet: UInt8, plain: (UInt8) -> Bool) {
    if plain(octet) {
      unicodeScalars.append(Unicode.Scalar(octet))
    } else if (0x21...0x7e).contains(octet) {
      append("\\")
      unicodeScalars.append(Unicode.Scalar(octet))
    } else {
      append("\\")
      for digit in [octet / 100, octet / 10 % 10, octet % 10] {
        unicodeScalars.append(Unicode.Scalar(UInt8(ascii: "0") + digit))
      }
    }
  }
}
