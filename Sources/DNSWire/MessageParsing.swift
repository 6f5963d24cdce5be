extension Message {
  /// Reads a whole message (RFC 1035 section 4.1). Throws where any octet is missing, left over or out of place; of a
  /// message marked as truncated only header and question must be whole.
  public init(parsing bytes: [UInt8]) throws(WireError) {
    let result = bytes.withUnsafeBytes { bytes in
      Result { () throws(WireError) in try Message(parsing: bytes) }
    }
    self = try result.get()
  }

  public init(parsing bytes: UnsafeRawBufferPointer) throws(WireError) {
    var reader = WireReader(bytes)
    // Section 4.1.1: the header.
    let id = try reader.uint16()
    let flags = try reader.uint16()
    let questionCount = try reader.uint16()
    let counts = Counts(
      answers: try reader.uint16(), authorities: try reader.uint16(), additionals: try reader.uint16())
    self.init(
      id: id, isResponse: flags & Flags.response != 0, opcode: UInt8(truncatingIfNeeded: flags >> 11 & 15),
      isAuthoritative: flags & Flags.authoritative != 0, isTruncated: flags & Flags.truncated != 0,
      recursionDesired: flags & Flags.recursionDesired != 0,
      recursionAvailable: flags & Flags.recursionAvailable != 0,
      authenticatedData: flags & Flags.authenticatedData != 0, checkingDisabled: flags & Flags.checkingDisabled != 0,
      responseCode: ResponseCode(rawValue: flags & 15), question: nil, edns: nil)

    // Section 4.1.2: the question.
    guard questionCount <= 1 else { throw WireError(.manyQuestions, at: 4) }
    if questionCount == 1 {
      let name = try reader.name()
      let type = RecordType(rawValue: try reader.uint16())
      guard try reader.uint16() == Flags.classIN else { throw WireError(.badClass, at: reader.offset - 2) }
      question = Question(name: name, type: type)
      reader.questionName = name
    }

    // Section 4.1.3: the records.
    do {
      try readRecords(&reader, counts)
    } catch {
      guard isTruncated else { throw error }
      answers = []
      authorities = []
      glue = []
      edns = nil
      responseCode = ResponseCode(rawValue: flags & 15)
    }
  }

  private struct Counts {
    let answers: UInt16
    let authorities: UInt16
    let additionals: UInt16
  }

  private mutating func readRecords(_ reader: inout WireReader, _ counts: Counts) throws(WireError) {
    answers = try Message.records(&reader, count: counts.answers)
    authorities = try Message.records(&reader, count: counts.authorities)
    for _ in 0..<counts.additionals { try readAdditional(&reader) }
    guard reader.isAtEnd else { throw WireError(.trailingBytes, at: reader.offset) }
  }

  /// The records of a section. Those of another class than IN answer a question that nobody asked, and are left out.
  private static func records(_ reader: inout WireReader, count: UInt16) throws(WireError) -> [ResourceRecord] {
    var records: [ResourceRecord] = []
    // The count is the sender's claim: a record has at least 11 octets (root 1, type 2, class 2, TTL 4, length 2).
    records.reserveCapacity(min(Int(count), (reader.bytes.count - reader.offset) / 11))
    for _ in 0..<count {
      let name = try reader.name()
      let type = RecordType(rawValue: try reader.uint16())
      let recordClass = try reader.uint16()
      let ttl = try reader.uint32()
      let length = try reader.dataLength()
      guard recordClass == Flags.classIN else {
        _ = try reader.take(length)
        continue
      }
      let data = try RecordData(&reader, type: type, length: length)
      records.append(ResourceRecord(name: name, type: type, ttl: ttl >> 31 == 0 ? ttl : 0, data: data))
    }
    return records
  }

  /// A referral of thirteen hosts has 26 addresses; a message that holds more than this is no referral.
  private static let maximumGlue = 64

  private mutating func readAdditional(_ reader: inout WireReader) throws(WireError) {
    let start = reader.offset
    var nameReader = reader
    try reader.skipName()
    let ownerIsRoot = reader.offset == start + 1
    let type = RecordType(rawValue: try reader.uint16())
    let recordClass = try reader.uint16()
    let ttl = try reader.uint32()
    let length = try reader.dataLength()
    guard type == .opt else {
      if type == .a || type == .aaaa, recordClass == Flags.classIN, glue.count < Message.maximumGlue {
        let data = try RecordData(&reader, type: type, length: length)
        glue.append(ResourceRecord(name: try nameReader.name(), type: type, ttl: ttl >> 31 == 0 ? ttl : 0, data: data))
      } else {
        _ = try reader.take(length)
      }
      return
    }
    guard ownerIsRoot, edns == nil else { throw WireError(.badOPT, at: start) }
    var options = EDNS(udpPayloadSize: recordClass, ttl: ttl)
    try options.readOptions(&reader, until: reader.offset + length)
    edns = options
    // RFC 6891 section 6.1.3: the upper 8 bits of the code.
    responseCode = ResponseCode(rawValue: UInt16(ttl >> 24) << 4 | responseCode.rawValue)
  }
}

extension WireReader {
  /// RDLENGTH, whose octets are all there.
  fileprivate mutating func dataLength() throws(WireError) -> Int {
    let length = Int(try uint16())
    guard length <= bytes.count - offset else { throw WireError(.truncated, at: bytes.count) }
    return length
  }
}
