/// Names that no public CA issues for, since nobody can own them.
enum ReservedNames {
  /// The reserved domain that `name` is or is below; nil for an ordinary name. `name` is in lower case.
  static func domain(of name: String) -> String? {
    let lastDot = name.utf8.lastIndex(of: UInt8(ascii: "."))
    let top = lastDot.map { name[name.utf8.index(after: $0)...] } ?? name[...]
    guard tops.contains(top) else { return nil }
    var rest = name[...]
    while true {
      if domains.contains(String(rest)) { return String(rest) }
      guard let dot = rest.firstIndex(of: ".") else { return nil }
      rest = rest[rest.index(after: dot)...]
    }
  }

  /// IANA's registry "Special-Use Domain Names" (RFC 6761 and its followers) as far as it holds no public names, ICANN's
  /// resolution on "internal", and top-level names that routers and companies use without anyone having them.
  private static let domains: Set<String> = [
    "alt", "example", "in-addr.arpa", "home.arpa", "ip6.arpa", "internal", "invalid", "local", "localhost", "onion",
    "test",
    "corp", "domain", "home", "host", "intranet", "lan", "localdomain", "mail", "private",
  ]

  /// The last labels of all of them: one look tells an ordinary name.
  private static let tops = Set(domains.map { $0[($0.lastIndex(of: ".").map($0.index(after:)) ?? $0.startIndex)...] })
}
