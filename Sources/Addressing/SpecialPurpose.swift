/// The ranges that a CA never connects to. Source: IANA IPv4 and IPv6 Special-Purpose Address Registries, every prefix
/// whatever its "globally reachable" column says, as Boulder (Let's Encrypt's CA) uses them; and multicast (RFC 5771,
/// RFC 4291 section 2.7), which is in neither registry and never a web server's.
public enum SpecialPurpose {
  /// The prefix that makes `address` reserved, with what it is for; nil where the address is an ordinary one.
  public static func range(of address: IPAddress) -> (prefix: AddressPrefix, use: String)? {
    for (prefix, use) in ranges where prefix.contains(address) { return (prefix, use) }
    return nil
  }

  private static let ranges: [(AddressPrefix, String)] = table.compactMap { prefix, use in
    AddressPrefix(prefix).map { ($0, use) }
  }

  static let table: [(String, String)] = [
    ("0.0.0.0/8", "this network"),
    ("10.0.0.0/8", "private use"),
    ("100.64.0.0/10", "carrier-grade NAT"),
    ("127.0.0.0/8", "loopback"),
    ("169.254.0.0/16", "link local"),
    ("172.16.0.0/12", "private use"),
    ("192.0.0.0/24", "IETF protocol assignments"),
    ("192.0.2.0/24", "documentation"),
    ("192.31.196.0/24", "AS112"),
    ("192.52.193.0/24", "AMT"),
    ("192.88.99.0/24", "6to4 relay anycast"),
    ("192.168.0.0/16", "private use"),
    ("192.175.48.0/24", "AS112"),
    ("198.18.0.0/15", "benchmarking"),
    ("198.51.100.0/24", "documentation"),
    ("203.0.113.0/24", "documentation"),
    ("224.0.0.0/4", "multicast"),
    ("240.0.0.0/4", "reserved for future use"),
    ("::1/128", "loopback"),
    ("::/128", "unspecified"),
    ("::ffff:0:0/96", "IPv4-mapped"),
    ("64:ff9b::/96", "IPv4-IPv6 translation"),
    ("64:ff9b:1::/48", "IPv4-IPv6 translation"),
    ("100::/64", "discard only"),
    ("2001::/23", "IETF protocol assignments"),
    ("2001:db8::/32", "documentation"),
    ("2002::/16", "6to4"),
    ("2620:4f:8000::/48", "AS112"),
    ("3fff::/20", "documentation"),
    ("5f00::/16", "segment routing"),
    ("fc00::/7", "unique local"),
    ("fe80::/10", "link local"),
    ("ff00::/8", "multicast"),
  ]
}
