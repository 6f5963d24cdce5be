/// Writes HTML. Markup is what stands in the source of this program, by its type; whatever else is written is escaped.
struct HTMLWriter {
  private(set) var bytes: [UInt8] = []

  mutating func markup(_ text: StaticString) {
    text.withUTF8Buffer { bytes.append(contentsOf: $0) }
  }

  /// Text as content or inside a quoted attribute: on one line, inert, and no markup.
  mutating func text(_ text: String, limit: Int = 400) {
    for byte in Inert.text(text, limit: limit).utf8 {
      switch byte {
      case UInt8(ascii: "&"): markup("&amp;")
      case UInt8(ascii: "<"): markup("&lt;")
      case UInt8(ascii: ">"): markup("&gt;")
      case UInt8(ascii: "\""): markup("&quot;")
      case UInt8(ascii: "'"): markup("&#39;")
      default: bytes.append(byte)
      }
    }
  }

  mutating func element(_ start: StaticString, _ text: String, _ end: StaticString, limit: Int = 400) {
    markup(start)
    self.text(text, limit: limit)
    markup(end)
  }

  /// 10000 as "10,000".
  mutating func count(_ number: Int) { text(Self.grouped(number)) }

  /// Bytes that are a document's part already: the page's own style and script, and what `HTMLWriter.embeddable` made.
  mutating func part(_ bytes: [UInt8]) { self.bytes.append(contentsOf: bytes) }

  static func grouped(_ number: Int) -> String {
    var text = ""
    for (index, digit) in String(number).reversed().enumerated() {
      if index > 0, index.isMultiple(of: 3), digit.isNumber { text.append(",") }
      text.append(digit)
    }
    return String(text.reversed())
  }

  /// "1 name", "10,000 names".
  static func counted(_ number: Int, _ noun: String) -> String { "\(grouped(number)) \(noun)\(number == 1 ? "" : "s")" }

  /// JSON that may stand inside a script element: nothing in it looks like markup. JSON has these three only within
  /// strings; U+2028 and U+2029 are escaped by whoever writes JSON here.
  static func embeddable(_ json: [UInt8]) -> [UInt8] {
    guard json.contains(where: \.isMarkup) else { return json }
    var result: [UInt8] = []
    result.reserveCapacity(json.count + 64)
    for byte in json {
      switch byte {
      case UInt8(ascii: "<"): result.append(contentsOf: "\\u003c".utf8)
      case UInt8(ascii: ">"): result.append(contentsOf: "\\u003e".utf8)
      case UInt8(ascii: "&"): result.append(contentsOf: "\\u0026".utf8)
      default: result.append(byte)
      }
    }
    return result
  }
}

extension UInt8 {
  fileprivate var isMarkup: Bool { self == UInt8(ascii: "<") || self == UInt8(ascii: ">") || self == UInt8(ascii: "&") }
}
