/// A URL as the CA reads it in a redirect's `Location`: Go's net/url, which knows no standard of browsers. What it makes
/// of a text is what is judged, recorded and fetched.
public struct RedirectURL: Hashable, Sendable {
  /// In lower case.
  public private(set) var scheme = ""
  /// As written, an IPv6 literal with its brackets; escapes of octets beyond ASCII undone.
  public private(set) var host: [UInt8] = []
  /// The digits after the host's colon; nil where there is none, or nothing behind it.
  public private(set) var portText: [UInt8]?
  /// Escaped, ASCII only.
  private(set) var path: [UInt8] = []
  private var query: [UInt8] = []
  private var hasEmptyQuery = false
  private var fragment: [UInt8] = []
  /// "mailto:x": a scheme, and no slash behind it.
  private var isOpaque = false
  private var hasAuthority = false
  /// The whole, as the CA records and compares it.
  public private(set) var text = ""

  /// Reads an absolute URL, or one relative to `base`. Nil where Go's reader gives up.
  public init?(_ location: [UInt8], relativeTo base: RedirectURL? = nil) {
    guard location.count <= RedirectURL.maximumLength, let reference = RedirectURL(reading: location) else {
      return nil
    }
    self = base.map { reference.resolved(against: $0) } ?? reference
    text = whole
  }

  public init?(_ text: String) { self.init(Array(text.utf8)) }

  /// Above the 2,000 octets of path that a CA takes, with room for a long query.
  static let maximumLength = 16_384

  /// The port as a number: 65,535 where it is larger.
  public var port: UInt16? {
    portText.map { digits in
      UInt16(clamping: digits.reduce(0) { min(70_000, $0 * 10 + Int($1 &- 0x30)) })
    }
  }

  private var whole: String {
    if isOpaque { return scheme + ":" + String(decoding: path, as: UTF8.self) + tail }
    var authority = String(decoding: URLEscapes.escape(host, in: .host), as: UTF8.self)
    if let portText { authority += ":" + String(decoding: portText, as: UTF8.self) }
    return "\(scheme)://\(authority)" + String(decoding: path, as: UTF8.self) + tail
  }

  private var tail: String {
    var tail = hasEmptyQuery || !query.isEmpty ? "?" + String(decoding: URLEscapes.ascii(query), as: UTF8.self) : ""
    if !fragment.isEmpty { tail += "#" + String(decoding: URLEscapes.ascii(fragment), as: UTF8.self) }
    return tail
  }

  /// The parts by which redirects are judged.
  public func parts(location: [UInt8]) -> URLParts {
    URLParts(
      scheme: scheme, host: String(decoding: host, as: UTF8.self), port: port,
      path: String(decoding: path, as: UTF8.self), query: String(decoding: query, as: UTF8.self),
      fragment: String(decoding: fragment, as: UTF8.self), text: text,
      rawLocation: String(decoding: location, as: UTF8.self))
  }

  // MARK: Reading

  private init?(reading text: [UInt8]) {
    // Also those that RFC 3986 never allows: a tab or a line end is no part of any URL.
    guard text.allSatisfy({ $0 >= 0x20 && $0 != 0x7f }) else { return nil }
    var rest = text[...]
    if let hash = rest.firstIndex(of: UInt8(ascii: "#")) {
      fragment = Array(rest[(hash + 1)...])
      rest = rest[..<hash]
      guard URLEscapes.unescape(fragment[...], in: .fragment) != nil else { return nil }
    }
    guard takeScheme(&rest) else { return nil }
    takeQuery(&rest)
    if rest.first != UInt8(ascii: "/") {
      if !scheme.isEmpty {
        isOpaque = true
        path = Array(rest)
        return
      }
      // "cache_object:foo" is no path.
      guard !rest.prefix(while: { $0 != UInt8(ascii: "/") }).contains(UInt8(ascii: ":")) else { return nil }
    }
    // Without a scheme three slashes begin a path, not an empty host.
    if rest.starts(with: "//".utf8), !scheme.isEmpty || !rest.starts(with: "///".utf8) {
      let authority = rest.dropFirst(2).prefix { $0 != UInt8(ascii: "/") }
      rest = rest[authority.endIndex...]
      guard takeAuthority(authority) else { return nil }
    }
    guard let escaped = URLEscapes.normalizedPath(rest) else { return nil }
    path = escaped
  }

  private mutating func takeScheme(_ rest: inout ArraySlice<UInt8>) -> Bool {
    guard let end = rest.firstIndex(where: { !$0.isSchemeOctet }), rest[end] == UInt8(ascii: ":") else { return true }
    guard end > rest.startIndex else { return false }
    guard (0x61...0x7a).contains(rest[rest.startIndex] | 0x20) else { return true }
    scheme = String(decoding: rest[..<end], as: UTF8.self).lowercased()
    rest = rest[(end + 1)...]
    return true
  }

  private mutating func takeQuery(_ rest: inout ArraySlice<UInt8>) {
    guard let mark = rest.firstIndex(of: UInt8(ascii: "?")) else { return }
    query = Array(rest[(mark + 1)...])
    hasEmptyQuery = query.isEmpty
    rest = rest[..<mark]
  }

  private mutating func takeAuthority(_ authority: ArraySlice<UInt8>) -> Bool {
    hasAuthority = true
    var rest = authority
    if let at = rest.lastIndex(of: UInt8(ascii: "@")) {
      guard URLEscapes.isUserinfo(rest[..<at]) else { return false }
      rest = rest[(at + 1)...]
    }
    let isLiteral = rest.first == UInt8(ascii: "[")
    var colon = rest.lastIndex(of: UInt8(ascii: ":"))
    if isLiteral {
      guard let bracket = rest.lastIndex(of: UInt8(ascii: "]")) else { return false }
      let after = rest.index(after: bracket)
      guard after == rest.endIndex || rest[after] == UInt8(ascii: ":") else { return false }
      colon = after == rest.endIndex ? nil : after
    }
    if let colon {
      let digits = rest[(colon + 1)...]
      guard digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return false }
      portText = digits.isEmpty ? nil : Array(digits)
      rest = rest[..<colon]
    }
    guard let host = URLEscapes.unescape(rest, in: isLiteral ? .literal : .host) else { return false }
    self.host = host
    return true
  }

  // MARK: Resolving (RFC 3986 section 5.2, as Go does it)

  private func resolved(against base: RedirectURL) -> RedirectURL {
    var whole = self
    if scheme.isEmpty { whole.scheme = base.scheme }
    if !scheme.isEmpty || hasAuthority && !host.isEmpty {
      if !isOpaque { whole.path = RedirectURL.removingDots(from: path) }
      return whole
    }
    if path.isEmpty, query.isEmpty, !hasEmptyQuery {
      whole.query = base.query
      if fragment.isEmpty { whole.fragment = base.fragment }
    }
    whole.host = base.host
    whole.portText = base.portText
    var full = path
    if path.isEmpty {
      full = base.path
    } else if path.first != UInt8(ascii: "/") {
      let slash = base.path.lastIndex(of: UInt8(ascii: "/"))
      full = base.path[..<(slash.map { $0 + 1 } ?? 0)] + path
    }
    whole.path = RedirectURL.removingDots(from: full)
    return whole
  }

  private static func removingDots(from path: [UInt8]) -> [UInt8] {
    guard !path.isEmpty else { return [] }
    let elements = path.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    var kept: [ArraySlice<UInt8>] = []
    for element in elements {
      if element.elementsEqual(".".utf8) { continue }
      if element.elementsEqual("..".utf8) {
        _ = kept.popLast()
      } else {
        kept.append(element)
      }
    }
    var whole = Array(kept.joined(separator: [UInt8(ascii: "/")]))
    let endsInDots = elements.last.map { $0.elementsEqual(".".utf8) || $0.elementsEqual("..".utf8) } ?? false
    if endsInDots { whole.append(UInt8(ascii: "/")) }
    if whole.first != UInt8(ascii: "/") { whole.insert(UInt8(ascii: "/"), at: 0) }
    return whole
  }
}

extension UInt8 {
  /// RFC 3986 section 3.1.
  var isSchemeOctet: Bool {
    switch self {
    case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x2b, 0x2d, 0x2e: true
    default: false
    }
  }
}
