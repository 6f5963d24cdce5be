import ACMEWire

/// Nonces that the CA gave out and nobody has used (RFC 8555 section 6.5). The last first: CAs forget old ones.
struct NoncePool {
  private var nonces: [String] = []
  static let capacity = 256

  mutating func put(_ nonce: String?) {
    // Anything else is to be ignored (section 6.5.1).
    guard let nonce, nonce.utf8.count <= 1024, Base64.isURLText(nonce) else { return }
    if nonces.count == NoncePool.capacity { nonces.removeFirst() }
    nonces.append(nonce)
  }

  mutating func take() -> String? { nonces.popLast() }
}
