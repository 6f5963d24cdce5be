public import Addressing
import Timing

/// One GET, at one address, without following anything.
public struct FetchRequest: Sendable {
  public var url: ParsedURL
  /// The address to connect to, whatever DNS says of the URL's host.
  public var address: IPAddress
  public var port: UInt16
  /// How long the connection may take, and how long TLS.
  public var dialTimeout: Duration
  /// How long all of it may take.
  public var timeout: Duration
  public var source: IPAddress?
  public var userAgent: String
  /// The URL that redirected here, as it is told to the server.
  public var referer: String?
  /// Bytes of the body that are kept; what comes after them ends the fetch.
  public var bodyLimit: Int

  public init(
    url: ParsedURL, address: IPAddress, port: UInt16, dialTimeout: Duration, timeout: Duration,
    source: IPAddress? = nil, userAgent: String, referer: String? = nil, bodyLimit: Int = 2048
  ) {
    self.url = url
    self.address = address
    self.port = port
    self.dialTimeout = dialTimeout
    self.timeout = timeout
    self.source = source
    self.userAgent = userAgent
    self.referer = referer
    self.bodyLimit = bodyLimit
  }
}

/// What a server answered.
public struct FetchAnswer: Hashable, Sendable {
  public var status: Int
  /// The header lines of the last response as they came, without their line ends, a stranger's octets. Bounded.
  public var headerLines: [[UInt8]]
  /// Decoded, at most the request's limit.
  public var body: [UInt8]
  /// Whether more than the limit came.
  public var bodyIsCut: Bool

  public init(status: Int, headerLines: [[UInt8]] = [], body: [UInt8] = [], bodyIsCut: Bool = false) {
    self.status = status
    self.headerLines = headerLines
    self.body = body
    self.bodyIsCut = bodyIsCut
  }

  /// The value of the first header of that name (in lower case), white space around it removed; nil where there is none.
  public func header(_ name: String) -> [UInt8]? {
    for line in headerLines {
      guard let colon = line.firstIndex(of: UInt8(ascii: ":")),
        line[..<colon].map({ $0 &- 0x41 < 26 ? $0 | 0x20 : $0 }).elementsEqual(name.utf8)
      else { continue }
      var value = line[(colon + 1)...]
      while let first = value.first, first == 32 || first == 9 { value.removeFirst() }
      while let last = value.last, last == 32 || last == 9 { value.removeLast() }
      return Array(value)
    }
    return nil
  }
}

/// Why a fetch has no answer.
public enum FetchFailure: Error, Hashable, Sendable {
  case connectRefused
  case connectTimeout
  /// The way to the host is closed: what a router on the way said.
  case unreachable
  /// This machine has no way there (no IPv6, no route).
  case networkUnreachable
  /// The connection was cut.
  case reset
  /// Connected, and no whole answer in time.
  case responseTimeout
  /// Something that is not HTTP as the CA reads it, and what is wrong with it.
  case badResponse(String)
  case tls(String)
  /// Plain HTTP where TLS was due.
  case plainHTTPOnTLS
  /// Our own side failed: out of descriptors or memory.
  case local(String)
  case cancelled
}

extension FetchFailure {
  /// Whether the connection itself did not come about: what makes a CA fall back from IPv6 to IPv4.
  public var isDialFailure: Bool {
    switch self {
    case .connectRefused, .connectTimeout, .unreachable, .networkUnreachable: true
    default: false
    }
  }
}
