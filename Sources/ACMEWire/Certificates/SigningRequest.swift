/// A certificate signing request (RFC 2986).
public struct SigningRequest: Hashable, Sendable {
  public let der: [UInt8]
  /// SubjectPublicKeyInfo in DER: that of the certificate to come.
  public let publicKey: [UInt8]

  /// Throws: `EncodingError` where it is none.
  public init(der: [UInt8]) throws(EncodingError) {
    var outer = DERReader(der)
    var signed = try outer.nested(DERReader.Tag.sequence)
    try outer.end()
    var fields = try signed.nested(DERReader.Tag.sequence)
    _ = try fields.content(DERReader.Tag.integer)
    _ = try fields.content(DERReader.Tag.sequence)
    let key = try fields.element()
    guard key.tag == DERReader.Tag.sequence else { throw EncodingError("the request has no public key") }
    self.der = der
    publicKey = Array(key.whole)
  }

  /// What `openssl req` is told, so that it asks for these names and nothing else.
  ///
  /// Throws: `EncodingError` for a name that is no host name in A-labels: its characters could mean something there.
  public static func configuration(names: [String]) throws(EncodingError) -> String {
    for name in names {
      let isHostName =
        (1...253).contains(name.utf8.count)
        && name.utf8.allSatisfy { byte in
          (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
            || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "_")
        }
      guard isHostName else { throw EncodingError("the name \(name) cannot stand in a certificate") }
    }
    let list = names.enumerated().map { "DNS.\($0.offset + 1) = \($0.element)\n" }.joined()
    // The subject stays empty: names belong into the extension (RFC 5280 section 4.2.1.6), and a common name would be
    // bound to 64 characters.
    return """
      [req]
      prompt = no
      distinguished_name = subject
      req_extensions = extensions
      [subject]
      [extensions]
      subjectAltName = @names
      [names]
      \(list)
      """
  }
}
