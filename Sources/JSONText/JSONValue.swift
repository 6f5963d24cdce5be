/// JSON as it was written: members in order, numbers as their literal, so that nothing is lost by reading.
public enum JSONValue: Hashable, Sendable {
  case null
  case bool(Bool)
  /// The number's literal as it stood in the text.
  case number(String)
  case string(String)
  case array([JSONValue])
  case object([Member])

  public struct Member: Hashable, Sendable {
    public var key: String
    public var value: JSONValue

    public init(_ key: String, _ value: JSONValue) {
      self.key = key
      self.value = value
    }
  }

  /// The member of an object by its key; nil for what is not an object or has no such member.
  public subscript(key: String) -> JSONValue? {
    guard case .object(let members) = self else { return nil }
    return members.first { $0.key == key }?.value
  }

  public var string: String? {
    if case .string(let text) = self { text } else { nil }
  }

  public var bool: Bool? {
    if case .bool(let flag) = self { flag } else { nil }
  }

  /// A whole number that fits 64 bits; nil for 1.0, 1e3 and the like.
  public var int: Int64? {
    if case .number(let literal) = self { Int64(literal) } else { nil }
  }

  public var double: Double? {
    if case .number(let literal) = self { Double(literal) } else { nil }
  }

  public var array: [JSONValue]? {
    if case .array(let elements) = self { elements } else { nil }
  }

  public var members: [Member]? {
    if case .object(let members) = self { members } else { nil }
  }

  /// An array of strings; nil where one of them is something else.
  public var strings: [String]? {
    guard let array else { return nil }
    let strings = array.compactMap(\.string)
    return strings.count == array.count ? strings : nil
  }

  /// What it is, for an error message: "a string", "an object".
  public var kind: String {
    switch self {
    case .null: "null"
    case .bool: "a boolean"
    case .number: "a number"
    case .string: "a string"
    case .array: "an array"
    case .object: "an object"
    }
  }
}
