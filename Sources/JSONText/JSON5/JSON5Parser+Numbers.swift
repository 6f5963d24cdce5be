extension JSON5Parser {
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
}
