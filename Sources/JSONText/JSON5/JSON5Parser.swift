extension LocatedValue {
  /// Reads one text of JSON5 (spec.json5.org, version 1.0.0): JSON with comments, trailing commas, keys without quotes,
  /// strings in single quotes, and the numbers of ECMAScript 5.
  ///
  /// Stricter than that in three things: the text is UTF-8, no key stands twice in an object, and at most
  /// `maximumDepth` arrays and objects are within each other. The caller bounds the size.
  public init(json5 bytes: some Collection<UInt8>, maximumDepth: Int = 32) throws(JSON5Error) {
    var parser = JSON5Parser(Array(bytes), depth: maximumDepth)
    self = try parser.document()
  }

  public init(json5 text: some StringProtocol, maximumDepth: Int = 32) throws(JSON5Error) {
    try self.init(json5: Array(text.utf8), maximumDepth: maximumDepth)
  }
}

/// Numbers in comments are the specification's sections.
struct JSON5Parser {
  let bytes: [UInt8]
  private var depth: Int
  var index = 0
  private var cursor = LineCursor()

  init(_ bytes: [UInt8], depth: Int) {
    self.bytes = bytes
    self.depth = depth
  }

  mutating func document() throws(JSON5Error) -> LocatedValue {
    if let offset = UTF8Fault.find(in: bytes) { throw error("this is not UTF-8", at: offset) }
    let value = try value()
    try skipSpace()
    if index < bytes.count { throw error("unexpected text after the value") }
    return value
  }

  var current: UInt8? { index < bytes.count ? bytes[index] : nil }

  func error(_ reason: String, at offset: Int? = nil) -> JSON5Error {
    var cursor = LineCursor()
    return JSON5Error(position: cursor.position(of: offset ?? index, in: bytes), reason: reason)
  }

  mutating func take(_ byte: UInt8) -> Bool {
    guard current == byte else { return false }
    index += 1
    return true
  }

  private mutating func value() throws(JSON5Error) -> LocatedValue {
    try skipSpace()
    let position = cursor.position(of: index, in: bytes)
    return LocatedValue(content: try content(), position: position)
  }

  private mutating func content() throws(JSON5Error) -> LocatedValue.Content {
    switch current {
    case UInt8(ascii: "{"): return try object()
    case UInt8(ascii: "["): return try array()
    case UInt8(ascii: "\""), UInt8(ascii: "'"): return .string(try string())
    case .some(let byte) where JSON5Parser.beginsNumber(byte): return .number(try number())
    case nil: throw error("the text ends where a value should stand")
    default: break
    }
    let start = index
    switch try identifier() {
    case "true": return .bool(true)
    case "false": return .bool(false)
    case "null": return .null
    case "Infinity", "NaN": return .number(String(decoding: bytes[start..<index], as: UTF8.self))
    case "": throw error("unexpected character where a value should stand", at: start)
    default: throw error("a text stands in quotes", at: start)
    }
  }

  /// 3, Objects.
  private mutating func object() throws(JSON5Error) -> LocatedValue.Content {
    try enter()
    var members: [LocatedValue.Member] = []
    var keys: Set<String> = []
    while true {
      try skipSpace()
      if take(UInt8(ascii: "}")) { return leave(.object(members)) }
      let start = index
      let position = cursor.position(of: start, in: bytes)
      let key = try key()
      guard keys.insert(key).inserted else { throw error("the key \"\(key.prefix(40))\" stands twice", at: start) }
      try skipSpace()
      guard take(UInt8(ascii: ":")) else { throw error("a colon should stand here, behind the key") }
      members.append(.init(key: key, position: position, value: try value()))
      try skipSpace()
      if take(UInt8(ascii: "}")) { return leave(.object(members)) }
      guard take(UInt8(ascii: ",")) else { throw error("a comma or } should stand here") }
    }
  }

  private mutating func key() throws(JSON5Error) -> String {
    if current == UInt8(ascii: "\"") || current == UInt8(ascii: "'") { return try string() }
    let start = index
    let name = try identifier()
    if name.isEmpty {
      throw error(index < bytes.count ? "a key should stand here" : "the text ends where a key or } should stand")
    }
    if current == UInt8(ascii: "-") {
      throw error("a key that holds a dash stands in quotes", at: start)
    }
    return name
  }

  /// 4, Arrays.
  private mutating func array() throws(JSON5Error) -> LocatedValue.Content {
    try enter()
    var elements: [LocatedValue] = []
    while true {
      try skipSpace()
      if take(UInt8(ascii: "]")) { return leave(.array(elements)) }
      elements.append(try value())
      try skipSpace()
      if take(UInt8(ascii: "]")) { return leave(.array(elements)) }
      guard take(UInt8(ascii: ",")) else { throw error("a comma or ] should stand here") }
    }
  }

  private mutating func enter() throws(JSON5Error) {
    guard depth > 0 else { throw error("too many arrays and objects within each other") }
    depth -= 1
    index += 1
  }

  private mutating func leave(_ content: LocatedValue.Content) -> LocatedValue.Content {
    depth += 1
    return content
  }
}

/// Finds places from the first to the last in one way through the text, however long its lines are.
private struct LineCursor {
  private var offset = 0
  private var line = 1
  private var column = 1

  mutating func position(of target: Int, in bytes: [UInt8]) -> TextPosition {
    while offset < min(target, bytes.count) {
      let byte = bytes[offset]
      offset += 1
      // CR LF is one end of a line. Editors end none at U+2028.
      if byte == 10 || byte == 13 && !(offset < bytes.count && bytes[offset] == 10) {
        line += 1
        column = 1
      } else if byte & 0xc0 != 0x80 {
        column += 1
      }
    }
    return TextPosition(line: line, column: column)
  }
}

private enum UTF8Fault {
  /// The first byte that is no part of UTF-8.
  static func find(in bytes: [UInt8]) -> Int? {
    var parser = Unicode.UTF8.ForwardParser()
    var iterator = bytes.makeIterator()
    var offset = 0
    while true {
      switch parser.parseScalar(from: &iterator) {
      case .valid(let scalar): offset += scalar.count
      case .emptyInput: return nil
      case .error: return offset
      }
    }
  }
}
