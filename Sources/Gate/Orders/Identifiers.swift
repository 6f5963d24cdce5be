/// The name of one order, in the ledger and of its files: [a-z0-9], at most 32 of them.
public struct OrderID: Hashable, Sendable, CustomStringConvertible {
  public let text: String

  /// A new one of 16 characters (82 random bits).
  public init(using random: inout some RandomNumberGenerator) {
    text = randomText(16, using: &random)
  }

  /// Nil for what is not [a-z0-9]{1,32}: it becomes part of a path.
  public init?(_ text: some StringProtocol) {
    guard isIdentifier(text) else { return nil }
    self.text = String(text)
  }

  public var description: String { text }
}

/// The name of one running `preflight`, unlike a process id never used twice: [a-z0-9], at most 32 of them.
public struct OwnerID: Hashable, Sendable, CustomStringConvertible {
  public let text: String

  public init(using random: inout some RandomNumberGenerator) {
    text = randomText(12, using: &random)
  }

  /// Nil for what is not [a-z0-9]{1,32}: it becomes part of a path.
  public init?(_ text: some StringProtocol) {
    guard isIdentifier(text) else { return nil }
    self.text = String(text)
  }

  public var description: String { text }
}

private func randomText(_ count: Int, using random: inout some RandomNumberGenerator) -> String {
  let alphabet = Array("abcdefghijklmnopqrstuvwxyz0123456789".utf8)
  let bytes = (0..<count).map { _ in alphabet[Int.random(in: 0..<alphabet.count, using: &random)] }
  return String(decoding: bytes, as: UTF8.self)
}

private func isIdentifier(_ text: some StringProtocol) -> Bool {
  (1...32).contains(text.utf8.count) && text.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) }
}
