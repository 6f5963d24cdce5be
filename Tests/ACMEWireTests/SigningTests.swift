import JSONText
import Testing

@testable import ACMEWire

@Suite struct SignedRequestTests {
  static let url = "https://ca.example/order/1"

  private func parts(_ request: SignedRequest) throws -> (header: String, payload: String, signature: [UInt8]?) {
    let raw = [UInt8](repeating: 7, count: 64)
    let json = try JSONValue(parsing: request.body(signature: try ECDSASignature(raw: raw)))
    let protected = try #require(json["protected"]?.string)
    let payload = try #require(json["payload"]?.string)
    #expect(request.input == Array("\(protected).\(payload)".utf8))
    func text(_ part: String) -> String { String(decoding: Base64.decodeURL(part) ?? [], as: UTF8.self) }
    return (text(protected), text(payload), json["signature"]?.string.flatMap { Base64.decodeURL($0) })
  }

  @Test func byTheAccount() throws {
    let request = SignedRequest(
      url: Self.url, nonce: "n-1", signer: .account(url: "https://ca.example/acct/9"), payload: Array("{}".utf8))
    let (header, payload, signature) = try parts(request)
    #expect(
      header
        == #"{"alg":"ES256","kid":"https://ca.example/acct/9","nonce":"n-1","url":"https://ca.example/order/1"}"#)
    #expect(payload == "{}")
    #expect(signature == [UInt8](repeating: 7, count: 64))
  }

  @Test func aFetchHasAnEmptyPayload() throws {
    let request = SignedRequest(url: Self.url, nonce: "n", signer: .account(url: "https://ca.example/a"), payload: nil)
    #expect(request.input.last == UInt8(ascii: "."))
    #expect(try parts(request).payload == "")
  }

  @Test func byTheKey() throws {
    let key = try PublicKey(info: Samples.publicKey)
    let request = SignedRequest(url: Self.url, nonce: "n", signer: .key(key), payload: Array("{}".utf8))
    #expect(try parts(request).header == #"{"alg":"ES256","jwk":\#(key.jwk),"nonce":"n","url":"\#(Self.url)"}"#)
  }

  @Test func externalAccount() throws {
    let key = try PublicKey(info: Samples.publicKey)
    let account = try ExternalAccount(
      keyID: "kid-1", key: "zWNDZM6eQGHWpSRTPal5eIUYFTu7EajVIoguysqZ9wG44nMEtx3MUAsUDkMTQ12W")
    let binding = account.binding(key, newAccountURL: "https://ca.example/new-account")
    let json = try JSONValue(parsing: binding.json(mac: [1, 2, 3]))
    let header = String(decoding: Base64.decodeURL(json["protected"]?.string ?? "") ?? [], as: UTF8.self)
    #expect(header == #"{"alg":"HS256","kid":"kid-1","url":"https://ca.example/new-account"}"#)
    #expect(Base64.decodeURL(json["payload"]?.string ?? "") == Array(key.jwk.utf8))
    #expect(json["signature"]?.string == "AQID")
    let payload = NewAccount(contacts: ["a@example.com"], externalAccountBinding: binding.json(mac: [1, 2, 3])).payload
    let whole = try JSONValue(parsing: payload)
    #expect(whole["externalAccountBinding"] == json)
    #expect(whole["contact"]?.strings == ["mailto:a@example.com"])
    #expect(whole["termsOfServiceAgreed"]?.bool == true)
  }

  @Test(arguments: [
    "zWNDZM6eQGHWpSRTPal5eA", "zWNDZM6eQGHWpSRTPal5eA==", " zWNDZM6eQGHWpSRTPal5eA==\n", "+/+/ZM6eQGHWpSRTPal5eA==",
    "-_-_ZM6eQGHWpSRTPal5eA",
  ])
  func keysAsCAsShowThem(_ text: String) throws {
    #expect(try ExternalAccount(keyID: "k", key: text).key.count == 16)
  }

  @Test(arguments: ["", "=", "zWND", "not a key!", "zWNDZM6eQGHWpSRTPal5eA===", "zWNDZM6eQGHWpSRT=Pal5eA="])
  func noKeys(_ text: String) {
    #expect(throws: EncodingError.self) { try ExternalAccount(keyID: "k", key: text) }
  }

  /// RFC 2104: the key is filled up with zeros to a block, and each octet turned.
  @Test func macInputs() {
    let inputs = HMACInputs(key: [0x0b, 0x0b])
    let inner = inputs.inner([1])
    #expect(inner.count == 65)
    #expect(inner.prefix(3) == [0x3d, 0x3d, 0x36])
    #expect(inner.last == 1)
    #expect(inputs.outer(innerHash: [2]).prefix(3) == [0x57, 0x57, 0x5c])
    #expect(!HMACInputs.mustHash([UInt8](repeating: 0, count: 64)))
    #expect(HMACInputs.mustHash([UInt8](repeating: 0, count: 65)))
  }
}
