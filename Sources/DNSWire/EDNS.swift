/// What the OPT record of a message says (RFC 6891).
public struct EDNS: Hashable, Sendable {
  /// The largest message over UDP that the sender takes.
  public var udpPayloadSize: UInt16
  public var version: UInt8
  /// DO, echoed.
  public var dnssecOK: Bool
  /// Why an answer is an error or stale, in the sender's order (RFC 8914).
  public var errors: [ExtendedError]

  public init(udpPayloadSize: UInt16 = 1232, version: UInt8 = 0, dnssecOK: Bool = false, errors: [ExtendedError] = []) {
    self.udpPayloadSize = udpPayloadSize
    self.version = version
    self.dnssecOK = dnssecOK
    self.errors = errors
  }
}

/// An Extended DNS Error (RFC 8914).
public struct ExtendedError: Hashable, Sendable {
  public var code: UInt16
  /// The server's own words: a stranger's, at most `maximumTextOctets` before repair of what is not UTF-8.
  public var text: String

  public init(code: UInt16, text: String = "") {
    self.code = code
    self.text = text
  }

  /// RFC 8914 sets no limit but asks for few; what is shown to people is a line or two.
  static let maximumTextOctets = 256
  /// More than this many say nothing more.
  static let maximumCount = 8

  /// The code's name and the server's words: "DNSSEC Bogus: signature expired".
  public var summary: String {
    let name = meaning ?? "Extended DNS error \(code)"
    return text.isEmpty ? name : "\(name): \(text)"
  }

  /// Whether the code says that validation failed: 1, 2 and 5 to 12 (RFC 8914 section 4), 25 and 27 of the registry.
  public var isAboutDNSSEC: Bool {
    switch code {
    case 1, 2, 5...12, 25, 27: true
    default: false
    }
  }

  /// Whether it says that the domain's name servers could not be reached: 22 and 23.
  public var isAboutReaching: Bool { code == 22 || code == 23 }
}

extension EDNS {
  /// RFC 8914 section 2.
  static let extendedErrorOption: UInt16 = 15

  /// RFC 6891 section 6.1.3: version and flags stand in the TTL.
  init(udpPayloadSize: UInt16, ttl: UInt32) {
    self.init(
      udpPayloadSize: udpPayloadSize, version: UInt8(truncatingIfNeeded: ttl >> 16),
      dnssecOK: UInt16(truncatingIfNeeded: ttl) & Flags.dnssecOK != 0)
  }

  /// Reads the options up to `end`, which is within the message. Unknown ones are passed over.
  mutating func readOptions(_ reader: inout WireReader, until end: Int) throws(WireError) {
    while reader.offset < end {
      let option = try reader.uint16()
      let length = Int(try reader.uint16())
      guard length <= end - reader.offset else { throw WireError(.badLength, at: reader.offset) }
      guard option == EDNS.extendedErrorOption, errors.count < ExtendedError.maximumCount else {
        _ = try reader.take(length)
        continue
      }
      guard length >= 2 else { throw WireError(.badLength, at: reader.offset) }
      let code = try reader.uint16()
      // RFC 8914 section 2: the text may end in a zero, which is no part of it.
      var text = try reader.take(length - 2)
      while text.last == 0 { text.removeLast() }
      errors.append(
        ExtendedError(code: code, text: String(decoding: text.prefix(ExtendedError.maximumTextOctets), as: UTF8.self)))
    }
  }
}
