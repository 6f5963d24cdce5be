extension JSON5Parser {
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

  mutating func hexadecimal(_ count: Int) throws(JSON5Error) -> UInt32 {
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

  func hexadecimalDigit(_ byte: UInt8) -> UInt32? {
    switch byte {
    case 0x30...0x39: UInt32(byte - 0x30)
    case 0x41...0x46: UInt32(byte - 0x37)
    case 0x61...0x66: UInt32(byte - 0x57)
    default: nil
    }
  }
}
