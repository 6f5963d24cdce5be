import JSONText

/// A JWS in flattened JSON (RFC 7515 section 7.2.2) as RFC 8555 section 6.2 wants it, before it is signed.
public struct SignedRequest: Hashable, Sendable {
  /// Whose signature it is.
  public enum Signer: Hashable, Sendable {
    /// By the account's URL: everything but the making of an account.
    case account(url: String)
    /// By the key itself: newAccount, and a revocation by the certificate's key.
    case key(PublicKey)
  }

  /// What is signed.
  public let input: [UInt8]
  private let protected: String
  private let payload: String

  /// - Parameters:
  ///   - payload: JSON; nil for a POST-as-GET (section 6.3).
  public init(url: String, nonce: String, signer: Signer, payload: [UInt8]?) {
    var writer = JSONWriter()
    writer.object { writer in
      writer.field("alg", "ES256")
      switch signer {
      case .account(let url): writer.field("kid", url)
      case .key(let key):
        writer.key("jwk")
        key.write(to: &writer)
      }
      writer.field("nonce", nonce)
      writer.field("url", url)
    }
    self.init(header: writer.bytes, payload: payload ?? [])
  }

  init(header: [UInt8], payload: [UInt8]) {
    protected = Base64.encodeURL(header)
    self.payload = Base64.encodeURL(payload)
    input = Array("\(protected).\(self.payload)".utf8)
  }

  /// The body of the request.
  public func body(signature: ECDSASignature) -> [UInt8] { body(signature: signature.octets) }

  func body(signature: [UInt8]) -> [UInt8] {
    var writer = JSONWriter(reservingCapacity: input.count + 256)
    writer.object { writer in
      writer.field("protected", protected)
      writer.field("payload", payload)
      writer.field("signature", Base64.encodeURL(signature))
    }
    return writer.bytes
  }
}
