// White space, comments and names.
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
  func isSeparator() -> Bool {
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
