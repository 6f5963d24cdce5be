import Foundation
import JSONText
import Testing

/// A CA that answers something malformed, at each step of an order: it is said what, the run ends, and the next run, in
/// front of a sound CA, ends with the certificate and with nothing left.
@Suite(
  .serialized,
  .enabled(if: World.isThere && World.environment["WORLD_MODE"] == "namespace", Comment(rawValue: World.absence)))
struct ACMEMalformedTests {
  struct Fault: Sendable, CustomTestStringConvertible {
    /// In the proxy's words; `on`, and what it does.
    var on: String
    var rule: String
    /// Words of how the order settled, or of why none began.
    var said: [String]

    init(_ on: String, _ rule: String, _ said: String...) {
      (self.on, self.rule, self.said) = (on, rule, said)
    }

    var testDescription: String { "\(on) \(rule)" }
  }

  private static let html = #""do":"answer","headers":{"Content-Type":"text/html"},"body":"<html>busy</html>""#
  private static let endless = #""do":"endless""#

  static let faults: [Fault] = [
    Fault("directory", html, "the CA's directory at ", "is text/html instead of application/json"),
    Fault("directory", #""do":"edit","set":{"newOrder":"file:///etc/passwd"}"#, "\"newOrder\" that is no https URL"),
    Fault("directory", endless, "too long"),
    Fault("newNonce", #""do":"answer","headers":{"Replay-Nonce":"no nonce!"}"#, "no Replay-Nonce that can be used"),
    Fault("newAccount", #""do":"edit","set":{"status":"deactivated"}"#, "is deactivated at the CA: give another"),
    Fault("newAccount", endless, "too long"),
    // The order is there all the same, and is found in the account's list.
    Fault("newOrder", html, "issued"), Fault("newOrder", #""do":"answer","body":"{\"status\":""#, "issued"),
    Fault("newOrder", #""do":"answer","headers":{"Location":null}"#, "issued"),
    Fault("newOrder", #""do":"answer","headers":{"Location":"gopher://ca/1"}"#, "issued"),
    Fault("newOrder", endless, "issued"),
    Fault(
      "newOrder", #""do":"edit","set":{"identifiers":[{"type":"dns","value":"other.dev"}]}"#,
      "unknown", "an order for other names than those asked for"),
    Fault("newOrder", #""do":"edit","drop":["authorizations"]"#, "unknown", "pending, and has no authorizations"),
    Fault(
      "newOrder", #""when":"before","do":"answer","status":403,"body":"{\"type\":17,\"detail\":[\"\\u0007\"]}""#,
      "failed: no order began: HTTP status 403"),
    Fault("order", html, "unknown", "text/html"),
    Fault("order", #""do":"edit","set":{"status":"splendid"}"#, "unknown", "of an unknown kind, \"splendid\""),
    Fault("order", #""do":"answer","body":"[[[[""#, "unknown", "the order is not JSON"),
    Fault("order", #""do":"answer","status":404,"body":"gone""#, "unknown: HTTP status 404"),
    Fault("order", endless, "unknown", "too long"),
    Fault("authorization", #""do":"edit","set":{"challenges":[]}"#, "failed", "no http-01 challenge for live-021.dev"),
    Fault(
      "authorization", #""do":"edit","set":{"identifier":{"type":"dns","value":"other.dev"}}"#,
      "unknown", "an authorization for other.dev"),
    Fault(
      "authorization",
      #""do":"edit","set":{"challenges":[{"type":"http-01","url":"https://localhost/x","token":"../../etc/x","status":"pending"}]}"#,
      "unknown", "a \"token\" that is not base64url"),
    Fault("authorization", endless, "unknown", "too long"),
    Fault("challenge", #""do":"answer","status":400,"body":"\u0000""#, "issued"), Fault("challenge", endless, "issued"),
    Fault("finalize", html, "issued"),
    Fault(
      "finalize",
      #""when":"before","do":"answer","status":400,"headers":{"Content-Type":"application/problem+json"},"body":"{\"type\":\"urn:ietf:params:acme:error:badCSR\"}""#,
      "failed: badCSR"),
    Fault(
      "finalize", #""do":"edit","set":{"status":"valid","certificate":"https://localhost:1/none"}"#,
      "unknown", "Failed to connect to localhost port 1"),
    Fault("certificate", html, "unknown", "text/html instead of application/pem-certificate-chain"),
    Fault(
      "certificate",
      #""do":"answer","body":"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n""#,
      "unknown", "the certificate: an element is of another kind"),
    Fault("certificate", endless, "unknown", "too long"),
  ]

  @Test(.timeLimit(.minutes(2)), arguments: faults)
  func malformed(_ fault: Fault) throws {
    let name = "live-021.dev"
    let place = try ACMEPlace()
    let ca = try FaultyCA(rules: #"[{"on":"\#(fault.on)",\#(fault.rule)}]"#, folder: place.folder)
    let first = try place.run([name], ca.directory, ["--max-wait", "0", "--order-timeout", "12s"])
    ca.end()
    let outcome = first.outcome(name)
    let said = outcome + " " + first.errors
    for words in fault.said { #expect(said.contains(words), "\(said)") }
    // 2: there is no account. 1: the order failed. 75: it waits to be asked for again.
    let status: Int32 =
      switch outcome.prefix(while: { $0 != ":" }) {
      case "issued": 0
      case "failed": 1
      case "unknown": 75
      default: 2
      }
    #expect(first.status == status, "\(said)")

    let sound = try FaultyCA(rules: "[]", folder: place.folder, port: ca.port)
    defer { sound.end() }
    let last = try place.run([name], sound.directory)
    #expect(last.status == 0, "\(last.lines) \(last.errors)")
    #expect(place.faults([name]).isEmpty, "\(place.faults([name]))")
    let open = try FaultyCA.orders(key: place.accountKey).filter { !["valid", "deactivated"].contains($0.status) }
    #expect(open.isEmpty, "\(open)")
  }
}
