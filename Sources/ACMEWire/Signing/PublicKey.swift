import JSONText

/// A public key on the curve P-256: the one kind that every ACME server takes for ES256 (RFC 8555 section 6.2).
public struct PublicKey: Hashable, Sendable {
  public let x: [UInt8]
  public let y: [UInt8]

  /// - Parameter info: SubjectPublicKeyInfo (RFC 5480 section 2) in DER, as `openssl pkey -pubout -outform DER` gives
  ///   it: a named curve and an uncompressed point.
  ///
  /// Throws: `EncodingError` for a key of any other kind.
  public init(info: some Collection<UInt8>) throws(EncodingError) {
    var outer = DERReader(Array(info))
    var fields = try outer.nested(DERReader.Tag.sequence)
    try outer.end()
    let algorithm = try fields.content(DERReader.Tag.sequence)
    guard algorithm.elementsEqual(PublicKey.algorithm) else {
      throw EncodingError("the key is not one of the curve P-256 (prime256v1)")
    }
    let bits = try fields.content(DERReader.Tag.bitString)
    try fields.end()
    // No unused bits, then the point: 4, x, y (SEC 1 section 2.3.3).
    guard bits.count == 66, bits.starts(with: [0, 4]) else {
      throw EncodingError("the key's point is not written uncompressed")
    }
    x = Array(bits.dropFirst(2).prefix(32))
    y = Array(bits.suffix(32))
  }

  /// id-ecPublicKey and prime256v1, both with their headers.
  private static let algorithm: [UInt8] = [
    0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07,
  ]

  /// The members of the key that its thumbprint is taken of, in the order and form that RFC 7638 section 3 asks for.
  public var jwk: String {
    var writer = JSONWriter()
    write(to: &writer)
    return writer.text
  }

  func write(to writer: inout JSONWriter) {
    writer.object { writer in
      writer.field("crv", "P-256")
      writer.field("kty", "EC")
      writer.field("x", Base64.encodeURL(x))
      writer.field("y", Base64.encodeURL(y))
    }
  }
}
