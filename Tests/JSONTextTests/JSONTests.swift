import JSONText
import Testing

@Suite("JSON")
struct JSONTests {
  private func written(_ value: JSONValue) -> String {
    var writer = JSONWriter()
    writer.value(value)
    return writer.text
  }

  @Test(
    "what is read is written again as it was, but for white space and escapes",
    arguments: [
      ("null", "null"), (" true ", "true"), ("-0", "-0"), ("1.50", "1.50"), ("1E+2", "1E+2"),
      ("123456789012345678901234567890", "123456789012345678901234567890"),
      ("[]", "[]"), ("{ }", "{}"), ("[1, [2, {}], \"x\"]", "[1,[2,{}],\"x\"]"),
      (#"{"b":1,"a":{"c":[null]}}"#, #"{"b":1,"a":{"c":[null]}}"#),
      (#""\u00e9\/\b\f""#, #""é/\u0008\u000c""#), (#""\ud83d\ude00""#, "\"😀\""),
      (#""a\u202eb\u001b\n""#, #""a\u202eb\u001b\n""#),
      ("\"\u{7f}\u{9b}\u{2066}\"", #""\u007f\u009b\u2066""#), (#""\"\\""#, #""\"\\""#),
    ])
  func roundTrip(text: String, again: String) throws {
    let value = try JSONValue(parsing: text)
    #expect(written(value) == again)
    #expect(try JSONValue(parsing: again) == value)
  }

  @Test(
    "what is broken is an error with its place",
    arguments: [
      ("", 0), (" ", 1), ("tru", 0), ("True", 0), ("nullx", 4), ("01", 1), ("1.", 2), (".5", 0), ("+1", 0), ("1e", 2),
      ("-", 1), ("NaN", 0),
      ("[1,]", 3), ("[1 2]", 3), ("[", 1), ("{\"a\"}", 4), ("{a:1}", 1), ("{\"a\":1,}", 7), ("{\"a\":1,\"a\":2}", 7),
      ("[1]]", 3),
      ("\"a", 0), ("\"a\nb\"", 2), (#""\x""#, 2), (#""\u12g4""#, 5), (#""\ud83d""#, 7), (#""\ude00""#, 7), ("'a'", 0),
      ("\u{feff}1", 0), ("// c\n1", 0),
    ])
  func broken(text: String, offset: Int) {
    do throws(JSONError) {
      _ = try JSONValue(parsing: text)
      Issue.record("read")
    } catch {
      #expect(error.offset == offset)
    }
  }

  @Test(
    "bytes that are no UTF-8 are an error",
    arguments: [[0x22, 0xff, 0x22], [0x22, 0xc0, 0x80, 0x22], [0x22, 0xed, 0xa0, 0x80, 0x22]] as [[UInt8]])
  func notUTF8(bytes: [UInt8]) {
    #expect(throws: JSONError.self) { try JSONValue(parsing: bytes) }
  }

  @Test("the depth is bounded", arguments: [(64, true), (65, false), (100_000, false)])
  func depth(depth: Int, isRead: Bool) {
    let text = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    #expect(((try? JSONValue(parsing: text)) != nil) == isRead)
  }

  @Test("an object with very many members is read in no time to speak of")
  func manyMembers() throws {
    let text = "{" + (0..<50_000).map { "\"k\($0)\":\($0)" }.joined(separator: ",") + "}"
    #expect(try JSONValue(parsing: text).members?.count == 50_000)
    #expect(throws: JSONError.self) { try JSONValue(parsing: text.dropLast() + ",\"k7\":1}") }
  }

  @Test("an error's line and column are found")
  func position() throws {
    let text = Array("{\n  \"a\": 1,\n  b\n}".utf8)
    do throws(JSONError) {
      _ = try JSONValue(parsing: text)
      Issue.record("read")
    } catch {
      #expect(error.position(in: text) == (line: 3, column: 3))
    }
  }

  @Test("values are told apart")
  func access() throws {
    let value = try JSONValue(parsing: #"{"n":1,"d":1.5,"s":"x","b":true,"l":["a","b"],"m":["a",1]}"#)
    #expect(value["n"]?.int == 1 && value["d"]?.int == nil && value["d"]?.double == 1.5)
    #expect(value["s"]?.string == "x" && value["b"]?.bool == true && value["none"] == nil)
    #expect(value["l"]?.strings == ["a", "b"] && value["m"]?.strings == nil)
    #expect(value.kind == "an object" && value["n"]?.kind == "a number")
  }

  @Test("a writer puts the commas and leaves out what is not there")
  func writer() throws {
    var writer = JSONWriter()
    writer.object { writer in
      writer.field("a", 1)
      writer.field("b", optional: nil as String?)
      writer.field("c", ["x", "y"])
      writer.field(object: "d") { $0.field("e", true) }
      writer.field(array: "f") { writer in
        writer.decimal(12.3456, places: 1)
        writer.decimal(.infinity, places: 1)
        writer.decimal(3, places: 0)
      }
    }
    writer.endLine()
    writer.bool(false)
    #expect(writer.text == #"{"a":1,"c":["x","y"],"d":{"e":true},"f":[12.3,null,3.0]}"# + "\nfalse")
    writer.removeAll()
    writer.int(-7)
    #expect(writer.text == "-7")
  }

  @Test("garbage is an error or a value that is written and read again")
  func garbage() throws {
    var state: UInt64 = 5
    let alphabet = Array(#"{}[]",:\u012eE+-.tfn "#.utf8) + [0xc3, 0xa9, 0x1b]
    for _ in 0..<50_000 {
      var bytes: [UInt8] = []
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      for _ in 0..<(state >> 60 + 1) {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        bytes.append(alphabet[Int((state >> 33) % UInt64(alphabet.count))])
      }
      guard let value = try? JSONValue(parsing: bytes) else { continue }
      #expect(try JSONValue(parsing: written(value)) == value)
    }
  }
}
