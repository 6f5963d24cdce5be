/// The two alphabets of RFC 4648 that ACME uses.
public enum Base64 {
  /// Section 5, without padding: everything within a JWS (RFC 7515 section 2).
  public static func encodeURL(_ bytes: some Sequence<UInt8>) -> String {
    encode(bytes, alphabet: urlAlphabet, isPadded: false)
  }

  /// Section 4, with padding: PEM, and what programs such as `base64` read.
  public static func encode(_ bytes: some Sequence<UInt8>) -> String {
    encode(bytes, alphabet: standardAlphabet, isPadded: true)
  }

  /// Reads section 5 strictly: no padding, no white space, no bits set that stand for nothing. Nil for anything else.
  public static func decodeURL(_ text: some StringProtocol) -> [UInt8]? {
    decode(text.utf8, values: urlValues)
  }

  /// Reads section 4 strictly: with its padding, no white space. Nil for anything else.
  public static func decode(_ text: some StringProtocol) -> [UInt8]? {
    var digits = Array(text.utf8)[...]
    guard digits.count % 4 == 0 else { return nil }
    for _ in 0..<2 where digits.last == UInt8(ascii: "=") { digits.removeLast() }
    return decode(digits, values: standardValues)
  }

  /// Whether the text is of section 5's alphabet alone, and not empty: tokens and nonces (RFC 8555 sections 6.5.1, 8.3).
  public static func isURLText(_ text: some StringProtocol) -> Bool {
    !text.isEmpty && text.utf8.allSatisfy { urlValues[Int($0)] != notADigit }
  }

  private static func encode(_ bytes: some Sequence<UInt8>, alphabet: [UInt8], isPadded: Bool) -> String {
    var text: [UInt8] = []
    var bits: UInt32 = 0
    var count: UInt32 = 0
    for byte in bytes {
      bits = bits << 8 | UInt32(byte)
      count += 8
      while count >= 6 {
        count -= 6
        text.append(alphabet[Int(bits >> count & 63)])
      }
    }
    if count > 0 { text.append(alphabet[Int(bits << (6 - count) & 63)]) }
    while isPadded, text.count % 4 != 0 { text.append(UInt8(ascii: "=")) }
    return String(decoding: text, as: UTF8.self)
  }

  private static func decode(_ digits: some Sequence<UInt8>, values: [UInt8]) -> [UInt8]? {
    var bytes: [UInt8] = []
    var bits: UInt32 = 0
    var count: UInt32 = 0
    for digit in digits {
      let value = values[Int(digit)]
      guard value != notADigit else { return nil }
      bits = bits << 6 | UInt32(value)
      count += 6
      if count >= 8 {
        count -= 8
        bytes.append(UInt8(truncatingIfNeeded: bits >> count))
      }
    }
    // Six bits left over are a digit too many; others must be zero (section 3.5).
    guard count < 6, bits & (1 << count - 1) == 0 else { return nil }
    return bytes
  }

  private static let common = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789".utf8)
  private static let standardAlphabet = common + Array("+/".utf8)
  private static let urlAlphabet = common + Array("-_".utf8)
  private static let standardValues = values(of: standardAlphabet)
  private static let urlValues = values(of: urlAlphabet)
  private static let notADigit: UInt8 = 255

  private static func values(of alphabet: [UInt8]) -> [UInt8] {
    var values = [UInt8](repeating: notADigit, count: 256)
    for (value, digit) in alphabet.enumerated() { values[Int(digit)] = UInt8(value) }
    return values
  }
}
