public import Addressing
public import DNSWire
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
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count + 7)
    // Eight at a time: the generator calls the system for each number.
    while bytes.count < count {
      withUnsafeBytes(of: generator.next() as UInt64) { bytes.append(contentsOf: $0) }
    }
    bytes.removeLast(bytes.count - count)
    return bytes
  }
}

extension Randomness {
  /// A fresh token: 32 random octets as 43 characters of base64url, as a CA's (RFC 8555 section 8).
  public func token() -> String {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
    var text: [UInt8] = []
    var bits: UInt32 = 0
    var count: UInt32 = 0
    for octet in bytes(32) {
      bits = bits << 8 | UInt32(octet)
      count += 8
      while count >= 6 {
        count -= 6
        text.append(alphabet[Int(bits >> count & 63)])
      }
    }
    if count > 0 { text.append(alphabet[Int(bits << (6 - count) & 63)]) }
    return String(decoding: text, as: UTF8.self)
  }
}
