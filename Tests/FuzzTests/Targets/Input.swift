import Gate
import JSONText
import Pipeline
import Readiness

extension FuzzTarget {
  /// Lines of the input: names come out once each, and a line of them reads as the same again.
  static let lines = FuzzTarget(
    "lines",
    samples: [
      "shop.example.com www.shop.example.com # a comment", "a.example > alias", "",
      #"{"names":["a.example","b.example"],"id":"7","target":["192.0.2.1","front.example"]}"#,
      #"{"names":["\u0041.example"],"target":"2001:db8::/32"}"#,
    ],
    words: [
      " ", "\t", "#", ">", "{", "}", "[", "]", "\"", ":", ",", "\\u0000", "\\ud800", "names", "id", "target", "null",
      "1e999", "\u{1b}", "\u{0}", "\u{2028}", "é", "\u{85}", "a.example",
    ]
  ) { input in
    switch RequestLine(input, canonical: { $0.lowercased() }) {
    case .blank: return nil
    case .rejected(let reason): return fault(ofText: reason, limit: 600)
    case .request(let request, let targets):
      if Set(request.names).count != request.names.count { return "a name stands twice" }
      if request.names.isEmpty || request.names.count > RequestLine.maximumNames {
        return "\(request.names.count) names"
      }
      if targets.count > input.count { return "\(targets.count) targets" }
      // Names without what parts or ends them on a line can be written as one.
      guard request.names.allSatisfy({ isPlain($0) }) else { return nil }
      let line = Array(request.names.joined(separator: " ").utf8)
      guard case .request(let again, _) = RequestLine(line, canonical: { $0.lowercased() }) else {
        return "the names cannot be read again"
      }
      return again.names == request.names ? nil : "read again as other names"
    }
  }

  private static func isPlain(_ name: String) -> Bool {
    !name.isEmpty && name.utf8.allSatisfy { (0x61...0x7a).contains($0) || $0 == 0x2e || $0 == 0x2d }
  }

  /// JSON: what is read and written is read as the same.
  static let json = FuzzTarget(
    "json",
    samples: [
      #"{"a":[1,-2.5e3,true,null,"x\n\u00e9"],"b":{}}"#, #"[[[[]]]]"#, #""\ud83d\ude00""#, "0", " {\"a\":1}\n",
    ],
    words: ["[", "]", "{", "}", "\"", "\\u", "\\ud800", "1e400", "-", "0", ".", ",", ":", "null", "\u{0}", "é"]
  ) { input in
    guard let value = try? JSONValue(parsing: input) else { return nil }
    var writer = JSONWriter()
    writer.value(value)
    guard let again = try? JSONValue(parsing: writer.text) else { return "what was written cannot be read" }
    if again != value { return "read again as another value" }
    let isSafe = writer.text.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7f }
    return isSafe ? nil : "a control character was written raw"
  }

  /// JSON5: whatever JSON is, JSON5 is too; an error stands within the text, and its words are short.
  static let json5 = FuzzTarget(
    "json5",
    samples: [
      "// c\n{target: ['192.0.2.0/24', \"2001:db8::/32\",], 'max-pending': 0x0a, /* d */ quiet: true}",
      "{platforms: {eu: {thumbprint: 'a\\x41\\u0042\\\nc'}}, platform: \"eu\"}", "[+1, .5, 5., -Infinity, NaN, 1e-3]",
      #"{"a":[1,-2.5e3,true,null,"x\n\u00e9"],"b":{}}"#,
    ],
    words: [
      "/*", "*/", "//", "\n", "\r", "\u{2028}", "\u{feff}", "'", "\"", "\\", "\\\n", "\\u", "\\ud800", "\\x", "\\0",
      "0x",
      "Infinity", "NaN", "+", "-", ".", "e", ",", ":", "[", "]", "{", "}", "é", "\u{0}",
    ]
  ) { input in
    do throws(JSON5Error) {
      let value = try LocatedValue(json5: input)
      if let plain = try? JSONValue(parsing: input), plain != value.plain { return "JSON is read as another value" }
      return misplaced(in: value, from: TextPosition(line: 1, column: 1))
    } catch {
      if (try? JSONValue(parsing: input, maximumDepth: 32)) != nil { return "JSON that is no JSON5: \(error)" }
      if error.position.line > input.count + 1 || error.position.column > input.count + 1 { return "\(error.position)" }
      return fault(ofText: error.reason, limit: 400)
    }
  }

  /// Places come in the order of the text.
  private static func misplaced(in value: LocatedValue, from start: TextPosition) -> String? {
    if value.position < start { return "\(value.position) behind \(start)" }
    var last = value.position
    switch value.content {
    case .array(let elements):
      for element in elements {
        if let misplaced = misplaced(in: element, from: last) { return misplaced }
        last = element.position
      }
    case .object(let members):
      for member in members {
        if member.position < last { return "the key at \(member.position) behind \(last)" }
        if let misplaced = misplaced(in: member.value, from: member.position) { return misplaced }
        last = member.value.position
      }
    default: break
    }
    return nil
  }
}
