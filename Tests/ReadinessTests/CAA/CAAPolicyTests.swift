import DNSWire
import Testing

@testable import Readiness

/// Reads `128 issue letsencrypt.org; x=y`: flags, tag, and the rest as it is.
func caa(_ text: String) -> CAARecord {
  let parts = text.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: false)
  return CAARecord(
    flags: UInt8(parts[0]) ?? 0, tag: Array(parts[1].utf8), value: parts.count > 2 ? Array(parts[2].utf8) : [])
}

@Suite("CAA")
struct CAAPolicyTests {
  static let account = "https://acme-v02.api.letsencrypt.org/acme/acct/1234"

  struct Row: Sendable, CustomTestStringConvertible {
    let title: String
    let records: [String]
    var wildcard = false
    var method = ValidationMethod.http01
    var account: String? = CAAPolicyTests.account
    /// The finding's code and severity; nil where the CA may issue.
    let code: String?

    init(
      _ title: String, _ records: [String], wildcard: Bool = false, method: ValidationMethod = .http01,
      account: String? = CAAPolicyTests.account, _ code: String?
    ) {
      self.title = title
      self.records = records
      self.wildcard = wildcard
      self.method = method
      self.account = account
      self.code = code
    }

    var testDescription: String { title }
  }

  static let forbids = "caa.forbids blocker"
  static let account1 = "caa.account-mismatch blocker"
  static let method1 = "caa.method-forbidden blocker"
  static let critical = "caa.critical-unknown blocker"

  static let sets = [
    Row("our issuer", ["0 issue letsencrypt.org"], nil),
    Row("another issuer", ["0 issue digicert.com"], forbids),
    Row("any record may permit", ["0 issue digicert.com", "0 issue letsencrypt.org"], nil),
    Row("a semicolon forbids", ["0 issue ;"], forbids),
    Row("an empty value forbids", ["0 issue "], forbids),
    Row("no applicable record", ["0 iodef mailto:a@example.com"], nil),
    Row("tags in any case", ["0 ISSUE digicert.com"], forbids),
    Row("tags in any case permit", ["0 IsSuE letsencrypt.org"], nil),
    Row("the issuer exactly", ["0 issue LetsEncrypt.org"], forbids),
    Row("the issuer, not below it", ["0 issue www.letsencrypt.org"], forbids),
    Row("white space around it", ["0 issue  \t letsencrypt.org \t"], nil),
    Row("the second identity", ["0 issue other.example"], nil),
  ]

  static let wildcards = [
    Row("issuewild is nothing to a plain name", ["0 issuewild ;"], nil),
    Row("a wildcard by issue", ["0 issue letsencrypt.org"], wildcard: true, nil),
    Row("issuewild first", ["0 issue letsencrypt.org", "0 issuewild ;"], wildcard: true, forbids),
    Row("issuewild permits", ["0 issue ;", "0 issuewild letsencrypt.org"], wildcard: true, nil),
    Row("issue forbids the plain name beside it", ["0 issue ;", "0 issuewild letsencrypt.org"], forbids),
  ]

  static let criticals = [
    Row("critical and known", ["128 issue letsencrypt.org"], nil),
    Row("critical and unknown", ["128 future x", "0 issue letsencrypt.org"], critical),
    Row("flag 1", ["1 future x", "0 issue letsencrypt.org"], critical),
    Row("other flags", ["2 future x", "0 issue letsencrypt.org"], nil),
    Row("unknown, not critical", ["0 future x"], nil),
    Row("critical issuemail", ["128 issuemail ;"], nil),
    Row("critical issuevmc", ["128 issuevmc ;"], nil),
    Row("critical iodef", ["128 iodef mailto:a@example.com"], nil),
    Row("critical contactemail", ["128 contactemail a@example.com"], critical),
    Row("critical empty tag", ["128  x"], critical),
  ]

  static let parameters = [
    Row("a lone semicolon behind the issuer", ["0 issue letsencrypt.org;"], nil),
    Row("two of them", ["0 issue letsencrypt.org;;"], forbids),
    Row("a semicolon behind parameters", ["0 issue letsencrypt.org; x=y;"], forbids),
    Row("an unknown parameter", ["0 issue letsencrypt.org; x=y"], nil),
    Row("a hyphen in its name", ["0 issue letsencrypt.org; a-b=y"], forbids),
    Row("no equals sign", ["0 issue letsencrypt.org; x"], forbids),
    Row("white space in a value", ["0 issue letsencrypt.org; x=a b"], forbids),
    Row("equals signs in a value", ["0 issue letsencrypt.org; x=a=b"], nil),
    Row("malformed beside good", ["0 issue letsencrypt.org;;", "0 issue letsencrypt.org"], nil),
  ]

  static let accounts = [
    Row("our account", ["0 issue letsencrypt.org; accounturi=\(account)"], nil),
    Row("another account", ["0 issue letsencrypt.org; accounturi=\(account)5"], account1),
    Row("its beginning", ["0 issue letsencrypt.org; accounturi=https://acme-v02.api.letsencrypt.org/"], account1),
    Row("capital letters restrict nothing", ["0 issue letsencrypt.org; AccountURI=https://x/1"], nil),
    Row("twice", ["0 issue letsencrypt.org; accounturi=\(account); accounturi=\(account)"], account1),
    Row("empty", ["0 issue letsencrypt.org; accounturi="], account1),
    Row(
      "ours unknown", ["0 issue letsencrypt.org; accounturi=\(account)"], account: nil,
      "caa.account-mismatch undetermined"),
    Row(
      "ours unknown, another record is free",
      ["0 issue letsencrypt.org; accounturi=\(account)", "0 issue letsencrypt.org"], account: nil, nil),
    Row(
      "ours unknown, and the method wrong",
      ["0 issue letsencrypt.org; accounturi=\(account); validationmethods=dns-01"],
      account: nil, method1),
  ]

  static let methods = [
    Row("our method", ["0 issue letsencrypt.org; validationmethods=dns-01,http-01"], nil),
    Row("another", ["0 issue letsencrypt.org; validationmethods=dns-01"], method1),
    Row("dns-01 wanted", ["0 issue letsencrypt.org; validationmethods=dns-01"], method: .dns01, nil),
    Row("commas behind", ["0 issue letsencrypt.org; validationmethods=http-01,,"], nil),
    Row("a comma before", ["0 issue letsencrypt.org; validationmethods=,http-01"], method1),
    Row("an odd label before", ["0 issue letsencrypt.org; validationmethods=a_b,http-01"], method1),
    Row("capital letters", ["0 issue letsencrypt.org; validationmethods=HTTP-01"], method1),
    Row(
      "one record must satisfy all",
      [
        "0 issue letsencrypt.org; validationmethods=dns-01",
        "0 issue letsencrypt.org; accounturi=https://x/1; validationmethods=http-01",
      ], account1),
    Row("all in one", ["0 issue letsencrypt.org;accounturi=\(account);validationmethods=http-01"], nil),
  ]

  @Test("as the CA reads it", arguments: sets + wildcards + criticals + parameters + accounts + methods)
  func judged(row: Row) {
    let policy = CAAPolicy(
      identities: ["letsencrypt.org", "other.example"], accountURI: row.account, method: row.method)
    let finding = policy.judge(row.records.map(caa), at: CAAPlace("example.com"), wildcard: row.wildcard)
    #expect(finding.map { "\($0.code) \($0.severity.rawValue)" } == row.code)
  }

  @Test("the finding shows the record that is there and the one to add")
  func words() throws {
    let policy = CAAPolicy(identities: ["letsencrypt.org"], accountURI: Self.account, method: .http01)
    let finding = try #require(policy.judge([caa("0 issue digicert.com")], at: CAAPlace("example.com"), wildcard: true))
    #expect(finding.summary == #"CAA at example.com does not let letsencrypt.org issue: 0 issue "digicert.com"."#)
    #expect(finding.remedy == #"Add example.com CAA 0 issue "letsencrypt.org" beside the records there."#)
    #expect(finding.evidence["expected"] == .text(#"0 issue "letsencrypt.org""#))
    let wild = try #require(policy.judge([caa("0 issuewild ;")], at: CAAPlace("example.com"), wildcard: true))
    #expect(wild.remedy.contains(#"CAA 0 issuewild "letsencrypt.org""#))
    let bound = try #require(
      policy.judge(
        [caa("0 issue letsencrypt.org; accounturi=https://x/1")], at: CAAPlace("example.com"), wildcard: false))
    #expect(bound.remedy.contains(#"example.com CAA 0 issue "letsencrypt.org; accounturi=\#(Self.account)""#))
  }

  @Test(
    "a record that nearly permits is shown as it should be",
    arguments: [
      ("0 issue letsencrypt.org; validationmethods=dns-01", "letsencrypt.org; validationmethods=dns-01,http-01"),
      ("0 issue letsencrypt.org; validationmethods=,http-01", "letsencrypt.org; validationmethods=http-01"),
      ("0 issue letsencrypt.org; validationmethods=", "letsencrypt.org; validationmethods=http-01"),
      ("0 issue letsencrypt.org; accounturi=https://x/1", "letsencrypt.org; accounturi=\(account)"),
      (
        "0 issue letsencrypt.org; policy=ev; accounturi=https://x/1; validationmethods=dns-01",
        "letsencrypt.org; policy=ev; accounturi=\(account); validationmethods=dns-01,http-01"
      ),
      ("0 issue LetsEncrypt.org", "letsencrypt.org"), ("0 issue letsencrypt.org.", "letsencrypt.org"),
      ("0 issue letsencrypt.org;;", "letsencrypt.org"), ("0 issue letsencrypt.org; x=y;", "letsencrypt.org; x=y"),
      ("0 issue letsencrypt.org; a-b=c; x=y", "letsencrypt.org; x=y"),
      ("0 issue other.example; accounturi=https://x/1", "other.example; accounturi=\(account)"),
    ])
  func corrected(record: String, value: String) throws {
    let policy = CAAPolicy(
      identities: ["letsencrypt.org", "other.example"], accountURI: Self.account, method: .http01)
    let place = CAAPlace("example.com")
    let finding = try #require(policy.judge([caa(record)], at: place, wildcard: false))
    #expect(finding.evidence["expected"] == .text("0 issue \"\(value)\""))
    #expect(finding.remedy.contains("example.com CAA 0 issue \"\(value)\""))
    #expect(policy.judge([caa("0 issue \(value)")], at: place, wildcard: false) == nil)
  }

  @Test("where a record can be added: beside the others, at the end of aliases, below a registry's")
  func places() throws {
    let policy = CAAPolicy(identities: ["letsencrypt.org"], method: .http01)
    func remedy(_ place: CAAPlace) throws -> String {
      try #require(policy.judge([caa("0 issue ;")], at: place, wildcard: false)).remedy
    }
    let record = #"CAA 0 issue "letsencrypt.org""#
    let critical = try #require(policy.judge([caa("128 tbs x")], at: CAAPlace("example.com"), wildcard: false))
    #expect(
      critical.remedy == #"Remove example.com CAA 128 tbs "x", or change it to example.com CAA 0 tbs "x"."#)
    let capital = try #require(
      policy.judge(
        [caa("0 issue letsencrypt.org; validationmethods=HTTP-01")], at: CAAPlace("example.com"), wildcard: false))
    #expect(capital.remedy.hasSuffix(#"to example.com CAA 0 issue "letsencrypt.org; validationmethods=http-01"."#))
    #expect(try remedy(CAAPlace("example.com")).hasPrefix("Add example.com \(record) beside"))
    #expect(try remedy(CAAPlace("www.a.com", alias: "b.com")).hasPrefix("Add b.com \(record) beside"))
    #expect(try remedy(CAAPlace("app", ownDomain: "shop.app")).hasPrefix("Add shop.app \(record): the set nearest"))
  }

  @Test("a CA of which no identity is known is not said to be forbidden, but where nobody is allowed")
  func nameless() throws {
    let policy = CAAPolicy(identities: [], method: .http01)
    let place = CAAPlace("example.com")
    let some = try #require(policy.judge([caa("0 issue ;"), caa("0 issue a.com")], at: place, wildcard: false))
    #expect(some.code == .caaForbids && some.severity == .undetermined)
    let nobody = try #require(policy.judge([caa("0 issue ;"), caa("0 issue a b;;")], at: place, wildcard: false))
    #expect(nobody.code == .caaForbids && nobody.severity == .blocker)
    #expect(policy.judge([caa("0 iodef x")], at: place, wildcard: false) == nil)
  }

  @Test("a stranger's hundred long records make no long finding")
  func bounded() throws {
    let policy = CAAPolicy(identities: ["letsencrypt.org"], method: .http01)
    let records = (0..<100).map { caa("0 issue " + String(repeating: "x", count: 5000) + "\($0)\u{1b}") }
    let finding = try #require(policy.judge(records, at: CAAPlace("example.com"), wildcard: false))
    #expect(finding.summary.utf8.count < 3000)
    #expect(!finding.summary.contains("\u{1b}"))
  }
}
