import ACMEWire
public import EventLoop
public import Submission

/// The thumbprint of an account's key (RFC 7638), by which servers answer challenges without knowing their tokens.
public enum AccountThumbprint {
  /// Reads the key, or its public half alone, by openssl.
  ///
  /// Throws: `SubmitterError` where there is no openssl, or the file holds no key on P-256.
  public static func of(keyFile: String, isPublic: Bool, loop: Loop) async throws(SubmitterError) -> String {
    try OpenSSL.check()
    let openssl = OpenSSL(home: loop)
    do throws(ToolError) {
      return try await of(try await openssl.publicKey(file: keyFile, isPublic: isPublic), openssl)
    } catch {
      throw .unusable(path: keyFile, reason: "\(error)")
    }
  }

  static func of(_ key: PublicKey, _ openssl: OpenSSL) async throws(ToolError) -> String {
    Base64.encodeURL(try await openssl.hash(Array(key.jwk.utf8)))
  }
}
