import Addressing

extension ProbeResult {
  /// The code by which the failure is reported.
  func code(_ expected: ExpectedAddresses?) -> FindingCode {
    if let refusal { return refusal.code }
    switch probe.outcome {
    case .connectRefused: return .httpConnectRefused
    case .connectTimeout: return .httpConnectTimeout
    case .unreachable, .networkUnreachable: return .httpUnreachable
    case .reset: return .httpReset
    case .responseTimeout, .deadline: return .httpResponseTimeout
    case .badResponse, .answered, .served: return .httpBadResponse
    case .tlsFailed: return .httpTLSFailed
    case .plainHTTPOnTLS: return .httpPlainHTTPOnTLS
    case .bodyTooLong: return .httpBodyTooLong
    case .mismatch: return .httpTokenMismatch
    case .redirectRefused, .redirectLookupFailed: return .httpRedirectHost
    case .status:
      let isOurServer = probe.hops.count == 1 && expected?.contains(probe.address) == true
      return probe.status == 404 && isOurServer ? .httpTokenMissingServerReached : .httpStatus
    }
  }
}

extension ProbeJudgement {
  static func finding(_ code: FindingCode, _ results: [ProbeResult]) -> Finding {
    let list = addresses(results)
    let probe = results[0].probe
    if var refusal = results[0].refusal {
      refusal.evidence.add("address", .list(list))
      return refusal
    }
    let (summary, remedy) = words(code, probe, joined(list))
    var evidence: Evidence = ["address": .list(list), "outcome": .text(probe.outcome.rawValue)]
    if let status = probe.status { evidence.add("status", .number(status)) }
    if probe.hops.count > 1, let last = probe.hops.last { evidence.add("url", .text(last.url)) }
    if let excerpt = probe.excerpt { evidence.add("body", .text(excerpt)) }
    return Finding(code, summary: summary + culprit(results), remedy: remedy, evidence: evidence)
  }

  /// Where IPv6 alone is wrong, that is the thing to say: its record is easily forgotten.
  private static func culprit(_ results: [ProbeResult]) -> String {
    results.allSatisfy { $0.probe.address.family == .ipv6 }
      ? " The AAAA record is the culprit: the CA asks IPv6 first." : ""
  }

  private static func words(_ code: FindingCode, _ probe: Probe, _ list: String) -> (summary: String, remedy: String) {
    let openPort = "Have a web server listen on port 80 of \(list) and let the firewall pass it from everywhere."
    switch code {
    case .httpConnectRefused: return ("Nothing listens on port 80 of \(list): the connection was refused.", openPort)
    case .httpConnectTimeout: return ("\(list) did not accept a connection in time; a firewall may drop it.", openPort)
    case .httpUnreachable:
      return ("\(list) cannot be reached: there is no route to it.", "Check the address, or point the name elsewhere.")
    case .httpReset:
      return (
        "\(list) cut the connection before it had answered.",
        "Look for a firewall or a server limit that cuts requests for /.well-known/acme-challenge/."
      )
    case .httpResponseTimeout:
      return ("\(list) accepted the connection and did not answer in time.", "Check the web server behind port 80.")
    case .httpTLSFailed:
      return (
        "The redirect leads to https, where TLS could not be set up.",
        "Offer TLS 1.2 or later there, or do not redirect /.well-known/acme-challenge/."
      )
    case .httpPlainHTTPOnTLS:
      return (
        "The redirect leads to https, where the server speaks plain HTTP.",
        "Turn TLS on at port 443, or do not redirect /.well-known/acme-challenge/."
      )
    case .httpStatus:
      return (
        "\(list) answered with status \(probe.status ?? 0) where the token should be.",
        "Have the server answer /.well-known/acme-challenge/ from the platform's tokens, without a login or a filter."
      )
    case .httpTokenMissingServerReached:
      return (
        "The platform's server \(list) was reached and does not have the token (404).",
        "The domain is set up; the server must serve /.well-known/acme-challenge/ for this name: check its virtual host."
      )
    case .httpTokenMismatch:
      return (
        "\(list) answered with something other than the token.",
        "Another site or a catch-all page answers: have /.well-known/acme-challenge/ served from the platform's tokens."
      )
    case .httpBodyTooLong:
      return (
        "\(list) answered with a page where the token should be: more than 127 bytes.",
        "Another site or a catch-all page answers: have /.well-known/acme-challenge/ served from the platform's tokens."
      )
    case .httpRedirectHost:
      return (
        "A redirect leads to a host that cannot be used.", "Correct the redirect of /.well-known/acme-challenge/."
      )
    default: return ("\(list) answered with something that is no valid HTTP.", "Check what listens on port 80 there.")
    }
  }
}
