/// A signature over the records of one name and type (RFC 4034 section 3.1), without the signature itself.
public struct SignatureRecord: Hashable, Sendable {
  public var covered: RecordType
  public var algorithm: UInt8
  /// Seconds since 1970, modulo 2^32 (RFC 4034 section 3.1.5).
  public var expiration: UInt32
  public var inception: UInt32
  public var keyTag: UInt16

  /// Nil where the data is too short.
  public init?(_ data: [UInt8]) {
    guard data.count > 18 else { return nil }
    covered = RecordType(rawValue: data.word(at: 0))
    algorithm = data[2]
    expiration = UInt32(data.word(at: 8)) << 16 | UInt32(data.word(at: 10))
    inception = UInt32(data.word(at: 12)) << 16 | UInt32(data.word(at: 14))
    keyTag = data.word(at: 16)
  }

  /// Serial number arithmetic (RFC 1982): right for 68 years either way.
  public func isExpired(at seconds: Int64) -> Bool {
    Int32(bitPattern: expiration &- UInt32(truncatingIfNeeded: seconds)) < 0
  }

  public func isEarly(at seconds: Int64) -> Bool {
    Int32(bitPattern: inception &- UInt32(truncatingIfNeeded: seconds)) > 0
  }

  /// Seconds since 1970, seen from a moment at most 68 years away.
  public func expiration(near seconds: Int64) -> Int64 {
    seconds + Int64(Int32(bitPattern: expiration &- UInt32(truncatingIfNeeded: seconds)))
  }
}

/// Which key the parent zone vouches for (RFC 4034 section 5.1), without the digest.
public struct DelegationSigner: Hashable, Sendable {
  public var keyTag: UInt16
  public var algorithm: UInt8

  public init?(_ data: [UInt8]) {
    guard data.count > 4 else { return nil }
    keyTag = data.word(at: 0)
    algorithm = data[2]
  }
}

/// A zone's key (RFC 4034 section 2.1), without the key itself.
public struct ZoneKey: Hashable, Sendable {
  public var keyTag: UInt16
  public var algorithm: UInt8

  public init?(_ data: [UInt8]) {
    guard data.count > 4 else { return nil }
    algorithm = data[3]
    // RFC 4034 appendix B; algorithm 1 has a rule of its own and is forbidden since RFC 8624.
    var sum: UInt64 = 0
    for (index, octet) in data.enumerated() { sum += index & 1 == 0 ? UInt64(octet) << 8 : UInt64(octet) }
    sum += sum >> 16 & 0xffff
    keyTag = UInt16(truncatingIfNeeded: sum)
  }
}

extension ResourceRecord {
  private var octets: [UInt8]? {
    if case .other(let octets) = data { octets } else { nil }
  }

  public var signature: SignatureRecord? { type == .rrsig ? octets.flatMap { SignatureRecord($0) } : nil }
  public var delegationSigner: DelegationSigner? { type == .ds ? octets.flatMap { DelegationSigner($0) } : nil }
  public var zoneKey: ZoneKey? { type == .dnskey ? octets.flatMap { ZoneKey($0) } : nil }
}

extension [UInt8] {
  fileprivate func word(at index: Int) -> UInt16 { UInt16(self[index]) << 8 | UInt16(self[index + 1]) }
}
