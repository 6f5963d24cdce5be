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
    guard let base, let url = RedirectURL(input, relativeTo: base) else {
      return fault(ofText: rules.unreadable(text).summary)
    }
    if let finding = rules.refusal(of: url.parts(location: input)) {
      return fault(ofText: finding.summary, limit: 20_000) ?? fault(ofText: finding.remedy)
    }
    guard ["http", "https"].contains(url.scheme) else { return "scheme \(url.scheme)" }
    guard [nil, 80, 443].contains(url.port) else { return "port \(url.port ?? 0)" }
    let host = String(decoding: url.host, as: UTF8.self).filter { $0 != "[" && $0 != "]" }.lowercased()
    guard !host.isEmpty, !host.hasSuffix(".well-known"), !host.hasSuffix(".") else { return "host \(host)" }
    if let address = IPAddress(host) {
      // Other ways to write IPv4 are names or errors to a CA, and addresses to libcurl.
      if address.family == .ipv4, !text.contains(host) { return "an address that is not written as one: \(host)" }
    } else if DNSName(host) != nil, PublicSuffixList.embedded.icannSuffix(of: host) == nil {
      // What is no name of DNS is refused when it is to be looked up.
      return "host \(host) has no suffix"
    }
    // What is recorded is what was read.
    guard let again = RedirectURL(url.text) else { return "\(url.text) cannot be read again" }
    guard again.text == url.text, again.host == url.host, again.port == url.port, again.scheme == url.scheme else {
      return "\(url.text) reads again as \(again.text)"
    }
    // libcurl may understand it otherwise; then nothing is fetched. What it does fetch is where the rules allowed it.
    if let fetched = ParsedURL(url.text), fetched.scheme == url.scheme, fetched.host.utf8.elementsEqual(url.host),
      fetched.port == url.port
    {
      let literal = IPAddress(fetched.host.filter { $0 != "[" && $0 != "]" })
      guard literal == nil || IPAddress(host) != nil else { return "libcurl takes \(host) for an address" }
    }
    return nil
  }

  private static let rules = RedirectRules()
  private static let base = RedirectURL("http://shop.example.com/.well-known/acme-challenge/token")
}
