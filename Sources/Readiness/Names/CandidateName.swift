public import DNSWire

/// How a CA is to be convinced (RFC 8555 section 8).
public enum ValidationMethod: String, Hashable, Sendable, CaseIterable {
  case http01 = "http-01"
  case dns01 = "dns-01"
}

/// A name for which a CA would begin to validate.
public struct CandidateName: Hashable, Sendable {
  /// As it was given.
  public let input: String
  /// A-labels in lower case without a trailing dot; a leading "*." is kept.
  public let ascii: String
  public let isWildcard: Bool
  /// The name without "*.": what is looked up.
  public let base: DNSName
  /// The name under which the CA's limits count it: public suffix (both sections of the list) and one label more, or
  /// the name itself where it is a private suffix.
  public let registeredDomain: String
}

/// A name for which a CA would not even begin.
public struct RefusedName: Error, Hashable, Sendable {
  /// As it was given.
  public let input: String
  /// The A-label form in lower case without a trailing dot, where it has one; else as it was given.
  public let name: String
  public let finding: Finding
}
