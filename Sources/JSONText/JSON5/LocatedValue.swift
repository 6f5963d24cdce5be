/// A place in a text, as editors count: both from 1, the column in characters (Unicode scalars).
public struct TextPosition: Hashable, Sendable, Comparable, CustomStringConvertible {
  public let line: Int
  public let column: Int

  public init(line: Int, column: Int) {
    self.line = line
    self.column = column
  }

  public var description: String { "\(line):\(column)" }

  public static func < (left: TextPosition, right: TextPosition) -> Bool {
    (left.line, left.column) < (right.line, right.column)
  }
}

/// A value of a file that a person writes, with the place where it begins, so that whatever is wrong with it can be
/// shown there.
public struct LocatedValue: Hashable, Sendable {
  public enum Content: Hashable, Sendable {
    case null
    case bool(Bool)
    /// A whole number in hexadecimal comes in decimal, and none has a plus sign; else as it stood in the text.
    case number(String)
    case string(String)
    case array([LocatedValue])
    case object([Member])
  }

  public struct Member: Hashable, Sendable {
    public let key: String
    public let position: TextPosition
    public let value: LocatedValue
  }

  public let content: Content
  public let position: TextPosition

  /// What it is, for an error message: "a string", "an object".
  public var kind: String { plain.kind }

  /// The same without its places.
  public var plain: JSONValue {
    switch content {
    case .null: .null
    case .bool(let flag): .bool(flag)
    case .number(let literal): .number(literal)
    case .string(let text): .string(text)
    case .array(let elements): .array(elements.map(\.plain))
    case .object(let members): .object(members.map { .init($0.key, $0.value.plain) })
    }
  }
}

/// Why a text is not JSON5, and where.
public struct JSON5Error: Error, Hashable, Sendable, CustomStringConvertible {
  public let position: TextPosition
  /// What is wrong there, without a full stop. May quote a key of the text.
  public let reason: String

  public var description: String { "\(position): \(reason)" }
}
