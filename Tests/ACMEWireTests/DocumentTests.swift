import JSONText
import Testing
import Timing

@testable import ACMEWire

/// Documents as a CA sends them, and as it should not.
@Suite struct DocumentTests {
  static let directory = """
    {"newNonce":"https://ca.example/nonce","newAccount":"https://ca.example/account","newOrder":"https://ca.example/order",
     "keyChange":"https://ca.example/change","x":{"y":[1]},
     "meta":{"termsOfService":"https://ca.example/tos","externalAccountRequired":true,
             "profiles":{"classic":"https://ca.example/classic","short":"six days"}}}
    """
  static let order = """
    {"status":"pending","expires":"2026-11-30T10:00:00.5+01:00","identifiers":[{"type":"dns","value":"Shop.example"}],
     "authorizations":["https://ca.example/authz/1"],"finalize":"https://ca.example/finalize/1"}
    """
  static let authorization = """
    {"status":"pending","identifier":{"type":"dns","value":"shop.example"},"expires":"2026-11-30T10:00:00Z","challenges":[
      {"type":"dns-01","url":"https://ca.example/c/1","status":"pending","token":"abc"},
      {"type":"onion-csr-01","nonce":5},
      {"type":"http-01","url":"https://ca.example/c/2","status":"pending","token":"tok_-1"}]}
    """

  @Test func aDirectory() throws {
    let document = try DirectoryDocument(Array(Self.directory.utf8))
    #expect(document.newOrder == "https://ca.example/order")
    #expect(document.termsOfService == "https://ca.example/tos")
    #expect(document.requiresExternalAccount)
    #expect(document.profiles["short"] == "six days")
    #expect(document.revokeCert == nil)
  }

  @Test func anOrder() throws {
    let document = try OrderDocument(Array(Self.order.utf8))
    #expect(document.status == .pending)
    #expect(document.names == ["shop.example"])
    #expect(document.expires?.preciseText == "2026-11-30T09:00:00.500Z")
    #expect(document.certificate == nil)
  }

  @Test("what Pebble says of an order whose authorizations were given up is the RFC's \"invalid\"")
  func anOrderThatWasGivenUp() throws {
    let text = Self.order.split(separator: "pending", maxSplits: 1).joined(separator: "deactivated")
    #expect(try OrderDocument(Array(text.utf8)).status == .invalid)
  }

  @Test func anAuthorization() throws {
    let document = try Authorization(Array(Self.authorization.utf8))
    #expect(document.http01?.token == "tok_-1")
    #expect(document.http01?.keyAuthorization(thumbprint: "print") == "tok_-1.print")
    #expect(document.error == nil)
  }

  /// What is changed, to what; and a word of the error.
  static let orderFaults: [(String, String, String)] = [
    (#""pending""#, "7", "status"), (#""pending""#, #""open""#, "status"), (#""status":"pending","#, "", "status"),
    (#""2026-11-30T10:00:00.5+01:00""#, #""tomorrow""#, "expires"),
    (#""2026-11-30T10:00:00.5+01:00""#, #""2026-11-30T10:00:00+25:00""#, "expires"),
    (#"[{"type":"dns","value":"Shop.example"}]"#, "[]", "identifiers"),
    (#"[{"type":"dns","value":"Shop.example"}]"#, #"{"type":"dns"}"#, "identifiers"),
    (#"[{"type":"dns","value":"Shop.example"}]"#, #"["shop.example"]"#, "identifier"),
    (#""dns""#, #""ip""#, "type"), (#""Shop.example""#, "[]", "value"), (#""Shop.example""#, #""""#, "value"),
    (#""https://ca.example/authz/1""#, #""http://ca.example/authz/1""#, "authorizations"),
    (#""https://ca.example/authz/1""#, "null", "authorizations"),
    (#""https://ca.example/finalize/1""#, #""/finalize/1""#, "finalize"),
    (#","finalize":"https://ca.example/finalize/1""#, "", "finalize"),
    (#""https://ca.example/finalize/1""#, #""https://ca.example/a b""#, "finalize"),
    ("}\n", "", "JSON"), (Self.order, "[]", "array"), (Self.order, "", "JSON"), (Self.order, "<html>", "JSON"),
    (Self.order, "null", "null"), (#""status""#, #""status":"ready","status""#, "twice"),
  ]

  @Test(arguments: orderFaults)
  func faultyOrder(_ row: (from: String, to: String, word: String)) throws {
    let text = row.from == Self.order ? row.to : (Self.order + "\n").replacing(row.from, with: row.to)
    #expect(text != Self.order + "\n")
    let error = #expect(throws: DocumentError.self) { try OrderDocument(Array(text.utf8)) }
    #expect(error?.description.contains(row.word) == true, "\(error?.description ?? "")")
  }

  static let authorizationFaults: [(String, String, String)] = [
    (#""tok_-1""#, #""../../etc/passwd""#, "token"), (#""tok_-1""#, #""""#, "token"), (#""tok_-1""#, "5", "token"),
    (#","token":"tok_-1""#, "", "token"), (#""identifier":{"type":"dns","value":"shop.example"},"#, "", "identifier"),
    (#""http-01""#, "1", "type"), (#""https://ca.example/c/2""#, #""ftp://ca.example/""#, "url"),
    (#""status":"pending","token":"tok_-1""#, #""status":"new","token":"tok_-1""#, "status"),
  ]

  @Test(arguments: authorizationFaults)
  func faultyAuthorization(_ row: (from: String, to: String, word: String)) throws {
    let text = Self.authorization.replacing(row.from, with: row.to)
    #expect(text != Self.authorization)
    let error = #expect(throws: DocumentError.self) { try Authorization(Array(text.utf8)) }
    #expect(error?.description.contains(row.word) == true, "\(error?.description ?? "")")
  }

  @Test(arguments: ["newNonce", "newAccount", "newOrder"])
  func faultyDirectory(_ key: String) {
    for value in ["1", "null", #""http://ca.example/""#, #""x""#, "{}"] {
      let text = Self.directory.replacing("\"\(key)\":\"https://ca.example", with: "\"\(key)\":\(value),\"_\":\"")
      #expect(throws: DocumentError.self) { try DirectoryDocument(Array(text.utf8)) }
    }
  }

  @Test func aProblemIsKeptWhole() throws {
    let text = """
      {"type":"urn:ietf:params:acme:error:rejectedIdentifier","status":403,"detail":"Some refused","instance":"/x",
       "subproblems":[{"type":"urn:ietf:params:acme:error:caa","detail":"CAA forbids","identifier":{"type":"dns","value":"a.example"}},
                      {"type":"urn:ietf:params:acme:error:dns","detail":"no answer","identifier":{"type":"dns","value":"b.example"}}]}
      """
    let problem = try ProblemDocument(Array(text.utf8))
    #expect(problem.type == "rejectedIdentifier")
    #expect(
      problem.text == "rejectedIdentifier: Some refused [a.example: caa: CAA forbids; b.example: dns: no answer]")
    #expect(try ProblemDocument(Array("{}".utf8)).text == "no reason given")
    #expect(try ProblemDocument(Array(#"{"type":"about:blank","title":"Gone","status":410}"#.utf8)).text == "Gone")
    #expect(throws: DocumentError.self) { try ProblemDocument(Array(#"{"type":1}"#.utf8)) }
    #expect(throws: DocumentError.self) { try ProblemDocument(Array(#"{"subproblems":[1]}"#.utf8)) }
  }

  @Test func newOrder() throws {
    #expect(
      String(decoding: NewOrder(names: ["a.example", "b.example"]).payload, as: UTF8.self)
        == #"{"identifiers":[{"type":"dns","value":"a.example"},{"type":"dns","value":"b.example"}]}"#)
    let whole = try JSONValue(parsing: NewOrder(names: ["a.example"], profile: "short", replaces: "aYh.BQ").payload)
    #expect(whole["profile"]?.string == "short")
    #expect(whole["replaces"]?.string == "aYh.BQ")
  }

  static let links: [(String, [String])] = [
    (#"<https://ca.example/2>;rel="next""#, ["https://ca.example/2"]),
    (#"<https://ca.example/2>; title="a, b;c"; REL=next"#, ["https://ca.example/2"]),
    (#"<https://ca.example/dir>;rel="index", <https://ca.example/3>;rel="up next""#, ["https://ca.example/3"]),
    (#"<https://ca.example/dir>;rel="index""#, []), (#"<http://ca.example/2>;rel="next""#, []),
    ("<https://ca.example/2", []), ("", []), (#"https://ca.example/2;rel="next""#, []),
    (#"<https://ca.example/2>;rel;;rel="next"#, ["https://ca.example/2"]), ("<>;rel=next", []), ("<;<", []),
  ]

  @Test(arguments: links)
  func link(_ row: (header: String, targets: [String])) {
    #expect(LinkHeader.targets([row.header], relation: "next") == row.targets)
  }
}
