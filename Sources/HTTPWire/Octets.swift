extension UInt8 {
  static let newline = UInt8(ascii: "\n")
  static let carriageReturn = UInt8(ascii: "\r")
  static let space = UInt8(ascii: " ")
  static let tab = UInt8(ascii: "\t")
  static let colon = UInt8(ascii: ":")

  var isBlank: Bool { self == .space || self == .tab }

  /// tchar, RFC 9110 section 5.6.2.
  var isTokenCharacter: Bool {
    switch self {
    // Digits, letters, and ! # $ % & ' * + - . ^ _ ` | ~
    case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x21, 0x23...0x27, 0x2a, 0x2b, 0x2d, 0x2e, 0x5e...0x60, 0x7c, 0x7e: true
    default: false
    }
  }

  /// What a field's value may hold: field-vchar, obs-text, space and tab (RFC 9110 section 5.5).
  var isFieldContent: Bool { self >= 0x20 && self != 0x7f || self == .tab }

  var lowercased: UInt8 { self &- 0x41 < 26 ? self | 0x20 : self }

  var hexadecimalValue: UInt8? {
    switch self {
    case 0x30...0x39: self - 0x30
    case 0x41...0x46: self - 0x41 + 10
    case 0x61...0x66: self - 0x61 + 10
    default: nil
    }
  }
}

extension ArraySlice<UInt8> {
  /// Whether these are the letters of `text`, which is in lower case, whatever their own case.
  func equalsIgnoringCase(_ text: StaticString) -> Bool {
    guard count == text.utf8CodeUnitCount else { return false }
    for offset in 0..<count where self[startIndex + offset].lowercased != text.utf8Start[offset] { return false }
    return true
  }

  func trimmingBlanks() -> ArraySlice<UInt8> {
    var slice = self
    while let first = slice.first, first.isBlank { slice.removeFirst() }
    while let last = slice.last, last.isBlank { slice.removeLast() }
    return slice
  }
}
