import JSONText
import Testing

@Suite("JSON5")
struct JSON5Tests {
  private func written(_ text: String) throws -> String {
    var writer = JSONWriter()
    writer.value(try LocatedValue(json5: text).plain)
    return writer.text
  }

  @Test(
    "what JSON5 adds to JSON",
    arguments: [
      ("// c\n{/* d */a:1,/**/}// e", #"{"a":1}"#), ("[1,2,]", "[1,2]"), ("{}", "{}"), ("[]", "[]"),
      ("{$_a9:'x',\"b-c\":\"y\"}", #"{"$_a9":"x","b-c":"y"}"#), ("{ünï:1,\\u0061b:2}", #"{"ünï":1,"ab":2}"#),
      (#"'it\'s "so"'"#, #""it's \"so\"""#), (#""it's""#, #""it's""#),
      ("'a\\\nb\\\r\nc\\\u{2028}d'", #""abcd""#), (#"'\x41\u0042\0\v\z\ü'"#, #""AB\u0000\u000bzü""#),
      (#"'\ud83d\ude00'"#, "\"😀\""), ("'a\tb'", #""a\tb""#), ("'\u{2028}'", #""\u2028""#),
      ("[+1,-1,.5,5.,0x1F,-0xff,1e3,0,-0,+.5e-1]", "[1,-1,.5,5.,31,-255,1e3,0,-0,.5e-1]"),
      ("[Infinity,-Infinity,NaN,+NaN]", "[Infinity,-Infinity,NaN,NaN]"),
      ("\u{feff}\u{a0}\u{b}\u{c}\u{2029}null\u{3000}", "null"),
      ("{true:true,null:null}", #"{"true":true,"null":null}"#),
      ("// to the end\u{2028}1", "1"), ("1//", "1"), ("0xffffffffffffffff", "18446744073709551615"),
    ])
  func reads(text: String, plain: String) throws {
    #expect(try written(text) == plain)
  }

  @Test(
    "what is broken is an error with its line and column",
    arguments: [
      ("", 1, 1, "ends where a value"), ("\n\n  ", 3, 3, "ends where a value"), ("{", 1, 2, "key or }"),
      ("{a}", 1, 3, "colon"), ("{\n  max-pending: 10}", 2, 3, "holds a dash stands in quotes"),
      ("{a:1\n b:2}", 2, 2, "comma or }"), ("{a:1,,}", 1, 6, "a key should"), ("{,}", 1, 2, "a key should"),
      ("[,]", 1, 2, "unexpected character"), ("[1,,2]", 1, 4, "unexpected character"), ("[1 2]", 1, 4, "comma or ]"),
      ("{a:1,\n'a':2}", 2, 1, "\"a\" stands twice"), ("{'ü':1,a:}", 1, 10, "unexpected character"),
      ("{a:90s}", 1, 4, "begins with a digit"), ("{a:eu}", 1, 4, "stands in quotes"), ("{a:eu-1}", 1, 4, "quotes"),
      ("01", 1, 1, "does not begin with 0"), ("-", 1, 2, "digit"), (".", 1, 2, "digit"), ("1e", 1, 3, "digit"),
      ("0x", 1, 3, "hexadecimal"), ("0x1ffffffffffffffff", 1, 1, "64 bits"), ("+true", 1, 1, "a number"),
      ("'a\nb'", 1, 1, "no end on its line"), ("\r\n\"a", 2, 1, "no end"), (#"'\1'"#, 1, 3, "digit behind"),
      (#"'\01'"#, 1, 3, "digit behind"), (#"'\xg0'"#, 1, 4, "two hexadecimal"), (#"'\u12'"#, 1, 6, "four hexadecimal"),
      (#"'\ud83d'"#, 1, 2, "surrogate"), (#"'\ude00'"#, 1, 2, "surrogate"), (#"'\ud83d\u0041'"#, 1, 2, "surrogate"),
      ("/* x", 1, 1, "no end"), ("/x", 1, 1, "// or /*"), ("/", 1, 1, "// or /*"), ("/*/", 1, 1, "no end"),
      ("1 1", 1, 3, "after the value"), ("'a' 'b'", 1, 5, "after the value"), ("'\\", 1, 3, "ends in an escape"),
      (#"{\x61:1}"#, 1, 2, "unknown escape"), (#"{\u002d:1}"#, 1, 2, "no part of a key"),
      ("{9a:1}", 1, 2, "a key should"),
    ])
  func broken(text: String, line: Int, column: Int, reason: String) {
    let error = #expect(throws: JSON5Error.self) { try LocatedValue(json5: text) }
    #expect(error?.position == TextPosition(line: line, column: column))
    #expect(error?.reason.contains(reason) == true, "\(error?.reason ?? "")")
  }

  @Test("keys and values know where they stand, whatever ends the lines")
  func places() throws {
    let value = try LocatedValue(json5: "{\r\n  'ü': [1,\r   'x'],\n\tb: {c: 2}}")
    guard case .object(let members) = value.content, members.count == 2,
      case .array(let elements) = members[0].value.content, elements.count == 2
    else {
      Issue.record("\(value)")
      return
    }
    #expect(members.map(\.position.description) == ["2:3", "4:2"])
    #expect(members.map(\.value.position.description) == ["2:8", "4:5"])
    #expect(elements.map(\.position.description) == ["2:9", "3:4"])
  }

  @Test(
    "bytes that are no UTF-8 are an error at their place, in comments too",
    arguments: [
      ([0x22, 0xff, 0x22], 2), ([0x2f, 0x2f, 0x0a, 0x2f, 0x2f, 0xc0, 0x80], 3), ([0x22, 0xed, 0xa0, 0x80], 2),
    ])
  func notUTF8(bytes: [UInt8], column: Int) {
    let error = #expect(throws: JSON5Error.self) { try LocatedValue(json5: bytes) }
    #expect(error?.position.column == column)
    #expect(error?.reason == "this is not UTF-8")
  }

  @Test("the depth is bounded", arguments: [(32, true), (33, false), (100_000, false)])
  func depth(depth: Int, isRead: Bool) {
    let text = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    #expect(((try? LocatedValue(json5: text)) != nil) == isRead)
  }
}
