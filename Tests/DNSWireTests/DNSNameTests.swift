import DNSWire
import Testing

@Suite("Domain names")
struct DNSNameTests {
  static let label63 = String(repeating: "a", count: 63)
  /// 3 labels of 63 and one of 61: 4 × 64 - 2 + 1 = 255 octets.
  static let longest = [label63, label63, label63, String(repeating: "b", count: 61)].joined(separator: ".")

  @Test(
    "reads the presentation form and writes it back",
    arguments: [
      ("example.com", "example.com"), ("example.com.", "example.com"), ("EXAMPLE.Com", "example.com"),
      (".", "."), ("_acme-challenge.x-y.org", "_acme-challenge.x-y.org"), ("*.example.com", "*.example.com"),
      (#"a\.b.example"#, #"a\.b.example"#), (#"\065\098.example"#, "ab.example"),
      (#"\000\255.example"#, #"\000\255.example"#),
      (#"a\\b"#, #"a\\b"#), (#"a\032b"#, #"a\032b"#), ("a\"b(c)", #"a\"b\(c\)"#), (longest, longest),
      (longest + ".", longest),
    ])
  func reads(text: String, shown: String) throws {
    let name = try #require(DNSName(text))
    #expect(name.description == shown)
    #expect(DNSName(name.description) == name)
  }

  @Test(
    "refuses what is no name",
    arguments: [
      "", "..", ".com", "a..b", "a.b..", #"a\"#, #"a\1"#, #"a\25"#, #"a\256"#, #"a\2x3"#, "a b", "bücher.de", "a\u{0}b",
      "a\u{7f}",
      label63 + "a", longest + "b", longest.replacing("b", with: "bb", maxReplacements: 1),
    ])
  func refuses(text: String) {
    #expect(DNSName(text) == nil)
  }

  @Test("has the longest name's 255 octets")
  func longestName() throws {
    #expect(try #require(DNSName(Self.longest)).wire.count == 255)
  }

  @Test("climbs to the root")
  func parents() throws {
    let name = try #require(DNSName("www.example.com"))
    let way = Array(sequence(first: name, next: \.parent))
    #expect(way.map(\.description) == ["www.example.com", "example.com", "com", "."])
    #expect(way.map(\.labelCount) == [3, 2, 1, 0])
    #expect(way.map { String(decoding: $0.firstLabel, as: UTF8.self) } == ["www", "example", "com", ""])
  }

  @Test(
    "knows what is below what",
    arguments: [
      ("www.example.com", "example.com", true), ("example.com", "example.com", true), ("example.com", ".", true),
      (".", ".", true), ("notexample.com", "example.com", false), ("com", "example.com", false),
      ("WWW.EXAMPLE.COM", "Example.com", true), (".", "com", false), (#"a\.example.com"#, "example.com", false),
      // The octets of "\003com" inside a label look like a label of their own.
      (#"x\003com"#, "com", false),
    ])
  func suffix(name: String, ancestor: String, expected: Bool) throws {
    #expect(try #require(DNSName(name)).hasSuffix(try #require(DNSName(ancestor))) == expected)
  }

  @Test("puts a label in front")
  func prepending() throws {
    let name = try #require(DNSName("example.com"))
    #expect(name.prepending("_ACME-challenge")?.description == "_acme-challenge.example.com")
    #expect(name.prepending("*")?.description == "*.example.com")
    for bad in ["", "a.b", #"a\b"#, "ü", "a b", Self.label63 + "a"] { #expect(name.prepending(bad) == nil) }
    #expect(try #require(DNSName(Self.longest)).prepending("a") == nil)
  }
}
