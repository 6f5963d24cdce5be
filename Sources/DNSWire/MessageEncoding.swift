private import Addressing

extension Message {
  /// The message in wire form: for servers in tests. Names are written whole, but for a pointer to the question's.
  /// Record data beyond 65,535 octets, or a text string beyond 255, is cut.
  public func encoded() -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.append(word: id)
    var flags = UInt16(opcode & 15) << 11 | responseCode.rawValue & 15
    if isResponse { flags |= Flags.response }
    if isAuthoritative { flags |= Flags.authoritative }
    if isTruncated { flags |= Flags.truncated }
    if recursionDesired { flags |= Flags.recursionDesired }
    if recursionAvailable { flags |= Flags.recursionAvailable }
    if authenticatedData { flags |= Flags.authenticatedData }
    if checkingDisabled { flags |= Flags.checkingDisabled }
    bytes.append(word: flags)
    bytes.append(word: question == nil ? 0 : 1)
    bytes.append(word: UInt16(truncatingIfNeeded: answers.count))
    bytes.append(word: UInt16(truncatingIfNeeded: authorities.count))
    bytes.append(word: UInt16(truncatingIfNeeded: glue.count + (edns == nil ? 0 : 1)))
    if let question {
      bytes.append(contentsOf: question.name.wire)
      bytes.append(word: question.type.rawValue)
      bytes.append(word: Flags.classIN)
    }
    for record in answers + authorities + glue {
      if record.name == question?.name, !record.name.isRoot {
        bytes.append(word: 0xc000 | UInt16(WireReader.headerOctets))
      } else {
        bytes.append(contentsOf: record.name.wire)
      }
      bytes.append(word: record.type.rawValue)
      bytes.append(word: Flags.classIN)
      bytes.append(long: record.ttl)
      bytes.append(counted: record.data.encoded())
    }
    if let edns {
      bytes.append(0)
      bytes.append(word: RecordType.opt.rawValue)
      bytes.append(word: edns.udpPayloadSize)
      bytes.append(UInt8(truncatingIfNeeded: responseCode.rawValue >> 4))
      bytes.append(edns.version)
      bytes.append(word: edns.dnssecOK ? Flags.dnssecOK : 0)
      var options: [UInt8] = []
      for error in edns.errors {
        options.append(word: EDNS.extendedErrorOption)
        var option: [UInt8] = []
        option.append(word: error.code)
        option.append(contentsOf: error.text.utf8)
        options.append(counted: option)
      }
      bytes.append(counted: options)
    }
    return bytes
  }
}

extension RecordData {
  fileprivate func encoded() -> [UInt8] {
    switch self {
    case .address(let address): return address.bytes
    case .cname(let name), .ns(let name): return name.wire
    case .soa(let soa):
      var bytes = soa.primary.wire + soa.mailbox.wire
      for value in [soa.serial, soa.refresh, soa.retry, soa.expire, soa.minimum] { bytes.append(long: value) }
      return bytes
    case .txt(let strings):
      return strings.flatMap { [UInt8(min($0.count, 255))] + $0.prefix(255) }
    case .caa(let caa):
      return [caa.flags, UInt8(min(caa.tag.count, 255))] + caa.tag.prefix(255) + caa.value
    case .other(let bytes): return bytes
    }
  }
}

extension [UInt8] {
  fileprivate mutating func append(counted bytes: [UInt8]) {
    append(word: UInt16(Swift.min(bytes.count, 65_535)))
    append(contentsOf: bytes.prefix(65_535))
  }
}
