/// Why a text is not JSON, and where.
public struct JSONError: Error, Hashable, CustomStringConvertible {
  /// Bytes from the start of the text.
  public let offset: Int
  public let reason: String

  public var description: String { "\(reason) at byte \(offset + 1)" }

  /// The line and the column (in bytes), both from 1, of the error in the text that was read.
  public func position(in text: [UInt8]) -> (line: Int, column: Int) {
    let before = text.prefix(offset)
    let lineStart = before.lastIndex(of: 10).map { $0 + 1 } ?? 0
    return (before.count { $0 == 10 } + 1, before.count - lineStart + 1)
  }
}

extension JSONValue {
  /// Reads one JSON text (RFC 8259), strictly: UTF-8, no duplicate keys, no byte order mark, nothing behind the value,
  /// at most `maximumDepth` arrays and objects within each other.
  public init(parsing bytes: some Collection<UInt8>, maximumDepth: Int = 64) throws(JSONError) {
    var parser = JSONParser(bytes: Array(bytes), depth: maximumDepth)
    self = try parser.document()
  }

  public init(parsing text: some StringProtocol) throws(JSONError) {
    try self.init(parsing: Array(text.utf8))
  }
}

private struct JSONParser {
  let bytes: [UInt8]
  var depth: Int
  var index = 0

  init(bytes: [UInt8], depth: Int) {
    self.bytes = bytes
    self.depth = depth
  }

  mutating func document() throws(JSONError) -> JSONValue {
    let value = try value()
    skipSpace()
    if index < bytes.count { throw error("unexpected text after the value") }
    return value
  }

  func error(_ reason: String) -> JSONError { JSONError(offset: index, reason: reason) }

  var current: UInt8? { index < bytes.count ? bytes[index] : nil }

  mutating func skipSpace() {
    while let byte = current, byte == 32 || byte == 10 || byte == 13 || byte == 9 { index += 1 }
  }

  mutating func take(_ byte: UInt8) -> Bool {
    guard current == byte else { return false }
    index += 1
    return true
  }

  mutating func value() throws(JSONError) -> JSONValue {
    skipSpace()
    switch current {
    case UInt8(ascii: "{"): return try object()
    case UInt8(ascii: "["): return try array()
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    case .some(let byte) where byte == UInt8(ascii: "-") || (48...57).contains(byte): return try number()
    case nil: throw error("the text ends where a value should stand")
    default: throw error("unexpected character where a value should stand")
    }
  }

  mutating func word(_ word: StaticString, _ value: JSONValue) throws(JSONError) -> JSONValue {
    let count = word.utf8CodeUnitCount
    guard index + count <= bytes.count,
      word.withUTF8Buffer({ buffer in buffer.elementsEqual(bytes[index..<(index + count)]) })
    else { throw error("unknown word") }
    index += count
    return value
  }

  mutating func object() throws(JSONError) -> JSONValue {
    try enter()
    var members: [JSONValue.Member] = []
    var keys: Set<String> = []
    skipSpace()
    if take(UInt8(ascii: "}")) { return leave(.object([])) }
    while true {
      skipSpace()
      guard current == UInt8(ascii: "\"") else { throw error("a key in quotes should stand here") }
      let start = index
      let key = try string()
      guard keys.insert(key).inserted else {
        throw JSONError(offset: start, reason: "the key \"\(key.prefix(40))\" stands twice")
      }
      skipSpace()
      guard take(UInt8(ascii: ":")) else { throw error("a colon should stand here") }
      members.append(.init(key, try value()))
      skipSpace()
      if take(UInt8(ascii: "}")) { return leave(.object(members)) }
      guard take(UInt8(ascii: ",")) else { throw error("a comma or } should stand here") }
    }
  }

  mutating func array() throws(JSONError) -> JSONValue {
    try enter()
    var elements: [JSONValue] = []
    skipSpace()
    if take(UInt8(ascii: "]")) { return leave(.array([])) }
    while true {
      elements.append(try value())
      skipSpace()
      if take(UInt8(ascii: "]")) { return leave(.array(elements)) }
      guard take(UInt8(ascii: ",")) else { throw error("a comma or ] should stand here") }
    }
  }

  mutating func enter() throws(JSONError) {
    guard depth > 0 else { throw error("too many arrays and objects within each other") }
    depth -= 1
    index += 1
  }

  mutating func leave(_ value: JSONValue) -> JSONValue {
    depth += 1
    return value
  }

  mutating func number() throws(JSONError) -> JSONValue {
    let start = index
    _ = take(UInt8(ascii: "-"))
    if !take(48) { try digits() }
    if take(UInt8(ascii: ".")) { try digits() }
    if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
      if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
      try digits()
    }
    return .number(String(decoding: bytes[start..<index], as: UTF8.self))
  }

  mutating func digits() throws(JSONError) {
    guard let first = current, (48...57).contains(first) else { throw error("a digit should stand here") }
    while let digit = current, (48...57).contains(digit) { index += 1 }
  }

  mutating func string() throws(JSONError) -> String {
    let start = index
    index += 1
    var text: [UInt8] = []
    var runStart = index
    while let byte = current {
      switch byte {
      case UInt8(ascii: "\""):
        text.append(contentsOf: bytes[runStart..<index])
        index += 1
        guard let string = String(validating: text, as: UTF8.self) else {
          throw JSONError(offset: start, reason: "the string is not UTF-8")
        }
        return string
      case UInt8(ascii: "\\"):
        text.append(contentsOf: bytes[runStart..<index])
        index += 1
        try escape(into: &text)
        runStart = index
      case 0..<0x20:
        throw error("a control character in a string must be written as an escape")
      default:
        index += 1
      }
    }
    throw JSONError(offset: start, reason: "the string has no end")
  }

  mutating func escape(into text: inout [UInt8]) throws(JSONError) {
    guard let kind = current else { throw error("the text ends in an escape") }
    index += 1
    switch kind {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(kind)
    case UInt8(ascii: "b"): text.append(8)
    case UInt8(ascii: "f"): text.append(12)
    case UInt8(ascii: "n"): text.append(10)
    case UInt8(ascii: "r"): text.append(13)
    case UInt8(ascii: "t"): text.append(9)
    case UInt8(ascii: "u"):
      var code = try hexadecimal()
      if (0xd800..<0xdc00).contains(code) {
        guard take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")) else { throw error("half a surrogate pair") }
        let low = try hexadecimal()
        guard (0xdc00..<0xe000).contains(low) else { throw error("half a surrogate pair") }
        code = 0x10000 + (code - 0xd800) << 10 + (low - 0xdc00)
      }
      guard let scalar = Unicode.Scalar(code) else { throw error("half a surrogate pair") }
      text.append(contentsOf: Character(scalar).utf8)
    default:
      index -= 1
      throw error("unknown escape")
    }
  }

  mutating func hexadecimal() throws(JSONError) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<4 {
      switch current {
      case .some(let digit) where (48...57).contains(digit): value = value << 4 | UInt32(digit - 48)
      case .some(let digit) where (65...70).contains(digit): value = value << 4 | UInt32(digit - 55)
      case .some(let digit) where (97...102).contains(digit): value = value << 4 | UInt32(digit - 87)
      default: throw error("four hexadecimal digits should stand here")
      }
      index += 1
    }
    return value
  }
}
