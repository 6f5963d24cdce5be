import Addressing

/// When another look at a name is worth it.
public enum RetryTime {
  /// Below a minute nobody changes a zone, and a day is long to wait.
  public static let bounds = 60...86_400
  /// Where what is wrong has no TTL: a server, or a failure that nobody keeps.
  private static let standard = 300

  /// Seconds for which what is wrong in DNS may be kept.
  ///
  /// - Parameter expected: The platform's addresses; nil where no target was given.
  public static func wrong(_ ipv4: AddressLookup, _ ipv6: AddressLookup, _ expected: ExpectedAddresses?) -> [UInt32] {
    let found = ipv4.addresses + ipv6.addresses
    // Without any address, that there is none is what is wrong: a negative answer is kept by its SOA. Either family
    // would do.
    if found.isEmpty { return [ipv4.ttl, ipv6.ttl].compactMap(\.self).min().map { [$0] } ?? [] }
    let isReserved = { (address: AddressLookup.Address) in SpecialPurpose.range(of: address.address) != nil }
    return found.filter { isReserved($0) || expected?.contains($0.address) == false }.map(\.ttl)
  }

  /// When the last of these has run out, within the bounds.
  public static func seconds(_ ttls: [UInt32]) -> Int {
    let last = ttls.max().map(Int.init) ?? standard
    return min(max(last, bounds.lowerBound), bounds.upperBound)
  }
}
