public import Timing

/// What has to be known of a certificate (RFC 5280 section 4.1) before it is put in place.
public struct CertificateFacts: Hashable, Sendable {
  /// The last moment of its validity.
  public let notAfter: Timestamp
  /// SubjectPublicKeyInfo in DER.
  public let publicKey: [UInt8]
  /// dNSNames of the subject alternative name, in lower case.
  public let names: Set<String>

  /// Throws: `EncodingError` where it is no certificate.
  public init(der: [UInt8]) throws(EncodingError) {
    var outer = DERReader(der)
    var signed = try outer.nested(DERReader.Tag.sequence)
    try outer.end()
    var fields = try signed.nested(DERReader.Tag.sequence)
    _ = try fields.optional(DERReader.Tag.explicit(0))
    _ = try fields.content(DERReader.Tag.integer)
    _ = try fields.content(DERReader.Tag.sequence)
    _ = try fields.content(DERReader.Tag.sequence)
    var validity = try fields.nested(DERReader.Tag.sequence)
    _ = try validity.element()
    notAfter = try CertificateFacts.time(try validity.element())
    _ = try fields.content(DERReader.Tag.sequence)
    let key = try fields.element()
    guard key.tag == DERReader.Tag.sequence else { throw EncodingError("the certificate has no public key") }
    publicKey = Array(key.whole)
    var names: Set<String> = []
    while !fields.isAtEnd {
      let field = try fields.element()
      guard field.tag == DERReader.Tag.explicit(3) else { continue }
      var extensions = DERReader(field.content)
      names = try AlternativeNames.read(try extensions.nested(DERReader.Tag.sequence))
    }
    self.names = names
  }

  /// UTCTime or GeneralizedTime, both with seconds and "Z" (RFC 5280 section 4.1.2.5).
  private static func time(
    _ element: (tag: UInt8, content: ArraySlice<UInt8>, whole: ArraySlice<UInt8>)
  ) throws(EncodingError) -> Timestamp {
    var digits = Array(element.content)
    switch (element.tag, digits.count) {
    case (DERReader.Tag.utcTime, 13):
      // Two digits of a year: from 50 on they are of the last century.
      digits = Array((digits[0] >= UInt8(ascii: "5") ? "19" : "20").utf8) + digits
    case (DERReader.Tag.generalizedTime, 15): break
    default: throw EncodingError("the certificate's end is no time")
    }
    let text = String(decoding: digits, as: UTF8.self)
    let parts = [0..<4, 4..<6, 6..<8, 8..<10, 10..<12, 12..<15].map { range in
      String(decoding: digits[range], as: UTF8.self)
    }
    guard
      let time = Timestamp("\(parts[0])-\(parts[1])-\(parts[2])T\(parts[3]):\(parts[4]):\(parts[5])")
    else { throw EncodingError("the certificate's end is no time: \(text)") }
    return time
  }
}

/// subjectAltName (RFC 5280 section 4.2.1.6).
enum AlternativeNames {
  /// id-ce-subjectAltName.
  private static let identifier: [UInt8] = [0x55, 0x1d, 0x11]
  /// [2], of GeneralName: dNSName.
  private static let dnsName: UInt8 = 0x82

  static func read(_ extensions: DERReader) throws(EncodingError) -> Set<String> {
    var extensions = extensions
    var names: Set<String> = []
    while !extensions.isAtEnd {
      var fields = try extensions.nested(DERReader.Tag.sequence)
      guard try fields.content(DERReader.Tag.objectIdentifier).elementsEqual(identifier) else { continue }
      // Whether it is critical.
      _ = try fields.optional(0x01)
      var value = DERReader(try fields.content(DERReader.Tag.octetString))
      var general = try value.nested(DERReader.Tag.sequence)
      while !general.isAtEnd {
        let name = try general.element()
        if name.tag == dnsName { names.insert(String(decoding: name.content, as: UTF8.self).lowercased()) }
      }
    }
    return names
  }
}
