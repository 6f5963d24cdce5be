public import DNSWire

/// Where the platform can put the CA's record: the name to which `_acme-challenge` of a domain should be an alias, or
/// under which. `{name}` stands for the domain that is checked: "{name}.acme.platform.example".
public struct ChallengeTarget: Hashable, Sendable, CustomStringConvertible {
  public let description: String

  private static let placeholder = "{name}"

  /// Nil where the text is no host name, `{name}` aside.
  public init?(_ text: some StringProtocol) {
    let text = text.lowercased()
    guard let sample = DNSName(text.replacing(Self.placeholder, with: "a")), sample.labelCount >= 2,
      "\(sample)".utf8.allSatisfy(\.isTargetOctet)
    else { return nil }
    description = text.utf8.last == UInt8(ascii: ".") ? String(text.dropLast()) : text
  }

  /// As it is for one domain.
  public func text(for base: DNSName) -> String {
    description.replacing(Self.placeholder, with: "\(base)")
  }

  /// Whether one of the aliases is the target or below it. From there on the platform decides.
  public func isReached(by cnames: [DNSName], from base: DNSName) -> Bool {
    // Nil: with the domain in it the target is longer than a name may be.
    guard let target = DNSName(text(for: base)) else { return false }
    return cnames.contains { $0.hasSuffix(target) }
  }
}

extension UInt8 {
  fileprivate var isTargetOctet: Bool {
    switch self {
    case 0x61...0x7a, 0x30...0x39, 0x2d, 0x2e, 0x5f: true
    default: false
    }
  }
}
