import Addressing

/// What went wrong with a fetch and what to do about it, in sentences.
struct ProbeWords {
  typealias Text = (summary: String, remedy: String)

  let probe: Probe
  let page: AnswerPage?
  let end: RedirectEnd?
  /// Whether the address is known as the platform's; nil where no target was given.
  let isOurs: Bool?
  /// The addresses, as a sentence has them: where the last answer came from.
  let place: String
  /// The records that hold them: "the A record 198.51.100.7".
  let records: String

  static let path = "/.well-known/acme-challenge/"

  init(_ results: [ProbeResult], _ expected: ExpectedAddresses?) {
    probe = results[0].probe
    page = results[0].page
    end = RedirectEnd(probe)
    isOurs = expected.map { expected in results.allSatisfy { expected.contains($0.probe.address) } }
    let list = addresses(results)
    place = end.map { $0.address ?? "it" } ?? joined(list)
    let families = Set(results.map(\.probe.address.family))
    let type = families.count == 2 ? "A and AAAA" : families.contains(.ipv4) ? "A" : "AAAA"
    records = "the \(type) record\(list.count == 1 ? "" : "s") \(joined(list))"
  }

  func text(_ code: FindingCode) -> Text {
    let clause: Text =
      switch code {
      case .httpParkingPage, .httpJavascriptChallenge, .httpFirewallPage, .httpRouterPage: pageText(code)
      case .httpStatus, .httpTokenMissingServerReached: statusText(code)
      case .httpTokenMismatch, .httpBodyTooLong: bodyText(code)
      case .httpTLSFailed, .httpPlainHTTPOnTLS: tlsText(code)
      default: connectionText(code)
      }
    guard let end else { return (clause.summary.capitalisedFirst, clause.remedy) }
    return ("A redirect leads to \(end.origin), where \(clause.summary)", clause.remedy)
  }

  // MARK: No answer

  private func connectionText(_ code: FindingCode) -> Text {
    let port = end?.port ?? 80
    let open =
      "Have a web server listen on port \(port) of \(place) and let the firewall pass it from everywhere\(orElse)"
    switch code {
    case .httpConnectRefused:
      return ("nothing listens on port \(port) of \(place): the connection was refused.", open)
    case .httpConnectTimeout:
      return ("\(place) did not accept a connection on port \(port) in time; a firewall may drop it.", open)
    case .httpUnreachable:
      return (
        "\(place) cannot be reached: there is no route to it.",
        "Bring the server at \(place) back to the network\(orElse)"
      )
    case .httpReset:
      return (
        "\(place) cut the connection before it had answered.",
        "Look for a firewall or a server limit at \(place) that cuts requests for \(Self.path)\(orElse)"
      )
    case .httpResponseTimeout:
      return (
        "\(place) accepted the connection and did not answer in time.",
        "Check the web server behind port \(port) of \(place): it has to answer \(Self.path) within seconds\(orElse)"
      )
    default:
      return (
        "\(place) answered with something that is no valid HTTP.",
        "Check what listens on port \(port) of \(place): it has to be a web server without TLS\(orElse)"
      )
    }
  }

  /// The end of a remedy: the other way out, where there is one.
  var orElse: String {
    if end != nil { return ", or answer \(Self.path) without a redirect." }
    return isOurs == nil ? ", or change \(records) to the platform's address." : "."
  }

  // MARK: TLS

  private func tlsText(_ code: FindingCode) -> Text {
    let noRedirect = "or do not redirect \(Self.path)."
    if code == .httpTLSFailed {
      return ("TLS could not be set up.", "Offer TLS 1.2 or later at port 443 of \(place), \(noRedirect)")
    }
    guard page?.kind == .plainHTTPOnTLS else {
      return ("the server speaks plain HTTP.", "Turn TLS on at port 443 of \(place), \(noRedirect)")
    }
    let server = page?.product.map { " (\($0))" } ?? ""
    if end?.isPlainOn443 == true {
      return (
        "the server\(server) expects TLS and was spoken to without.",
        "Redirect to https instead of http with port 443, \(noRedirect)"
      )
    }
    return (
      "the web server\(server) at \(place) expects TLS on port \(end?.port ?? 80), where a CA speaks plain HTTP.",
      "Turn TLS off for port 80 at \(place): in nginx \"listen 80;\" without ssl, in Apache no SSLEngine for port 80."
    )
  }
}

extension String {
  /// The first letter in upper case, where it is one.
  var capitalisedFirst: String { prefix(1).uppercased() + dropFirst() }
}
