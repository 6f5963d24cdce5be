/// A CAA record (RFC 8659 section 4.1), its parts as they came.
public struct CAARecord: Hashable, Sendable, CustomStringConvertible {
  /// Bit 128 says critical: a CA that does not know the tag must not issue.
  public var flags: UInt8
  /// Letters and digits in any case; a stranger's octets.
  public var tag: [UInt8]
  /// A stranger's octets.
  public var value: [UInt8]

  public init(flags: UInt8, tag: [UInt8], value: [UInt8]) {
    self.flags = flags
    self.tag = tag
    self.value = value
  }

  /// As a zone file shows it: `0 issue "letsencrypt.org"`, with everything escaped that is not plain ASCII.
  public var description: String {
    var text = "\(flags) "
    for octet in tag { text.appendPresentation(octet) { isLetterOrDigit($0) } }
    text += " \""
    for octet in value {
      text.appendPresentation(octet) {
        (0x20...0x7e).contains($0) && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\")
      }
    }
    return text + "\""
  }
}

private func isLetterOrDigit(_ octet: UInt8) -> Bool {
  (48...57).contains(octet) || (0x61...0x7a).contains(octet.lowercasedASCII)
}
