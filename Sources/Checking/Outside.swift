public import Addressing
public import DNSWire
import Glibc
public import Network
public import Readiness
public import Timing

/// Whoever answers questions of DNS: a stub resolver, or a test's table.
public protocol Resolving: Actor {
  func ask(_ query: Query, deadline: Instant) async throws(LookupFailure) -> Message
  /// As the user named it; empty where there is nothing to tell it from.
  nonisolated var label: String { get }
  /// The resolvers whose answers about a name's addresses are held against each other; empty where there is only one.
  var compared: [any Resolving] { get async }
  /// Findings about the resolvers themselves that belong into the next report.
  func takeNotes() async -> [Finding]
}

extension Resolving {
  public nonisolated var label: String { "" }
  public var compared: [any Resolving] { [] }
  public func takeNotes() async -> [Finding] { [] }
}

/// Whoever fetches over HTTP: libcurl, or a test's table.
public protocol Fetching: Actor {
  func fetch(_ request: FetchRequest) async -> Result<FetchAnswer, FetchFailure>
}

/// Whoever puts a question to one name server: the client on sockets, or a test's table.
public protocol NameServerAsking: Actor {
  func ask(_ query: Query, at server: Endpoint, deadline: Instant) async throws(DirectFailure) -> DirectAnswer
}

extension StubResolver: Resolving {}
extension DoHResolver: Resolving {}
extension NameServerClient: NameServerAsking {}
extension HTTPClient: Fetching {}

/// Where unpredictable tokens come from.
public protocol Randomness: Sendable {
  func bytes(_ count: Int) -> [UInt8]
}

/// The system's generator, which is cryptographically secure (getrandom).
public struct SystemRandomness: Randomness {
  public init() {}

  public func bytes(_ count: Int) -> [UInt8] {
    var generator = SystemRandomNumberGenerator()
    return [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      // 256 octets at most in one call (getentropy(3)); it fails only where the system has no such call.
      for start in stride(from: 0, to: count, by: 256) {
        let part = UnsafeMutableRawBufferPointer(
          rebasing: UnsafeMutableRawBufferPointer(buffer)[start..<min(count, start + 256)])
        if getentropy(part.baseAddress, part.count) != 0 {
          for index in part.indices { part[index] = UInt8.random(in: .min ... .max, using: &generator) }
        }
      }
      filled = count
    }
  }
}

extension Randomness {
  /// A fresh token: 32 random octets as 43 characters of base64url, as a CA's (RFC 8555 section 8).
  public func token() -> String {
    let alphabet: StaticString = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    let letters = alphabet.utf8Start
    var text: [UInt8] = []
    text.reserveCapacity(43)
    var bits: UInt32 = 0
    var count: UInt32 = 0
    for octet in bytes(32) {
      bits = bits << 8 | UInt32(octet)
      count += 8
      while count >= 6 {
        count -= 6
        text.append(letters[Int(bits >> count & 63)])
      }
    }
    if count > 0 { text.append(letters[Int(bits << (6 - count) & 63)]) }
    return String(decoding: text, as: UTF8.self)
  }
}
