/// HMAC with SHA-256 (RFC 2104) put together from two plain hashes, so that whoever hashes needs no option for a key:
/// openssl takes a MAC's key as an argument alone, which every user of the machine can read.
public struct HMACInputs: Hashable, Sendable {
  private let key: [UInt8]
  private static let blockSize = 64

  /// - Parameter hashedKey: SHA-256 of the key where it is longer than a block of 64 octets, else the key.
  public init(key hashedKey: [UInt8]) {
    key = hashedKey + [UInt8](repeating: 0, count: max(0, HMACInputs.blockSize - hashedKey.count))
  }

  public static func mustHash(_ key: [UInt8]) -> Bool { key.count > blockSize }

  /// What is hashed first.
  public func inner(_ message: [UInt8]) -> [UInt8] { key.map { $0 ^ 0x36 } + message }

  /// What is hashed then; its hash is the MAC.
  public func outer(innerHash: [UInt8]) -> [UInt8] { key.map { $0 ^ 0x5c } + innerHash }
}
