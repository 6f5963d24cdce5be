/// A range of addresses written as a prefix, "203.0.113.0/24" (CIDR, RFC 4632; RFC 4291 section 2.3).
public struct AddressPrefix: Hashable, Sendable, CustomStringConvertible {
  /// The first address of the range: its host bits are zero.
  public let base: IPAddress
  /// Significant bits, 0...32 or 0...128.
  public let length: Int

  /// The range that holds `address`; nil where `length` is beyond the family's.
  public init?(_ address: IPAddress, length: Int) {
    self.length = length
    switch address {
    case .v4(let value):
      guard (0...32).contains(length) else { return nil }
      base = .v4(length == 0 ? 0 : value & (UInt32.max << (32 - length)))
    case .v6(let value):
      guard (0...128).contains(length) else { return nil }
      base = .ipv6(length == 0 ? 0 : value.number & (UInt128.max << (128 - length)))
    }
  }

  /// Reads "address/length", or an address alone as a range of one. Host bits set behind the length are masked.
  public init?(_ text: some StringProtocol) {
    let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    guard let address = IPAddress(parts[0]) else { return nil }
    guard parts.count == 2 else {
      self.init(address, length: address.family == .ipv4 ? 32 : 128)
      return
    }
    guard parts[1].utf8.count <= 3, parts[1].utf8.allSatisfy({ (48...57).contains($0) }), let length = Int(parts[1])
    else { return nil }
    self.init(address, length: length)
  }

  public func contains(_ address: IPAddress) -> Bool {
    switch (base, address) {
    case (.v4(let base), .v4(let value)): length == 0 || (base ^ value) >> (32 - length) == 0
    case (.v6(let base), .v6(let value)): length == 0 || (base.number ^ value.number) >> (128 - length) == 0
    default: false
    }
  }

  public var isSingleAddress: Bool { length == (base.family == .ipv4 ? 32 : 128) }

  /// "base/length", or the address alone where the range holds just one.
  public var description: String { isSingleAddress ? "\(base)" : "\(base)/\(length)" }
}
