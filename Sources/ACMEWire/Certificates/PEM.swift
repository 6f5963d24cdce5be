/// Textual encoding of certificates (RFC 7468).
public enum PEM {
  public static let maximumChain = 20

  /// The certificates of an `application/pem-certificate-chain` (RFC 8555 section 9.1), the order's own first, in DER.
  ///
  /// Throws: `EncodingError` for anything else than certificates, text between them included.
  public static func chain(_ octets: [UInt8]) throws(EncodingError) -> [[UInt8]] {
    guard let text = String(validating: octets, as: UTF8.self), text.utf8.allSatisfy({ $0 < 0x80 }) else {
      throw EncodingError("the certificate chain is not text")
    }
    var chain: [[UInt8]] = []
    var body: String?
    for line in text.split(whereSeparator: \.isNewline) {
      let line = line.drop { $0 == " " || $0 == "\t" }.trimmingEnd()
      if line.isEmpty { continue }
      switch (body, line) {
      case (nil, "-----BEGIN CERTIFICATE-----"): body = ""
      case (nil, _): throw EncodingError("the certificate chain holds something else than certificates")
      case (let text?, "-----END CERTIFICATE-----"):
        guard let der = Base64.decode(text), !der.isEmpty else { throw EncodingError("a certificate is not base64") }
        guard chain.count < maximumChain else { throw EncodingError("the certificate chain has no end") }
        chain.append(der)
        body = nil
      case (_?, _): body?.append(contentsOf: line)
      }
    }
    guard body == nil else { throw EncodingError("the last certificate of the chain is cut off") }
    guard !chain.isEmpty else { throw EncodingError("there is no certificate in the chain") }
    return chain
  }

  /// The content of the first block with that label; nil where there is none that can be read.
  public static func first(_ label: String, in octets: [UInt8]) -> [UInt8]? {
    let text = String(decoding: octets, as: UTF8.self)
    let lines = text.split(whereSeparator: \.isNewline)
    guard let begin = lines.firstIndex(where: { $0 == "-----BEGIN \(label)-----" }),
      let end = lines[begin...].firstIndex(where: { $0 == "-----END \(label)-----" })
    else { return nil }
    return Base64.decode(lines[(begin + 1)..<end].joined())
  }

  /// One block in RFC 7468's strict form, with its line feed.
  public static func block(_ label: String, _ der: [UInt8]) -> String {
    var text = "-----BEGIN \(label)-----\n"
    var digits = Base64.encode(der)[...]
    while !digits.isEmpty {
      text += digits.prefix(64) + "\n"
      digits = digits.dropFirst(64)
    }
    return text + "-----END \(label)-----\n"
  }
}

extension Substring {
  fileprivate func trimmingEnd() -> Substring {
    var text = self
    while text.last == " " || text.last == "\t" { text.removeLast() }
    return text
  }
}
