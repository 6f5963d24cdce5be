import Testing

@testable import Readiness

@Suite("Public suffixes")
struct PublicSuffixListTests {
  /// checkPublicSuffix('www.example.com', 'example.com'); comments and the null input left out.
  static let vectors: [(name: String, domain: String?)] = publishedVectors.split(separator: "\n").compactMap { line in
    let parts = line.split(separator: "'", omittingEmptySubsequences: false)
    guard line.hasPrefix("checkPublicSuffix('"), parts.count >= 3 else { return nil }
    return (String(parts[1]), parts.count == 5 ? String(parts[3]) : nil)
  }

  @Test("the published vectors are all there")
  func vectorCount() {
    #expect(Self.vectors.count > 75)
    #expect(Self.vectors.count { $0.domain == nil } > 20)
  }

  @Test("the published vectors hold", arguments: vectors)
  func published(name: String, domain: String?) {
    #expect(PublicSuffixList.embedded.registeredDomain(of: aLabels(name)) == domain.map(aLabels))
  }

  private func aLabels(_ name: String) -> String {
    name.split(separator: ".", omittingEmptySubsequences: false).map { label in
      guard !label.utf8.allSatisfy({ $0 < 0x80 }), let encoded = Punycode.encode(Array(label.unicodeScalars))
      else { return String(label) }
      return "xn--" + String(decoding: encoded, as: UTF8.self)
    }.joined(separator: ".")
  }

  static let small = """
    // ===BEGIN ICANN DOMAINS===
    com
    // a registry's comment
    uk
    co.uk behind white space nothing counts
    *.ck
    !www.ck
    公司.cn
    // ===END ICANN DOMAINS===
    // ===BEGIN PRIVATE DOMAINS===
    github.io
    *.pages.com
    // ===END PRIVATE DOMAINS===
    """

  struct Row: Sendable {
    let name: String
    let suffix: String?
    var icann: String?
    let domain: String?

    init(_ name: String, suffix: String?, icann: String?, domain: String?) {
      self.name = name
      self.suffix = suffix
      self.icann = icann
      self.domain = domain
    }
  }

  @Test(
    "rules, wildcards, exceptions and sections",
    arguments: [
      Row("www.Example.COM", suffix: "com icann", icann: "com", domain: "example.com"),
      Row("com", suffix: "com icann", icann: "com", domain: nil),
      Row("a.b.co.uk", suffix: "co.uk icann", icann: "co.uk", domain: "b.co.uk"),
      Row("a.b.ck", suffix: "b.ck icann", icann: "b.ck", domain: "a.b.ck"),
      Row("b.ck", suffix: "b.ck icann", icann: "b.ck", domain: nil),
      Row("www.ck", suffix: "ck icann", icann: "ck", domain: "www.ck"),
      Row("a.www.ck", suffix: "ck icann", icann: "ck", domain: "www.ck"),
      Row("ck", suffix: nil, icann: nil, domain: nil),
      Row("x.xn--55qx5d.cn", suffix: "xn--55qx5d.cn icann", icann: "xn--55qx5d.cn", domain: "x.xn--55qx5d.cn"),
      // A private suffix is the CA's business only where it counts.
      Row("github.io", suffix: "github.io private", icann: nil, domain: nil),
      Row("me.github.io", suffix: "github.io private", icann: nil, domain: "me.github.io"),
      Row("x.me.pages.com", suffix: "me.pages.com private", icann: "com", domain: "x.me.pages.com"),
      Row("pages.com", suffix: "com icann", icann: "com", domain: "pages.com"),
      // Unknown: the last label counts as a suffix for the limits, and is none for the policy.
      Row("a.b.unknown", suffix: nil, icann: nil, domain: "b.unknown"),
      Row("unknown", suffix: nil, icann: nil, domain: nil),
      // No names.
      Row("", suffix: nil, icann: nil, domain: nil),
      Row(".com", suffix: nil, icann: nil, domain: nil),
      Row("a..com", suffix: nil, icann: nil, domain: nil),
      Row("example.com.", suffix: nil, icann: nil, domain: nil),
      Row(String(repeating: "a.", count: 126) + "com", suffix: nil, icann: nil, domain: nil),
    ])
  func rules(row: Row) throws {
    let list = try PublicSuffixList(parsing: Array(Self.small.utf8))
    #expect(list.suffix(of: row.name).map { "\($0.text) \($0.section.rawValue)" } == row.suffix)
    #expect(list.icannSuffix(of: row.name) == row.icann)
    #expect(list.registeredDomain(of: row.name) == row.domain)
  }

  @Test("the embedded list is whole")
  func embedded() {
    #expect(PublicSuffixList.embedded.rules.count > 9000)
    #expect(PublicSuffixList.embedded.icannSuffix(of: "www.example.co.uk") == "co.uk")
    #expect(PublicSuffixList.embedded.suffix(of: "me.github.io")?.section == .private)
  }

  @Test(
    "what is no list is an error",
    arguments: [
      ("", PublicSuffixListError.noRules), ("com\nnet\n", .noRules),
      ("// ===BEGIN ICANN DOMAINS===\ncom\nhttp://x\n", .badRule(line: 3)),
      ("// ===BEGIN ICANN DOMAINS===\ncom\n\n.net\n", .badRule(line: 4)),
      ("// ===BEGIN ICANN DOMAINS===\n<html>\n", .badRule(line: 2)),
      ("<!DOCTYPE html>\n", .badRule(line: 1)), ("\u{1f}\u{8b}\u{8}", .badRule(line: 1)),
      ("// ===BEGIN ICANN DOMAINS===\ncom\na*.b\n", .badRule(line: 3)),
      ("// ===BEGIN ICANN DOMAINS===\n!\n", .badRule(line: 2)),
      ("// ===BEGIN ICANN DOMAINS===\n*.ck\n!ck\n", .badRule(line: 3)),
      ("// ===BEGIN ICANN DOMAINS===\n*.\n", .badRule(line: 2)),
      ("// ===BEGIN ICANN DOMAINS===\n" + String(repeating: "ü", count: 80) + "\n", .badRule(line: 2)),
    ])
  func noList(text: String, error: PublicSuffixListError) {
    #expect(throws: error) { try PublicSuffixList(parsing: Array(text.utf8)) }
  }

  @Test("a newer list knows what the one built in does not")
  func newer() throws {
    let list = try PublicSuffixList(parsing: Array("// ===BEGIN ICANN DOMAINS===\nnewtld\nco.newtld\n".utf8))
    let policy = NamePolicy(suffixes: list, method: .http01)
    #expect(throws: Never.self) { try policy.evaluate("shop.newtld") { _ in nil }.get() }
    #expect(throws: RefusedName.self) { try policy.evaluate("co.newtld") { _ in nil }.get() }
    #expect(throws: RefusedName.self) { try policy.evaluate("shop.com") { _ in nil }.get() }
  }

  @Test("a huge list is read, and one beyond the bound is an error")
  func huge() throws {
    var text = "// ===BEGIN ICANN DOMAINS===\n"
    for number in 0..<20_000 { text += "rule-\(number).tld\n" }
    let list = try PublicSuffixList(parsing: Array(text.utf8))
    #expect(list.rules.count == 20_000)
    #expect(list.icannSuffix(of: "x.rule-19999.tld") == "rule-19999.tld")
    let beyond = [UInt8](repeating: 10, count: PublicSuffixList.maximumOctets + 1)
    #expect(throws: PublicSuffixListError.tooLong) { try PublicSuffixList(parsing: beyond) }
  }

  @Test("a byte order mark is no rule")
  func byteOrderMark() throws {
    let list = try PublicSuffixList(parsing: [0xef, 0xbb, 0xbf] + Array(Self.small.utf8))
    #expect(list.icannSuffix(of: "a.co.uk") == "co.uk")
  }

  @Test("lines may end as on Windows, and the last without any end")
  func lineEnds() throws {
    let list = try PublicSuffixList(parsing: Array("// ===BEGIN ICANN DOMAINS===\r\ncom\r\n\r\nco.uk".utf8))
    #expect(list.icannSuffix(of: "x.co.uk") == "co.uk")
    #expect(list.icannSuffix(of: "x.com") == "com")
  }
}
