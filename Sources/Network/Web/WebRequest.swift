public import Addressing
public import Timing

/// A request to a web service by https. Unlike a fetch of the check it verifies certificates, speaks HTTP/2 where the
/// server does, keeps connections, and looks host names up by itself.
public struct WebRequest: Sendable {
  public enum Method: Hashable, Sendable {
    case get
    case head
    case post
  }

  public var method: Method
  public var url: ParsedURL
  /// "Name: value", without a line's end.
  public var fields: [String]
  /// With `post`.
  public var body: [UInt8]
  /// Of the answer's body: longer ones are a failure.
  public var bodyLimit: Int
  /// When it must have ended.
  public var end: Instant
  /// Whether it may reach the server twice. One that may not is never sent again by itself, whatever became of its
  /// connection.
  public var isRepeatable: Bool
  /// What the URL's host name stands for; empty: what the system says.
  public var addresses: [IPAddress]

  public init(
    _ method: Method, _ url: ParsedURL, fields: [String] = [], body: [UInt8] = [], bodyLimit: Int, end: Instant,
    isRepeatable: Bool, addresses: [IPAddress] = []
  ) {
    self.method = method
    self.url = url
    self.fields = fields
    self.body = body
    self.bodyLimit = bodyLimit
    self.end = end
    self.isRepeatable = isRepeatable
    self.addresses = addresses
  }
}

/// How a service is reached.
public struct WebSettings: Hashable, Sendable {
  public var userAgent: String
  /// A file of certificates (PEM) that are trusted instead of the system's.
  public var caBundle: String?
  /// Whether the proxy of the environment (https_proxy, no_proxy) is asked.
  public var usesProxy: Bool
  public var source: IPAddress?
  /// For a connection and TLS.
  public var dialTime: Duration
  public var maximumConnections: Int

  public init(
    userAgent: String, caBundle: String? = nil, usesProxy: Bool = false, source: IPAddress? = nil,
    dialTime: Duration = .seconds(10), maximumConnections: Int = 12
  ) {
    self.userAgent = userAgent
    self.caBundle = caBundle
    self.usesProxy = usesProxy
    self.source = source
    self.dialTime = dialTime
    self.maximumConnections = maximumConnections
  }
}

/// What a web service answered.
public struct WebAnswer: Hashable, Sendable {
  public var status: Int
  public var fields: [Field]
  public var body: [UInt8]

  public struct Field: Hashable, Sendable {
    /// In lower case.
    public var name: String
    public var value: String

    public init(_ name: String, _ value: String) {
      self.name = name
      self.value = value
    }
  }

  public init(status: Int, fields: [Field] = [], body: [UInt8] = []) {
    self.status = status
    self.fields = fields
    self.body = body
  }

  /// The first value of a field, by its name in lower case.
  public subscript(name: String) -> String? { fields.first { $0.name == name }?.value }

  /// In lower case, without its parameters; empty where there is none.
  public var contentType: String {
    let type = (self["content-type"] ?? "").prefix { $0 != ";" && $0 != " " && $0 != "\t" }
    return type.lowercased()
  }
}

/// Why a request brought no answer.
public enum WebFailure: Error, Hashable, Sendable, CustomStringConvertible {
  /// Nothing of it reached the server.
  case notSent(String)
  /// It may have reached the server.
  case lost(String)
  /// Its time was up.
  case timeout(isSent: Bool)
  /// The answer's body is longer than allowed, or its header than any should be.
  case tooLong
  case cancelled

  public var description: String {
    switch self {
    case .notSent(let reason), .lost(let reason): reason
    case .timeout: "no answer in time"
    case .tooLong: "the answer is too long"
    case .cancelled: "cancelled"
    }
  }
}
