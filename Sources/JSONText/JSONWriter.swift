/// Writes JSON (RFC 8259) as UTF-8 in the order in which it is told. Commas are put by the writer; that braces match is
/// left to `object` and `array`, which take what is inside as a closure.
///
/// Strings come from strangers (names, headers, TXT records), so everything that could move a cursor or turn the
/// reading direction in a terminal or a log is written as an escape: C0, DEL, C1, line and paragraph separators,
/// bidirectional controls. What remains is printable.
public struct JSONWriter: Sendable {
  public private(set) var bytes: [UInt8] = []
  private var needsComma = false

  public init(reservingCapacity capacity: Int = 256) {
    bytes.reserveCapacity(capacity)
  }

  public var text: String { String(decoding: bytes, as: UTF8.self) }

  /// Forgets what was written and keeps the memory.
  public mutating func removeAll() {
    bytes.removeAll(keepingCapacity: true)
    needsComma = false
  }

  /// A line feed: the end of an NDJSON record.
  public mutating func endLine() {
    bytes.append(10)
    needsComma = false
  }

  public mutating func object(_ body: (inout JSONWriter) -> Void) {
    open(UInt8(ascii: "{"))
    body(&self)
    close(UInt8(ascii: "}"))
  }

  public mutating func array(_ body: (inout JSONWriter) -> Void) {
    open(UInt8(ascii: "["))
    body(&self)
    close(UInt8(ascii: "]"))
  }

  public mutating func key(_ key: String) {
    string(key)
    bytes.append(UInt8(ascii: ":"))
    needsComma = false
  }

  public mutating func string(_ value: String) {
    separate()
    bytes.append(UInt8(ascii: "\""))
    if !appendPlain(value) {
      for scalar in value.unicodeScalars { append(scalar) }
    }
    bytes.append(UInt8(ascii: "\""))
  }

  public mutating func int(_ value: some BinaryInteger) {
    separate()
    bytes.append(contentsOf: String(value).utf8)
  }

  /// A number rounded to `places` decimals (0...6); null where it is not finite.
  public mutating func decimal(_ value: Double, places: Int) {
    guard value.isFinite, abs(value) < 1e12 else { return null() }
    let scale = (0..<min(max(places, 0), 6)).reduce(1.0) { scale, _ in scale * 10 }
    separate()
    bytes.append(contentsOf: "\((value * scale).rounded() / scale)".utf8)
  }

  public mutating func bool(_ value: Bool) {
    separate()
    bytes.append(contentsOf: (value ? "true" : "false").utf8)
  }

  public mutating func null() {
    separate()
    bytes.append(contentsOf: "null".utf8)
  }

  /// A value read before, written again.
  public mutating func value(_ value: JSONValue) {
    switch value {
    case .null: null()
    case .bool(let flag): bool(flag)
    case .number(let literal):
      separate()
      bytes.append(contentsOf: literal.utf8)
    case .string(let text): string(text)
    case .array(let elements):
      array { writer in for element in elements { writer.value(element) } }
    case .object(let members):
      object { writer in for member in members { writer.field(member.key, member.value) } }
    }
  }
}

// MARK: - Members of an object

extension JSONWriter {
  public mutating func field(_ key: String, _ value: String) {
    self.key(key)
    string(value)
  }

  public mutating func field(_ key: String, _ value: some BinaryInteger) {
    self.key(key)
    int(value)
  }

  public mutating func field(_ key: String, _ value: Bool) {
    self.key(key)
    bool(value)
  }

  public mutating func field(_ key: String, _ value: [String]) {
    self.key(key)
    array { writer in for element in value { writer.string(element) } }
  }

  public mutating func field(_ key: String, _ value: JSONValue) {
    self.key(key)
    self.value(value)
  }

  /// Left out where there is no value.
  public mutating func field(_ key: String, optional value: String?) {
    if let value { field(key, value) }
  }

  /// Left out where there is no value.
  public mutating func field(_ key: String, optional value: (some BinaryInteger)?) {
    if let value { field(key, value) }
  }

  public mutating func field(object key: String, _ body: (inout JSONWriter) -> Void) {
    self.key(key)
    object(body)
  }

  public mutating func field(array key: String, _ body: (inout JSONWriter) -> Void) {
    self.key(key)
    array(body)
  }
}

// MARK: - Parts

extension JSONWriter {
  private mutating func separate() {
    if needsComma { bytes.append(UInt8(ascii: ",")) }
    needsComma = true
  }

  private mutating func open(_ brace: UInt8) {
    separate()
    bytes.append(brace)
    needsComma = false
  }

  private mutating func close(_ brace: UInt8) {
    bytes.append(brace)
    needsComma = true
  }

  /// Appends text of which every octet stands for itself; false, and nothing appended, where one does not.
  private mutating func appendPlain(_ value: String) -> Bool {
    value.utf8.withContiguousStorageIfAvailable { octets in
      var isPlain = true
      for octet in octets { isPlain = isPlain && octet.standsForItself }
      if isPlain { bytes.append(contentsOf: octets) }
      return isPlain
    } ?? false
  }

  private mutating func append(_ scalar: Unicode.Scalar) {
    switch scalar.value {
    case 0x22: bytes.append(contentsOf: "\\\"".utf8)
    case 0x5c: bytes.append(contentsOf: "\\\\".utf8)
    case 0x0a: bytes.append(contentsOf: "\\n".utf8)
    case 0x0d: bytes.append(contentsOf: "\\r".utf8)
    case 0x09: bytes.append(contentsOf: "\\t".utf8)
    case 0x20..<0x7f: bytes.append(UInt8(truncatingIfNeeded: scalar.value))
    case let value where scalar.movesTheCursor: appendEscape(value)
    default: bytes.append(contentsOf: Character(scalar).utf8)
    }
  }

  private mutating func appendEscape(_ value: UInt32) {
    bytes.append(contentsOf: "\\u".utf8)
    for shift in [12, 8, 4, 0] {
      bytes.append(Array("0123456789abcdef".utf8)[Int(value >> UInt32(shift) & 15)])
    }
  }
}

extension UInt8 {
  /// Printable ASCII that JSON needs no escape for.
  fileprivate var standsForItself: Bool { self >= 0x20 && self < 0x7f && self != 0x22 && self != 0x5c }
}

extension Unicode.Scalar {
  /// Whether a terminal does more with it than print it: C0, DEL, C1, U+2028 and U+2029, and the bidirectional controls
  /// (Unicode Standard Annex 9, table 3-5), all in the Basic Multilingual Plane.
  public var movesTheCursor: Bool {
    switch value {
    case 0..<0x20, 0x7f..<0xa0, 0x061c, 0x200e, 0x200f, 0x2028...0x202e, 0x2066...0x2069, 0xfeff: true
    default: false
    }
  }
}
