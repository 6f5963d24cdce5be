/// A question to a server, as a message of its own.
public struct Query: Hashable, Sendable {
  public var name: DNSName
  public var type: RecordType
  /// RD: to a resolver yes, to a domain's own servers no.
  public var recursionDesired: Bool
  /// CD: the resolver answers without validating (RFC 4035 section 3.2.2), which tells a broken signature from a broken
  /// server.
  public var checkingDisabled: Bool
  /// AD in a query asks the resolver to say whether it validated, without the signatures (RFC 6840 section 5.7).
  public var authenticatedData: Bool
  /// DO: signatures wanted (RFC 3225).
  public var dnssecOK: Bool
  /// The largest reply over UDP that we take; nil asks without EDNS. 1232 is what passes everywhere unfragmented: IPv6's
  /// minimum MTU of 1280, less 40 for IPv6 and 8 for UDP.
  public var udpPayloadSize: UInt16?

  public init(
    name: DNSName, type: RecordType, recursionDesired: Bool = true, checkingDisabled: Bool = false,
    authenticatedData: Bool = true, dnssecOK: Bool = false, udpPayloadSize: UInt16? = 1232
  ) {
    self.name = name
    self.type = type
    self.recursionDesired = recursionDesired
    self.checkingDisabled = checkingDisabled
    self.authenticatedData = authenticatedData
    self.dnssecOK = dnssecOK
    self.udpPayloadSize = udpPayloadSize
  }

  /// Octets of the longest query: header 12, name 255, type and class 4, OPT 11.
  public static let maximumOctets = 282

  /// Appends the message to `bytes`, at most `maximumOctets`.
  public func encode(id: UInt16, into bytes: inout [UInt8]) {
    bytes.append(word: id)
    bytes.append(
      word: (recursionDesired ? Flags.recursionDesired : 0) | (authenticatedData ? Flags.authenticatedData : 0)
        | (checkingDisabled ? Flags.checkingDisabled : 0))
    // One question, and OPT in the additional section.
    bytes.append(word: 1)
    bytes.append(word: 0)
    bytes.append(word: 0)
    bytes.append(word: udpPayloadSize == nil ? 0 : 1)
    bytes.append(contentsOf: name.wire)
    bytes.append(word: type.rawValue)
    bytes.append(word: Flags.classIN)
    if let udpPayloadSize {
      // RFC 6891 section 6.1.2: owner root, class is the size, TTL is extended code, version and flags.
      bytes.append(0)
      bytes.append(word: RecordType.opt.rawValue)
      bytes.append(word: udpPayloadSize)
      bytes.append(word: 0)
      bytes.append(word: dnssecOK ? Flags.dnssecOK : 0)
      bytes.append(word: 0)
    }
  }
}

/// Bits of the header's second word (RFC 1035 section 4.1.1, RFC 4035) and of EDNS.
enum Flags {
  static let response: UInt16 = 0x8000
  static let authoritative: UInt16 = 0x0400
  static let truncated: UInt16 = 0x0200
  static let recursionDesired: UInt16 = 0x0100
  static let recursionAvailable: UInt16 = 0x0080
  static let authenticatedData: UInt16 = 0x0020
  static let checkingDisabled: UInt16 = 0x0010
  static let dnssecOK: UInt16 = 0x8000
  static let classIN: UInt16 = 1
}

extension [UInt8] {
  @inline(__always)
  mutating func append(word value: UInt16) {
    append(UInt8(truncatingIfNeeded: value >> 8))
    append(UInt8(truncatingIfNeeded: value))
  }

  @inline(__always)
  mutating func append(long value: UInt32) {
    append(word: UInt16(truncatingIfNeeded: value >> 16))
    append(word: UInt16(truncatingIfNeeded: value))
  }
}
