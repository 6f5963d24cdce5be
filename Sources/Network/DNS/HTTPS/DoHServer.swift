public import Addressing

/// A resolver that is asked by DNS over HTTPS (RFC 8484), by its URL.
public struct DoHServer: Sendable, CustomStringConvertible {
  let url: ParsedURL
  /// Without the brackets of an IPv6 literal.
  let host: String

  /// Reads "https://dns.example/dns-query"; a URI template's "{?dns}" at the end is left out, as for POST. Nil for
  /// anything else than https, and where a user, a fragment or a query stands in it.
  public init?(_ text: String) {
    let template = "{?dns}"
    let plain = text.hasSuffix(template) ? String(text.dropLast(template.count)) : text
    guard plain.utf8.allSatisfy({ (0x21...0x7e).contains($0) }), let url = ParsedURL(plain), url.scheme == "https",
      !url.host.isEmpty, url.fragment == nil, url.query == nil, !plain.contains("@")
    else { return nil }
    self.url = url
    host = url.host.filter { $0 != "[" && $0 != "]" }
  }

  public var description: String { url.text }

  var port: UInt16 { url.port ?? 443 }

  /// The address, where the URL names one and nothing has to be looked up.
  public var literal: IPAddress? { IPAddress(host) }
}
