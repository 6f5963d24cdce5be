/// Reads a message from its start to its end, every access within bounds.
struct WireReader {
  let bytes: UnsafeRawBufferPointer
  /// Where the next field begins.
  private(set) var offset = 0
  /// The question's name, which nearly every record's owner points to: shared, not copied.
  var questionName: DNSName?

  init(_ bytes: UnsafeRawBufferPointer) {
    self.bytes = bytes
  }

  /// RFC 1035 section 4.1.1: six words.
  static let headerOctets = 12

  var isAtEnd: Bool { offset == bytes.count }

  mutating func uint8() throws(WireError) -> UInt8 {
    guard offset < bytes.count else { throw WireError(.truncated, at: offset) }
    defer { offset += 1 }
    return bytes[offset]
  }

  mutating func uint16() throws(WireError) -> UInt16 {
    guard bytes.count - offset >= 2 else { throw WireError(.truncated, at: offset) }
    defer { offset += 2 }
    return UInt16(bytes[offset]) << 8 | UInt16(bytes[offset + 1])
  }

  mutating func uint32() throws(WireError) -> UInt32 {
    UInt32(try uint16()) << 16 | UInt32(try uint16())
  }

  /// The next `count` octets, of the message itself.
  mutating func take(_ count: Int) throws(WireError) -> Slice<UnsafeRawBufferPointer> {
    guard bytes.count - offset >= count else { throw WireError(.truncated, at: offset) }
    defer { offset += count }
    return bytes[offset..<(offset + count)]
  }

  /// Passes over a name: to the root's zero or to the first pointer, which ends it.
  mutating func skipName() throws(WireError) {
    offset = try measureName(at: offset).end
  }

  /// A name, its compression undone (RFC 1035 section 4.1.4).
  mutating func name() throws(WireError) -> DNSName {
    let start = offset
    if let questionName, bytes.count - start >= 2, bytes[start] == 0xc0, bytes[start + 1] == WireReader.headerOctets {
      offset += 2
      return questionName
    }
    let (end, octets) = try measureName(at: start)
    offset = end
    return DNSName(
      validWire: [UInt8](unsafeUninitializedCapacity: octets) { buffer, count in
        var index = start
        // The measurement has walked this way before: in bounds, and to an end.
        while count < octets {
          let length = Int(bytes[index])
          if length >= 0xc0 {
            index = (length & 0x3f) << 8 | Int(bytes[index + 1])
            continue
          }
          buffer[count] = UInt8(length)
          for step in 0..<length { buffer[count + 1 + step] = bytes[index + 1 + step].lowercasedASCII }
          count += 1 + length
          index += 1 + length
        }
      })
  }

  /// Where the name at `start` ends in the message, and how many octets it has uncompressed. Each pointer must lead to
  /// before the part in which it stands, so the walk ends; the 255 octets end it sooner.
  private func measureName(at start: Int) throws(WireError) -> (end: Int, octets: Int) {
    var index = start
    var partStart = start
    var end: Int?
    var octets = 0
    var pointers = 0
    while true {
      guard index < bytes.count else { throw WireError(.truncated, at: index) }
      let length = Int(bytes[index])
      switch length {
      case 0:
        octets += 1
        guard octets <= DNSName.maximumOctets else { throw WireError(.nameTooLong, at: start) }
        return (end ?? index + 1, octets)
      case 1...DNSName.maximumLabelOctets:
        octets += 1 + length
        guard octets < DNSName.maximumOctets else { throw WireError(.nameTooLong, at: start) }
        guard bytes.count - index > length else { throw WireError(.truncated, at: bytes.count) }
        index += 1 + length
      case 0xc0...:
        guard bytes.count - index >= 2 else { throw WireError(.truncated, at: bytes.count) }
        let target = (length & 0x3f) << 8 | Int(bytes[index + 1])
        guard target < partStart, target >= WireReader.headerOctets else { throw WireError(.badPointer, at: index) }
        // A name has at most 127 labels; pointers to pointers only cost time, once for each record that begins there.
        pointers += 1
        guard pointers <= DNSName.maximumOctets / 2 else { throw WireError(.badPointer, at: start) }
        if end == nil { end = index + 2 }
        index = target
        partStart = target
      default:
        throw WireError(.labelTooLong, at: index)
      }
    }
  }
}
