/// A DNS message: mostly a reply. The additional section is read for EDNS and addresses alone.
public struct Message: Hashable, Sendable {
  public var id: UInt16
  /// QR.
  public var isResponse: Bool
  /// 0 is a query.
  public var opcode: UInt8
  /// AA: from the zone's own server.
  public var isAuthoritative: Bool
  /// TC: cut to fit; ask again over TCP. What was cut inside a record has no records here at all.
  public var isTruncated: Bool
  public var recursionDesired: Bool
  public var recursionAvailable: Bool
  /// AD: the resolver validated all of it (RFC 4035 section 3.2.3).
  public var authenticatedData: Bool
  public var checkingDisabled: Bool
  /// With the bits that EDNS adds.
  public var responseCode: ResponseCode
  public var question: Question?
  public var answers: [ResourceRecord]
  public var authorities: [ResourceRecord]
  /// A and AAAA of the additional section: the addresses of name servers that a referral names, "glue".
  public var glue: [ResourceRecord]
  public var edns: EDNS?

  public init(
    id: UInt16 = 0, isResponse: Bool = true, opcode: UInt8 = 0, isAuthoritative: Bool = false,
    isTruncated: Bool = false, recursionDesired: Bool = true, recursionAvailable: Bool = true,
    authenticatedData: Bool = false, checkingDisabled: Bool = false, responseCode: ResponseCode = .noError,
    question: Question?, answers: [ResourceRecord] = [], authorities: [ResourceRecord] = [],
    glue: [ResourceRecord] = [], edns: EDNS? = EDNS()
  ) {
    self.id = id
    self.isResponse = isResponse
    self.opcode = opcode
    self.isAuthoritative = isAuthoritative
    self.isTruncated = isTruncated
    self.recursionDesired = recursionDesired
    self.recursionAvailable = recursionAvailable
    self.authenticatedData = authenticatedData
    self.checkingDisabled = checkingDisabled
    self.responseCode = responseCode
    self.question = question
    self.answers = answers
    self.authorities = authorities
    self.glue = glue
    self.edns = edns
  }

  /// The id of a message of which nothing else is known; nil where it is shorter than a header.
  public static func id(of bytes: UnsafeRawBufferPointer) -> UInt16? {
    bytes.count >= WireReader.headerOctets ? UInt16(bytes[0]) << 8 | UInt16(bytes[1]) : nil
  }
}

/// What was asked, always of class IN.
public struct Question: Hashable, Sendable {
  public var name: DNSName
  public var type: RecordType

  public init(name: DNSName, type: RecordType) {
    self.name = name
    self.type = type
  }
}
