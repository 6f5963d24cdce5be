private import Addressing

/// Which redirects a CA follows, as Boulder (Let's Encrypt's CA) decides it. The address behind the host is judged by
/// `SpecialPurpose`, once it is known.
public struct RedirectRules: Sendable {
  private let suffixes: PublicSuffixList

  public init(suffixes: PublicSuffixList = .embedded) {
    self.suffixes = suffixes
  }

  /// Decoded octets of the path; the query is not counted.
  static let maximumPathOctets = 2000

  /// 301, 302, 307 and 308. Others below 400 are errors, 303 among them.
  public func follows(_ status: Int) -> Bool {
    switch status {
    case 301, 302, 307, 308: true
    default: false
    }
  }

  /// Whether the CA's client takes an answer of this status for a redirect, where it says where to. Any other, and one
  /// without a `Location`, is an answer like every other, and none that brings a token.
  public func leads(_ status: Int) -> Bool { follows(status) || status == 303 }

  /// Refuses a redirect by its status alone; nil where it is one that is followed.
  public func refusal(status: Int, location: String) -> Finding? {
    guard !follows(status) else { return nil }
    return Finding(
      .httpRedirectCode, summary: "The server redirects with status \(status), which the CA does not follow.",
      remedy: "Redirect with 301, 302, 307 or 308, or answer /.well-known/acme-challenge/ without a redirect.",
      evidence: ["status": .number(status), "url": .text(location)])
  }

  /// For a `Location` that is no URL to whoever fetches.
  public func unreadable(_ location: String) -> Finding {
    finding(
      .httpRedirectHost, location, "A redirect leads to something that is no URL.",
      "Redirect to a full URL, such as https://www.example.com/.well-known/acme-challenge/…")
  }

  /// Refuses a redirect by its URL; nil where the CA follows it.
  public func refusal(of url: URLParts) -> Finding? {
    guard url.scheme == "http" || url.scheme == "https" else {
      return finding(
        .httpRedirectScheme, url.text, "A redirect leads to a URL of the scheme \"\(url.scheme)\".",
        "Redirect to http or https only.")
    }
    if let port = url.port, port != 80, port != 443 {
      return finding(
        .httpRedirectPort, url.text, "A redirect leads to port \(port), and the CA connects to 80 and 443 only.",
        "Redirect to the standard ports, or answer /.well-known/acme-challenge/ without a redirect.")
    }
    if let summary = hostFault(url) {
      return finding(
        .httpRedirectHost, url.text, summary,
        "Redirect to a public host name, written in letters, digits, hyphens and dots.")
    }
    let octets = url.decodedPathOctets
    guard octets <= RedirectRules.maximumPathOctets else {
      return finding(
        .httpRedirectPathTooLong, url.text,
        "A redirect leads to a path of \(octets) characters, and the CA takes at most \(RedirectRules.maximumPathOctets).",
        "Shorten the path, or answer /.well-known/acme-challenge/ without a redirect.")
    }
    return nil
  }

  /// What is wrong with the host; nil where nothing is.
  private func hostFault(_ url: URLParts) -> String? {
    // First as it is written: the fetching library may understand more than the CA does.
    switch WrittenHost(location: url.rawLocation) {
    case .relative: break
    case .missing: return "A redirect leads to a URL without a host."
    case .host(let written):
      if written.contains("%") {
        return written.first == "["
          ? "A redirect leads to an IPv6 address with a zone." : "A redirect's host has a percent sign in it."
      }
      if !written.utf8.allSatisfy({ (0x21...0x7e).contains($0) }) {
        return "A redirect's host has other characters than ASCII; the CA does not convert them."
      }
      // "2130706433", "0x7f.1", "0177.0.0.1": the CA takes them for names, and for ones without a suffix.
      if IPAddress(url.hostWithoutBrackets)?.family == .ipv4, IPAddress(written) == nil {
        return "A redirect leads to an IP address in an unusual form."
      }
    }

    let host = url.hostWithoutBrackets.lowercased()
    guard !host.isEmpty else { return "A redirect leads to a URL without a host." }
    if let address = IPAddress(host) {
      return address.isIPv4Mapped ? "A redirect leads to an IPv4 address written as IPv6." : nil
    }
    guard !host.contains(":") else { return "A redirect's host has a colon in it and is no IPv6 address." }
    guard host.utf8.last != UInt8(ascii: ".") else { return "A redirect's host ends with a dot." }
    // "Redirect / https://www.example.com" without the last slash makes "www.example.com.well-known".
    guard !host.hasSuffix(".well-known") else {
      return "A redirect's host ends in \".well-known\": the server's redirect lacks a slash after the host."
    }
    guard suffixes.icannSuffix(of: host) != nil else {
      return "A redirect leads to \"\(host.prefix(100))\", which has no public top-level domain."
    }
    return nil
  }

  private func finding(_ code: FindingCode, _ url: String, _ summary: String, _ remedy: String) -> Finding {
    Finding(code, summary: summary, remedy: remedy, evidence: ["url": .text(String(url.prefix(2048)))])
  }
}

extension IPAddress {
  fileprivate var isIPv4Mapped: Bool {
    if case .v6(let value) = self { value.number >> 32 == 0xffff } else { false }
  }
}
