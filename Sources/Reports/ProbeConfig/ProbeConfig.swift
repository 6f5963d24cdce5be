/// The lines by which a web server answers the probe, and the CA's challenges (RFC 8555 section 8.3), on every virtual
/// host.
public enum ProbeConfig {
  /// The web servers whose configuration is known.
  public enum Server: String, CaseIterable, Sendable {
    case nginx
    case apache
    case caddy
    case haproxy
  }

  /// How the server comes to the answer. Only what means nothing in any of the servers' languages gets into one.
  public struct Answer: Hashable, Sendable {
    enum Kind: Hashable, Sendable {
      case thumbprint(String)
      case files(webroot: String)
    }

    let kind: Kind

    /// `<token>.<thumbprint>` for any token, as for a stateless account. Nil for a text that is no base64url of 1 to 128
    /// characters.
    public init?(thumbprint: String) {
      guard (1...128).contains(thumbprint.utf8.count), thumbprint.utf8.allSatisfy({ $0.isTokenOctet }) else {
        return nil
      }
      kind = .thumbprint(thumbprint)
    }

    /// The files below the web root. Nil where the path is not absolute, or holds anything but letters, digits and
    /// `/ . _ - + @`.
    public init?(webroot: String) {
      guard webroot.hasPrefix("/"), webroot.utf8.count <= 1024,
        webroot.utf8.allSatisfy({ $0.isTokenOctet || "/.+@".utf8.contains($0) })
      else { return nil }
      kind = .files(webroot: webroot.count > 1 && webroot.hasSuffix("/") ? String(webroot.dropLast()) : webroot)
    }
  }

  /// The lines, and as comments where they go. Nil where the server cannot answer so: haproxy serves no files.
  public static func text(_ server: Server, _ answer: Answer) -> String? {
    switch (server, answer.kind) {
    case (.nginx, .thumbprint(let thumbprint)): nginx(thumbprint: thumbprint)
    case (.nginx, .files(let webroot)): nginx(webroot: webroot)
    case (.apache, .thumbprint(let thumbprint)): apache(thumbprint: thumbprint)
    case (.apache, .files(let webroot)): apache(webroot: webroot)
    case (.caddy, .thumbprint(let thumbprint)): caddy(thumbprint: thumbprint)
    case (.caddy, .files(let webroot)): caddy(webroot: webroot)
    case (.haproxy, .thumbprint(let thumbprint)): haproxy(thumbprint: thumbprint)
    case (.haproxy, .files): nil
    }
  }
}

extension UInt8 {
  /// Of base64url (RFC 4648 section 5), and so of a token.
  fileprivate var isTokenOctet: Bool {
    switch self {
    case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x2d, 0x5f: true
    default: false
    }
  }
}
