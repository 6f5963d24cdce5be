public import Addressing

/// What to say of a fetch that ended without an answer, where more is known than its outcome: where a redirect led, or
/// what was wrong with the bytes that came.
public struct HopFindings: Sendable {
  /// The URL asked for.
  public var url: String
  public var address: IPAddress
  /// Whether redirects led there.
  public var isRedirected: Bool
  /// Whether the host has IPv4 as well, and IPv6 was taken.
  public var leavesIPv4: Bool
  /// The reason in the words of whoever read or dialled.
  public var detail: String?

  public init(url: String, address: IPAddress, isRedirected: Bool, leavesIPv4: Bool = false, detail: String? = nil) {
    self.url = url
    self.address = address
    self.isRedirected = isRedirected
    self.leavesIPv4 = leavesIPv4
    self.detail = detail
  }

  /// Nil where the outcome alone says it all.
  public func finding(_ outcome: Probe.Outcome) -> Finding? {
    let advice = "or do not redirect /.well-known/acme-challenge/."
    switch outcome {
    case .badResponse:
      guard let detail else { return nil }
      let place = isRedirected ? "The redirect's target answers" : "The server answers"
      return make(
        .httpBadResponse, "\(place) with something that the CA does not read as HTTP: \(detail).",
        "Check what listens there, and what stands between it and the CA.")
    case .tlsFailed:
      let reason = detail.map { ": \($0)" } ?? ""
      return make(
        .httpTLSFailed, "The redirect leads to \(place), where TLS could not be set up as the CA asks for it\(reason).",
        "Offer TLS 1.2 with an ECDHE cipher or TLS 1.3 there, \(advice)")
    case .connectRefused where isRedirected:
      return make(
        .httpConnectRefused, "The redirect leads to \(place), where nothing listens at \(address)\(fallback).",
        "Have a web server listen there\(withoutIPv6), \(advice)")
    case .connectTimeout where isRedirected:
      return make(
        .httpConnectTimeout,
        "The redirect leads to \(place), where \(address) did not accept a connection in time\(fallback).",
        "Have the firewall there pass it from everywhere\(withoutIPv6), \(advice)")
    case .unreachable where isRedirected:
      return make(
        .httpUnreachable, "The redirect leads to \(place), where \(address) cannot be reached\(fallback).",
        "Correct the address of \(host)\(withoutIPv6), \(advice)")
    case .networkUnreachable where isRedirected && address.family == .ipv6:
      return make(
        .selfIPv6Untested,
        "The redirect leads to a host that the CA asks over IPv6, and this machine has no IPv6 route.",
        "Run the check from a machine with IPv6.", severity: .undetermined)
    case .reset where isRedirected:
      return make(
        .httpReset, "The redirect leads to \(place), where \(address) cut the connection before it had answered.",
        "Look for a firewall or a server limit there, \(advice)")
    case .responseTimeout where isRedirected:
      return make(
        .httpResponseTimeout, "The redirect leads to \(place), where \(address) did not answer in time.",
        "Check the web server there, \(advice)")
    default: return nil
    }
  }

  private var fallback: String {
    leavesIPv4 ? "; the CA takes IPv6 first, and does not fall back to IPv4 on a redirect" : ""
  }

  /// What takes the address away that the CA does not look behind.
  private var withoutIPv6: String { leavesIPv4 ? ", or remove the AAAA record \(address) of \(host)" : "" }

  /// The URL without its path.
  private var place: String { String((url.prefix { $0 != "/" } + "//" + host).prefix(300)) }

  private var host: Substring { url.drop { $0 != "/" }.drop { $0 == "/" }.prefix { $0 != "/" && $0 != "?" } }

  private func make(
    _ code: FindingCode, _ summary: String, _ remedy: String, severity: Finding.Severity = .blocker
  ) -> Finding {
    Finding(code, severity, summary: summary, remedy: remedy, evidence: ["url": .text(String(url.prefix(2048)))])
  }
}
