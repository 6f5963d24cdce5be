import JSONText

/// Binds a new account to one that its holder has with the CA already (RFC 8555 section 7.3.4): the CA gave out a key
/// and its identifier.
public struct ExternalAccount: Hashable, Sendable {
  public let keyID: String
  /// Of the MAC. Never shown.
  public let key: [UInt8]

  /// - Parameter text: The key as CAs show it: base64url, with or without padding; some show base64.
  ///
  /// Throws: `EncodingError` where it cannot be read, or is shorter than HS256 allows (RFC 7518 section 3.2).
  public init(keyID: String, key text: some StringProtocol) throws(EncodingError) {
    let digits = text.filter { !$0.isWhitespace }.map { $0 == "+" ? "-" : $0 == "/" ? "_" : $0 }
    let bare = String(digits).prefix { $0 != "=" }
    guard digits.count - bare.count <= 2, digits.dropFirst(bare.count).allSatisfy({ $0 == "=" }),
      let key = Base64.decodeURL(bare), !key.isEmpty
    else { throw EncodingError("the key for external account binding is not base64url") }
    guard (16...1024).contains(key.count) else {
      throw EncodingError("the key for external account binding has \(key.count) octets, which is no key for HS256")
    }
    self.keyID = keyID
    self.key = key
  }

  /// The inner JWS without its signature: the account's public key, for the URL of newAccount.
  public func binding(_ account: PublicKey, newAccountURL: String) -> Binding {
    var writer = JSONWriter()
    writer.object { writer in
      writer.field("alg", "HS256")
      writer.field("kid", keyID)
      writer.field("url", newAccountURL)
    }
    return Binding(request: SignedRequest(header: writer.bytes, payload: Array(account.jwk.utf8)))
  }

  public struct Binding: Hashable, Sendable {
    let request: SignedRequest

    /// What the MAC is taken of.
    public var input: [UInt8] { request.input }

    /// The value of `externalAccountBinding`.
    ///
    /// - Parameter mac: HMAC-SHA-256 of the input by the key.
    public func json(mac: [UInt8]) -> [UInt8] { request.body(signature: mac) }
  }
}
