/// Colours for a terminal, or none. A colour only repeats what a word says already.
public struct Style: Hashable, Sendable {
  public static let plain = Style(color: false)

  public let color: Bool

  public init(color: Bool) {
    self.color = color
  }

  /// What a piece of text is, rather than how it looks.
  public enum Role: Sendable {
    case good
    case bad
    case unsure
    case strong
    case faint

    /// The parameters of SGR (ECMA-48 section 8.3.117).
    fileprivate var code: String {
      switch self {
      case .good: "32"
      case .bad: "31"
      case .unsure: "33"
      case .strong: "1"
      case .faint: "2"
      }
    }
  }

  /// `text` must be inert already.
  public func callAsFunction(_ role: Role, _ text: String) -> String {
    color && !text.isEmpty ? "\u{1b}[\(role.code)m\(text)\u{1b}[0m" : text
  }
}
