import ACMEWire

/// Whoever holds the account's key and signs by it.
protocol Signer: Sendable {
  /// Makes ready for the first signature, and says whose key it is.
  func start() async throws(ToolError) -> PublicKey

  func sign(_ input: [UInt8]) async throws(ToolError) -> ECDSASignature

  func stop() async
}

/// Signs by a key in a file.
struct FileSigner: Signer {
  let openssl: OpenSSL
  let keyFile: String

  func start() async throws(ToolError) -> PublicKey { try await openssl.publicKey(file: keyFile) }

  func sign(_ input: [UInt8]) async throws(ToolError) -> ECDSASignature {
    try await openssl.sign(input, keyFile: keyFile)
  }

  func stop() async {}
}
