public import Timing

/// What has to be known of a certificate (RFC 5280 section 4.1) before it is put in place.
public struct CertificateFacts: Hashable, Sendable {
  /// The last moment of its validity.
  public let notAfter: Timestamp
  /// SubjectPublicKeyInfo in DER.
  public let publicKey: [UInt8]
  /// dNSNames of the subject alternative name, in lower case.
  public let names: Set<String>
  /// By which the CA's renewal information calls it (RFC 9773 section 4.1); nil where the certificate does not name the
  /// key that signed it.
  public let renewalIdentifier: String?

  /// Throws: `EncodingError` where it is no certificate.
  public init(der: [UInt8]) throws(EncodingError) {
    var outer = DERReader(der)
    var signed = try outer.nested(DERReader.Tag.sequence)
    try outer.end()
    var fields = try signed.nested(DERReader.Tag.sequence)
    _ = try fields.optional(DERReader.Tag.explicit(0))
    let serial = try fields.content(DERReader.Tag.integer)
    _ = try fields.content(DERReader.Tag.sequence)
    _ = try fields.content(DERReader.Tag.sequence)
    var validity = try fields.nested(DERReader.Tag.sequence)
    _ = try validity.element()
    notAfter = try CertificateFacts.time(try validity.element())
    _ = try fields.content(DERReader.Tag.sequence)
    let key = try fields.element()
    guard key.tag == DERReader.Tag.sequence else { throw EncodingError("the certificate has no public key") }
    publicKey = Array(key.whole)
    var extensions = CertificateExtensions()
    while !fields.isAtEnd {
      let field = try fields.element()
      guard field.tag == DERReader.Tag.explicit(3) else { continue }
      var list = DERReader(field.content)
      try extensions.read(try list.nested(DERReader.Tag.sequence))
    }
    names = extensions.names
    renewalIdentifier = extensions.authorityKey.map { "\(Base64.encodeURL($0)).\(Base64.encodeURL(serial))" }
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

/// The extensions that count here (RFC 5280 section 4.2.1).
struct CertificateExtensions {
  private(set) var names: Set<String> = []
  /// The keyIdentifier of the authority key identifier.
  private(set) var authorityKey: ArraySlice<UInt8>?

  /// id-ce-subjectAltName, id-ce-authorityKeyIdentifier.
  private static let alternativeNames: [UInt8] = [0x55, 0x1d, 0x11]
  private static let authorityKeyIdentifier: [UInt8] = [0x55, 0x1d, 0x23]
  /// [2] of GeneralName: dNSName.
  private static let dnsName: UInt8 = 0x82
  /// [0] of AuthorityKeyIdentifier.
  private static let keyIdentifier: UInt8 = 0x80
  private static let boolean: UInt8 = 0x01

  mutating func read(_ list: DERReader) throws(EncodingError) {
    var list = list
    while !list.isAtEnd {
      var fields = try list.nested(DERReader.Tag.sequence)
      let identifier = try fields.content(DERReader.Tag.objectIdentifier)
      // Whether it is critical.
      _ = try fields.optional(CertificateExtensions.boolean)
      var value = DERReader(try fields.content(DERReader.Tag.octetString))
      if identifier.elementsEqual(CertificateExtensions.alternativeNames) {
        var general = try value.nested(DERReader.Tag.sequence)
        while !general.isAtEnd {
          let name = try general.element()
          guard name.tag == CertificateExtensions.dnsName else { continue }
          names.insert(String(decoding: name.content, as: UTF8.self).lowercased())
        }
      } else if identifier.elementsEqual(CertificateExtensions.authorityKeyIdentifier) {
        var key = try value.nested(DERReader.Tag.sequence)
        authorityKey = try key.optional(CertificateExtensions.keyIdentifier)
      }
    }
  }
}
