/// A URL taken apart by whoever will fetch it, so that what is judged is what is fetched.
public struct URLParts: Hashable, Sendable {
  /// In lower case.
  public var scheme: String
  /// As the fetching library understood it; an IPv6 literal with or without its brackets.
  public var host: String
  /// Where one is written.
  public var port: UInt16?
  /// Still percent-encoded.
  public var path: String
  public var query: String?
  public var fragment: String?
  /// The whole URL as it will be fetched.
  public var text: String
  /// The `Location` header as it came: libraries put right what a CA refuses.
  public var rawLocation: String

  public init(
    scheme: String, host: String, port: UInt16? = nil, path: String, query: String? = nil, fragment: String? = nil,
    text: String, rawLocation: String
  ) {
    self.scheme = scheme
    self.host = host
    self.port = port
    self.path = path
    self.query = query
    self.fragment = fragment
    self.text = text
    self.rawLocation = rawLocation
  }

  /// Octets of the path with its escapes undone; an escape that is none counts as it stands.
  var decodedPathOctets: Int {
    let octets = Array(path.utf8)
    var count = 0
    var index = 0
    while index < octets.count {
      let isEscape =
        octets[index] == UInt8(ascii: "%") && index + 2 < octets.count && octets[index + 1].isHexadecimal
        && octets[index + 2].isHexadecimal
      index += isEscape ? 3 : 1
      count += 1
    }
    return count
  }

  var hostWithoutBrackets: String {
    host.first == "[" && host.last == "]" ? String(host.dropFirst().dropLast()) : host
  }
}

/// The host of a `Location` as it is written, which is what the CA's own reader goes by.
enum WrittenHost: Hashable {
  /// No host: the same one again.
  case relative
  /// A scheme without `//` and a host behind it: "https:/host", "https:///host".
  case missing
  /// As it stands, an IPv6 literal with its brackets.
  case host(String)

  init(location: String) {
    var rest = location[...]
    let schemeEnd = rest.utf8.firstIndex { !$0.isSchemeOctet }
    var hasScheme = false
    if let schemeEnd, schemeEnd > rest.startIndex, rest.utf8[schemeEnd] == UInt8(ascii: ":"),
      rest.utf8.first.map({ $0 | 0x20 }).map({ (0x61...0x7a).contains($0) }) == true
    {
      hasScheme = true
      rest = rest[rest.utf8.index(after: schemeEnd)...]
    }
    // Without a scheme three slashes begin a path.
    guard rest.hasPrefix("//"), hasScheme || !rest.hasPrefix("///") else {
      self = hasScheme ? .missing : .relative
      return
    }
    var authority = rest.dropFirst(2).prefix { $0 != "/" && $0 != "?" && $0 != "#" }
    if let at = authority.lastIndex(of: "@") { authority = authority[authority.index(after: at)...] }
    if authority.first == "[" {
      let end = authority.firstIndex(of: "]").map { authority.index(after: $0) } ?? authority.endIndex
      authority = authority[..<end]
    } else {
      authority = authority.prefix { $0 != ":" }
    }
    self = authority.isEmpty ? .missing : .host(String(authority))
  }
}

extension UInt8 {
  fileprivate var isHexadecimal: Bool {
    switch self {
    case 0x30...0x39, 0x41...0x46, 0x61...0x66: true
    default: false
    }
  }
}
