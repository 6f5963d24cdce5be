private import Addressing

/// What people paste where a host name is asked for: a URL, a name with its port, a mail address, an address in one of
/// these.
struct NameSlip {
  let fault: NameFault

  /// Nil where the text is nothing of the kind.
  init?(_ text: String) {
    // Nearly every name: letters, digits, hyphens and dots, which make none of these but an address.
    if text.utf8.allSatisfy({ $0.isHostname }), IPAddress(text) == nil { return nil }
    var rest = Substring(text)
    var isURL = false
    if let scheme = rest.firstRange(of: "://") {
      rest = rest[scheme.upperBound...]
      isURL = true
    } else if rest.hasPrefix("//") {
      rest = rest.dropFirst(2)
      isURL = true
    }
    if let end = rest.firstIndex(where: { "/?#\\".contains($0) }) {
      rest = rest[..<end]
      isURL = true
    }
    var hasUser = false
    if let at = rest.lastIndex(of: "@") {
      rest = rest[rest.index(after: at)...]
      hasUser = true
    }
    let (host, hasPort) = NameSlip.host(rest)
    if IPAddress(host.prefix { $0 != "%" }) != nil {
      fault = .ipAddress
    } else if isURL {
      fault = .url(host: NameSlip.shown(host))
    } else if let shown = NameSlip.shown(host), hasUser || hasPort {
      fault = hasUser ? .mail(host: shown) : .port(host: shown)
    } else {
      return nil
    }
  }

  /// What stands before a port, out of brackets.
  private static func host(_ authority: Substring) -> (Substring, hasPort: Bool) {
    if authority.first == "[", let close = authority.firstIndex(of: "]") {
      return (authority[authority.index(after: authority.startIndex)..<close], false)
    }
    // Several colons make no port: an IPv6 address is written so.
    guard let colon = authority.firstIndex(of: ":"), colon == authority.lastIndex(of: ":") else {
      return (authority, false)
    }
    return (authority[..<colon], true)
  }

  /// The host as it can be typed instead; nil where it is none, so that nothing wrong is advised.
  private static func shown(_ host: Substring) -> String? {
    let host = host.lowercased()
    guard host.contains("."), host.utf8.count <= NamePolicy.maximumOctets,
      host.dropFirst(host.hasPrefix("*.") ? 2 : 0).unicodeScalars.allSatisfy({ scalar in
        switch scalar {
        case "a"..."z", "0"..."9", "-", ".": true
        default: !scalar.isASCII && scalar.properties.isAlphabetic
        }
      })
    else { return nil }
    return host
  }
}

extension UInt8 {
  /// Of a host name, in any case.
  var isHostname: Bool {
    switch self {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."): true
    default: false
    }
  }
}
