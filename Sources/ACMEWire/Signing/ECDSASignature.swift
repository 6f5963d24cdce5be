/// A signature by ES256 (RFC 7518 section 3.4): r and s, 32 octets each, as a JWS carries them.
public struct ECDSASignature: Hashable, Sendable {
  public let octets: [UInt8]

  private static let size = 32

  /// - Parameter raw: r and s one after the other.
  public init(raw: [UInt8]) throws(EncodingError) {
    guard raw.count == 2 * ECDSASignature.size else {
      throw EncodingError("a signature by ES256 has 64 octets, not \(raw.count)")
    }
    for half in [raw.prefix(ECDSASignature.size), raw.suffix(ECDSASignature.size)] where half.allSatisfy({ $0 == 0 }) {
      throw EncodingError("a signature's number is zero")
    }
    octets = raw
  }

  /// - Parameter der: ECDSA-Sig-Value (RFC 3279 section 2.2.3), as openssl and most HSMs give it.
  public init(der: [UInt8]) throws(EncodingError) {
    var outer = DERReader(der)
    var numbers = try outer.nested(DERReader.Tag.sequence)
    try outer.end()
    let r = try ECDSASignature.number(&numbers)
    let s = try ECDSASignature.number(&numbers)
    try numbers.end()
    octets = r + s
  }

  /// ECDSA-Sig-Value.
  public var der: [UInt8] {
    let numbers = [octets.prefix(ECDSASignature.size), octets.suffix(ECDSASignature.size)].flatMap { half in
      var digits = half.drop { $0 == 0 }
      if let first = digits.first, first >= 0x80 { digits = [0] + digits }
      return [DERReader.Tag.integer, UInt8(digits.count)] + digits
    }
    return [DERReader.Tag.sequence, UInt8(numbers.count)] + numbers
  }

  private static func number(_ reader: inout DERReader) throws(EncodingError) -> [UInt8] {
    var digits = try reader.content(DERReader.Tag.integer)
    guard let first = digits.first, first < 0x80 else { throw EncodingError("a signature's number is not positive") }
    if first == 0 {
      digits = digits.dropFirst()
      // X.690 section 8.3.2: a leading zero is there for the sign alone.
      guard let next = digits.first, next >= 0x80 else { throw EncodingError("a signature's number is not minimal") }
    }
    guard digits.count <= size else { throw EncodingError("a signature's number is too long") }
    return [UInt8](repeating: 0, count: size - digits.count) + digits
  }
}
