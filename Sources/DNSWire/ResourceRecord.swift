public import Addressing

/// One record of class IN.
public struct ResourceRecord: Hashable, Sendable {
  public var name: DNSName
  public var type: RecordType
  /// Seconds. One with the highest bit set means 0 (RFC 2181 section 8).
  public var ttl: UInt32
  public var data: RecordData

  public init(name: DNSName, type: RecordType, ttl: UInt32, data: RecordData) {
    self.name = name
    self.type = type
    self.ttl = ttl
    self.data = data
  }
}

/// What a record says, for the types that this program acts upon.
public enum RecordData: Hashable, Sendable {
  /// A or AAAA.
  case address(IPAddress)
  case cname(DNSName)
  case ns(DNSName)
  case soa(SOA)
  /// The strings of one TXT record, 0 to 255 octets each.
  case txt([[UInt8]])
  case caa(CAARecord)
  /// Any other type, as it came: names in it may be compressed.
  case other([UInt8])
}

/// Start of a zone of authority (RFC 1035 section 3.3.13). Times in seconds.
public struct SOA: Hashable, Sendable {
  public var primary: DNSName
  public var mailbox: DNSName
  public var serial: UInt32
  public var refresh: UInt32
  public var retry: UInt32
  public var expire: UInt32
  /// How long a negative answer may be kept (RFC 2308 section 4).
  public var minimum: UInt32

  public init(
    primary: DNSName, mailbox: DNSName, serial: UInt32, refresh: UInt32 = 3600, retry: UInt32 = 600,
    expire: UInt32 = 604_800, minimum: UInt32 = 300
  ) {
    self.primary = primary
    self.mailbox = mailbox
    self.serial = serial
    self.refresh = refresh
    self.retry = retry
    self.expire = expire
    self.minimum = minimum
  }
}

extension RecordData {
  /// Reads the data of a record, all `length` octets of it: no field may end before or behind them.
  init(_ reader: inout WireReader, type: RecordType, length: Int) throws(WireError) {
    let start = reader.offset
    let end = start + length
    switch type {
    case .a:
      guard length == 4 else { throw WireError(.badLength, at: start) }
      self = .address(.v4(try reader.uint32()))
    case .aaaa:
      guard length == 16 else { throw WireError(.badLength, at: start) }
      var value: UInt128 = 0
      for octet in try reader.take(16) { value = value << 8 | UInt128(octet) }
      self = .address(.ipv6(value))
    case .cname: self = .cname(try reader.name())
    case .ns: self = .ns(try reader.name())
    case .soa:
      self = .soa(
        SOA(
          primary: try reader.name(), mailbox: try reader.name(), serial: try reader.uint32(),
          refresh: try reader.uint32(), retry: try reader.uint32(), expire: try reader.uint32(),
          minimum: try reader.uint32()))
    case .txt:
      // RFC 1035 section 3.3.14: one or more strings.
      var strings: [[UInt8]] = []
      repeat {
        let count = Int(try reader.uint8())
        guard count <= end - reader.offset else { throw WireError(.badLength, at: reader.offset) }
        strings.append(Array(try reader.take(count)))
      } while reader.offset < end
      self = .txt(strings)
    case .caa:
      // RFC 8659 section 4.1. An empty tag is read as the CA reads it: one that nobody knows. A record whose tag is
      // longer than it is stays as it came: resolvers pass it on, and the answer is one that no CA can use.
      let octets = Array(try reader.take(length))
      guard octets.count >= 2, Int(octets[1]) <= octets.count - 2 else {
        self = .other(octets)
        break
      }
      let tagEnd = 2 + Int(octets[1])
      self = .caa(CAARecord(flags: octets[0], tag: Array(octets[2..<tagEnd]), value: Array(octets[tagEnd...])))
    default: self = .other(Array(try reader.take(length)))
    }
    guard reader.offset == end else { throw WireError(.badLength, at: start) }
  }
}
