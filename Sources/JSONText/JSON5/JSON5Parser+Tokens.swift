// White space, names, strings and numbers.
extension JSON5Parser {
  /// 8, White Space, and 7, Comments.
  mutating func skipSpace() throws(JSON5Error) {
    while let byte = current {
      switch byte {
      case 9...13, 32: index += 1
      case UInt8(ascii: "/"): try skipComment()
      case 0x80...:
        guard let scalar = scalar(), scalar.isSpace else { return }
        index += scalar.utf8.count
      default: return
      }
    }
  }

  private mutating func skipComment() throws(JSON5Error) {
    let start = index
    index += 1
    if take(UInt8(ascii: "/")) {
      while let byte = current, byte != 10, byte != 13, !isSeparator() { index += 1 }
    } else if take(UInt8(ascii: "*")) {
      while index + 1 < bytes.count {
        if bytes[index] == UInt8(ascii: "*"), bytes[index + 1] == UInt8(ascii: "/") {
          index += 2
          return
        }
        index += 1
      }
      throw error("the comment has no end", at: start)
    } else {
      throw error("a comment begins with // or /*", at: start)
    }
  }

  /// Whether U+2028 or U+2029 begins here, which end a line in ECMAScript.
  private func isSeparator() -> Bool {
    index + 2 < bytes.count && bytes[index] == 0xe2 && bytes[index + 1] == 0x80 && bytes[index + 2] & 0xfe == 0xa8
  }

  /// The scalar that begins here. The text is known to be UTF-8.
  private func scalar() -> Unicode.Scalar? {
    guard let byte = current else { return nil }
    let count = byte < 0x80 ? 1 : byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4
    guard index + count <= bytes.count else { return nil }
    return String(decoding: bytes[index..<(index + count)], as: UTF8.self).unicodeScalars.first
  }

  /// 3.1: an IdentifierName of ECMAScript 5.1 (section 7.6); empty where none begins.
  mutating func identifier() throws(JSON5Error) -> String {
    var name = String.UnicodeScalarView()
    while let byte = current {
      let start = index
      let scalar: Unicode.Scalar?
      if byte == UInt8(ascii: "\\") {
        index += 1
        guard take(UInt8(ascii: "u")) else { throw error("unknown escape in a key", at: start) }
        scalar = Unicode.Scalar(try hexadecimal(4))
      } else {
        scalar = self.scalar()
      }
      guard let scalar, scalar.isIdentifierStart || !name.isEmpty && scalar.isIdentifierPart else {
        if byte == UInt8(ascii: "\\") { throw error("this character is no part of a key without quotes", at: start) }
        index = start
        break
      }
      if byte != UInt8(ascii: "\\") { index += scalar.utf8.count }
      name.append(scalar)
    }
    return String(name)
  }

  /// 5, Strings.
  mutating func string() throws(JSON5Error) -> String {
    let start = index
    let quote = bytes[index]
    index += 1
    var text: [UInt8] = []
    while let byte = current {
      index += 1
      switch byte {
      case quote: return String(decoding: text, as: UTF8.self)
      case UInt8(ascii: "\\"): try escape(into: &text)
      case 10, 13: throw error("the string has no end on its line", at: start)
      default: text.append(byte)
      }
    }
    throw error("the string has no end", at: start)
  }

  private mutating func escape(into text: inout [UInt8]) throws(JSON5Error) {
    guard let kind = current else { throw error("the text ends in an escape") }
    // 5.2: a line that goes on below.
    if isSeparator() {
      index += 3
      return
    }
    index += 1
    switch kind {
    case 10: break
    case 13: _ = take(10)
    case UInt8(ascii: "b"): text.append(8)
    case UInt8(ascii: "f"): text.append(12)
    case UInt8(ascii: "n"): text.append(10)
    case UInt8(ascii: "r"): text.append(13)
    case UInt8(ascii: "t"): text.append(9)
    case UInt8(ascii: "v"): text.append(11)
    case UInt8(ascii: "x"): append(try hexadecimal(2), to: &text)
    case UInt8(ascii: "u"): try surrogates(into: &text)
    case 0x30 where !(current.map { (0x30...0x39).contains($0) } ?? false): text.append(0)
    case 0x30...0x39: throw error("a digit behind \\ means nothing", at: index - 1)
    default: text.append(kind)  // the first byte of any other character, which stands for itself
    }
  }

  private mutating func surrogates(into text: inout [UInt8]) throws(JSON5Error) {
    let start = index - 2
    var code = try hexadecimal(4)
    if (0xd800..<0xdc00).contains(code) {
      guard take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")) else { throw error("half a surrogate pair", at: start) }
      let low = try hexadecimal(4)
      guard (0xdc00..<0xe000).contains(low) else { throw error("half a surrogate pair", at: start) }
      code = 0x10000 + (code - 0xd800) << 10 + (low - 0xdc00)
    }
    guard Unicode.Scalar(code) != nil else { throw error("half a surrogate pair", at: start) }
    append(code, to: &text)
  }

  private func append(_ code: UInt32, to text: inout [UInt8]) {
    if let scalar = Unicode.Scalar(code) { text.append(contentsOf: Character(scalar).utf8) }
  }

  private mutating func hexadecimal(_ count: Int) throws(JSON5Error) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<count {
      guard let digit = current.flatMap(hexadecimalDigit) else {
        throw error("\(count == 2 ? "two" : "four") hexadecimal digits should stand here")
      }
      value = value << 4 | digit
      index += 1
    }
    return value
  }

  static func beginsNumber(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "+") || byte == UInt8(ascii: ".")
  }

  /// 6, Numbers.
  mutating func number() throws(JSON5Error) -> String {
    let start = index
    let isNegative = take(UInt8(ascii: "-"))
    if !isNegative { _ = take(UInt8(ascii: "+")) }
    let sign = isNegative ? "-" : ""
    let unsigned = index
    if let byte = current, !JSON5Parser.beginsNumber(byte) {
      let word = try identifier()
      guard word == "Infinity" || word == "NaN" else { throw error("a number should stand here", at: start) }
      return sign + word
    }
    if current == 0x30, index + 1 < bytes.count, bytes[index + 1] | 0x20 == UInt8(ascii: "x") {
      index += 2
      return sign + String(try hexadecimalNumber(start))
    }
    let whole = digits()
    if whole > 1, bytes[unsigned] == 0x30 { throw error("a number does not begin with 0", at: start) }
    let fraction = take(UInt8(ascii: ".")) ? digits() : 0
    if whole + fraction == 0 { throw error("a digit should stand here") }
    if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
      if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
      if digits() == 0 { throw error("a digit should stand here") }
    }
    // 90s or 1_000: better said here than as a comma that is missing.
    if try !identifier().isEmpty {
      throw error("a text stands in quotes, also one that begins with a digit", at: start)
    }
    return sign + String(decoding: bytes[unsigned..<index], as: UTF8.self)
  }

  private mutating func hexadecimalNumber(_ start: Int) throws(JSON5Error) -> UInt64 {
    var value: UInt64 = 0
    var count = 0
    while let digit = current.flatMap(hexadecimalDigit) {
      guard value >> 60 == 0 else { throw error("the number does not fit 64 bits", at: start) }
      value = value << 4 | UInt64(digit)
      count += 1
      index += 1
    }
    if count == 0 { throw error("a hexadecimal digit should stand here") }
    return value
  }

  private mutating func digits() -> Int {
    let start = index
    while let byte = current, (0x30...0x39).contains(byte) { index += 1 }
    return index - start
  }

  private func hexadecimalDigit(_ byte: UInt8) -> UInt32? {
    switch byte {
    case 0x30...0x39: UInt32(byte - 0x30)
    case 0x41...0x46: UInt32(byte - 0x37)
    case 0x61...0x66: UInt32(byte - 0x57)
    default: nil
    }
  }
}

extension Unicode.Scalar {
  fileprivate var utf8: String.UTF8View { String(self).utf8 }

  fileprivate var isSpace: Bool {
    self == "\u{feff}" || self == "\u{2028}" || self == "\u{2029}" || properties.generalCategory == .spaceSeparator
  }

  fileprivate var isIdentifierStart: Bool {
    switch properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .letterNumber: true
    default: self == "$" || self == "_"
    }
  }

  fileprivate var isIdentifierPart: Bool {
    switch properties.generalCategory {
    case .nonspacingMark, .spacingMark, .decimalNumber, .connectorPunctuation: true
    default: isIdentifierStart || self == "\u{200c}" || self == "\u{200d}"
    }
  }
}
