public import Addressing

/// The platform's addresses, to which its customers' domains should point.
public struct ExpectedAddresses: Hashable, Sendable {
  public let prefixes: [AddressPrefix]

  /// Ranges given twice are kept once, in the order given.
  public init(prefixes: [AddressPrefix]) {
    var seen: Set<AddressPrefix> = []
    self.prefixes = prefixes.filter { seen.insert($0).inserted }
  }

  public func contains(_ address: IPAddress) -> Bool {
    prefixes.contains { $0.contains(address) }
  }

  /// Each range as text, in the order given: for a finding's evidence.
  public var list: [String] { prefixes.map(\.description) }

  /// The ranges of these families for a sentence: "203.0.113.10", "an address in 203.0.113.0/24", "a or b". Empty where
  /// the platform has none.
  public func description(for families: Set<IPAddress.Family>) -> String {
    let texts = prefixes.filter { families.contains($0.base.family) }.map {
      $0.isSingleAddress ? "\($0)" : "an address in \($0)"
    }
    let shown = texts.prefix(ExpectedAddresses.maximumShown)
    guard let last = shown.last else { return "" }
    if texts.count > shown.count { return shown.joined(separator: ", ") + " or \(texts.count - shown.count) more" }
    return shown.count == 1 ? last : shown.dropLast().joined(separator: ", ") + " or " + last
  }

  /// What an A (or AAAA) record would hold; the other family's where the platform has none of this one.
  func description(forRecordsOf family: IPAddress.Family) -> String {
    let own = description(for: [family])
    return own.isEmpty ? description(for: [.ipv4, .ipv6]) : own
  }

  /// What a name of the platform's needs, for a sentence: "an A record with 203.0.113.10", "an A record with …, and an
  /// AAAA record with …".
  public var records: String {
    let ipv4 = description(for: [.ipv4])
    let ipv6 = description(for: [.ipv6])
    let texts = [ipv4.isEmpty ? "" : "an A record with \(ipv4)", ipv6.isEmpty ? "" : "an AAAA record with \(ipv6)"]
    return texts.filter { !$0.isEmpty }.joined(separator: ", and ")
  }

  /// More ranges than this are no help in a sentence.
  private static let maximumShown = 4
}
