import Addressing
import DNSWire
import Network
import Readiness

extension FuzzTarget {
  /// A `Location`: what is followed leads to where a CA would go, however it is written.
  static let redirect = FuzzTarget(
    "redirect",
    samples: [
      "https://www.example.com/.well-known/acme-challenge/x", "/x", "//www.example.com/", "http://[2001:db8::1]:80/x",
      "http://192.0.2.1/", "http://user:pw@www.example.com:443/a%2fb?c#d", "ftp://www.example.com/",
      "http://www.xn--bcher-kva.de/", "../a/./b",
    ],
    words: [
      "http:", "https:", "//", "/", "@", ":", "[", "]", "%", "%2e", "#", "?", ".", "\\", " ", ".well-known", "co.uk",
      "0x7f", "127.1", "2130706433", "::ffff:", "é", "\u{3002}", ":443", ":80", ":8080", "\t", "\u{0}", ".com",
    ], limit: 3000
  ) { input in
    let text = String(decoding: input, as: UTF8.self)
    let rules = rules
    guard let base = base, let url = ParsedURL(text, relativeTo: base) else {
      return fault(ofText: rules.unreadable(text).summary)
    }
    let parts = URLParts(
      scheme: url.scheme, host: url.host, port: url.port, path: url.path, query: url.query, fragment: url.fragment,
      text: url.text, rawLocation: text)
    if let finding = rules.refusal(of: parts) {
      return fault(ofText: finding.summary, limit: 20_000) ?? fault(ofText: finding.remedy)
    }
    guard ["http", "https"].contains(url.scheme) else { return "scheme \(url.scheme)" }
    guard [nil, 80, 443].contains(url.port) else { return "port \(url.port ?? 0)" }
    let host = url.host.filter { $0 != "[" && $0 != "]" }.lowercased()
    guard !host.isEmpty, !host.hasSuffix(".well-known"), !host.hasSuffix(".") else { return "host \(host)" }
    if let address = IPAddress(host) {
      // Other ways to write IPv4 are names or errors to a CA, and addresses to libcurl.
      if address.family == .ipv4, !text.contains(host) { return "an address that is not written as one: \(host)" }
    } else if DNSName(host) != nil, PublicSuffixList.embedded.icannSuffix(of: host) == nil {
      // What is no name of DNS is refused when it is to be looked up.
      return "host \(host) has no suffix"
    }
    // The URL that is judged is the one that is fetched: read again, it is the same.
    guard let again = ParsedURL(url.text) else { return "\(url.text) cannot be read again" }
    guard again.host == url.host, again.port == url.port, again.path == url.path, again.scheme == url.scheme else {
      return "\(url.text) reads again as \(again.text)"
    }
    return nil
  }

  private static let rules = RedirectRules()
  private static let base = ParsedURL("http://shop.example.com/.well-known/acme-challenge/token")
}
