import Addressing
import Network

/// A resolver as the user named it.
enum ResolverChoice: Sendable, CustomStringConvertible {
  case plain(Endpoint)
  case https(DoHServer)

  static let expected =
    "an address, with a port as in 192.0.2.1:53 or [2001:db8::1]:53, or a URL such as https://dns.example/dns-query"

  /// Nil for anything else.
  init?(_ text: String) {
    if let endpoint = Endpoint(text, defaultPort: 53) {
      self = .plain(endpoint)
    } else if let server = DoHServer(text) {
      self = .https(server)
    } else {
      return nil
    }
  }

  var description: String {
    switch self {
    case .plain(let endpoint): "\(endpoint)"
    case .https(let server): "\(server)"
    }
  }

  /// For findings: without the port that everybody expects.
  var label: String {
    if case .plain(let endpoint) = self, endpoint.port == 53 { "\(endpoint.address)" } else { description }
  }
}
