import Addressing
import DNSWire
import Network
import Readiness
import Timing

/// What to ask for, and what should come.
struct Token: Sendable {
  let path: String
  /// Nil where any answer will do.
  let body: String?
}

/// Fetches the token from one address of a name, following redirects as the CA does: every hop's URL judged, its host
/// looked up by our resolver, its address judged, and the connection made to just that address.
struct Prober {
  let resolver: any Resolving
  let web: any Fetching
  let clocks: any Clocks
  let settings: CheckSettings
  let rules: RedirectRules
  let deadline: Instant
  /// The name's addresses that a CA may connect to, as they were judged. Redirects back to the name lead to these.
  let addresses: [IPAddress]

  /// One request of a fetch: what is asked for, where, and who sent us there.
  struct Hop {
    var url: RedirectURL
    var address: IPAddress
    var referer: String?
    /// Whether the host has IPv4 as well, and IPv6 was taken.
    var leavesIPv4 = false
    /// Asked instead where this machine has no route to the address.
    var withoutRoute: IPAddress?
  }

  func probe(_ name: String, at address: IPAddress, _ token: Token, isolation: isolated (any Actor)? = #isolation)
    async -> ProbeResult
  {
    let start = clocks.instant()
    let end = min(deadline, start + settings.timeout)
    guard let url = RedirectURL("http://\(name)\(token.path)") else {
      return ProbeResult(Probe(address: address, outcome: .badResponse))
    }
    var trail = RedirectTrail(start: url.text)
    var result = await walk(Hop(url: url, address: address), name, token, &trail, end)
    // A connection that fails anywhere sends the CA back to the start, over IPv4; what it has met by then it remembers.
    if address.family == .ipv6, result.probe.hops.count > 1, result.isFailedConnection,
      let other = addresses.first(where: { $0.family == .ipv4 })
    {
      let second = await walk(Hop(url: url, address: other), name, token, &trail, end)
      result.isRescued = second.isGood
    }
    result.probe.duration = clocks.instant() - start
    return result
  }

  private func walk(
    _ start: Hop, _ name: String, _ token: Token, _ trail: inout RedirectTrail, _ end: Instant,
    isolation: isolated (any Actor)? = #isolation
  ) async -> ProbeResult {
    var hop = start
    var probe = Probe(address: start.address, outcome: .badResponse)
    func finished(_ outcome: Probe.Outcome, _ refusal: Finding? = nil, page: AnswerPage? = nil) -> ProbeResult {
      probe.outcome = outcome
      return ProbeResult(probe, refusal: refusal, page: page)
    }
    while true {
      probe.hops.append(.init(url: hop.url.text, address: hop.address, status: nil))
      let answer: FetchAnswer
      switch await fetch(hop, until: end) {
      case .success(let got): answer = got
      case .failure(.networkUnreachable) where hop.withoutRoute != nil:
        hop.address = hop.withoutRoute ?? hop.address
        hop.withoutRoute = nil
        probe.hops.removeLast()
        continue
      case .failure(let failure):
        let outcome = outcome(of: failure, at: clocks.instant())
        return finished(outcome, failure.finding ?? about(hop, probe, failure.detail).finding(outcome))
      }
      probe.status = answer.status
      probe.hops[probe.hops.count - 1].status = answer.status
      guard rules.leads(answer.status), let location = answer.header("location"), !location.isEmpty else {
        probe.excerpt = excerpt(answer, token)
        let outcome = judge(answer, token)
        return finished(outcome, page: outcome == .served ? nil : AnswerPage(answer))
      }
      switch await next(hop, answer.status, location, name, start.address, &trail, end) {
      case .follow(let following): hop = following
      case .refuse(let finding): return finished(.redirectRefused, finding)
      case .lookupFailed(let finding): return finished(.redirectLookupFailed, finding)
      case .late: return finished(.deadline)
      }
    }
  }

  private func about(_ hop: Hop, _ probe: Probe, _ detail: String? = nil) -> HopFindings {
    HopFindings(
      url: hop.url.text, address: hop.address, isRedirected: probe.hops.count > 1, leavesIPv4: hop.leavesIPv4,
      detail: detail)
  }

  private func fetch(_ hop: Hop, until end: Instant, isolation: isolated (any Actor)? = #isolation) async
    -> Result<FetchAnswer, FetchFailure>
  {
    let now = clocks.instant()
    guard now < end else { return .failure(.responseTimeout) }
    // What is judged is what is fetched: two readers of one URL must agree on where it leads.
    guard let url = ParsedURL(hop.url.text), url.scheme == hop.url.scheme, url.host.utf8.elementsEqual(hop.url.host),
      url.port == hop.url.port
    else { return .failure(.badResponse("its URL means one thing to one reader and another to the next")) }
    // A port written in the URL is 80 or 443 (the rules see to that) and means the default one of its scheme.
    let standard: UInt16 = hop.url.port ?? (hop.url.scheme == "https" ? 443 : 80)
    let port = standard == 443 ? settings.httpsPort : settings.httpPort
    let target = settings.connectTo ?? Endpoint(hop.address, port: port)
    return await web.fetch(
      FetchRequest(
        url: url, address: target.address, port: target.port, dialTimeout: settings.dialTimeout,
        timeout: end - now, source: settings.source, userAgent: settings.userAgent, referer: hop.referer))
  }

  // MARK: Outcomes

  private func judge(_ answer: FetchAnswer, _ token: Token) -> Probe.Outcome {
    guard let body = token.body else { return .answered }
    guard answer.status == 200 else { return .status }
    switch TokenComparison(answer.body, isCut: answer.bodyIsCut, expected: body) {
    case .equal: return .served
    case .different: return .mismatch
    case .tooLong: return .bodyTooLong
    }
  }

  private func excerpt(_ answer: FetchAnswer, _ token: Token) -> String? {
    guard let body = token.body, !answer.body.isEmpty, !answer.body.starts(with: body.utf8) else { return nil }
    return String(decoding: answer.body.prefix(200), as: UTF8.self)
  }

  private func outcome(of failure: FetchFailure, at now: Instant) -> Probe.Outcome {
    // Our own deadline for the whole name says nothing about the server.
    if now >= deadline { return .deadline }
    switch failure {
    case .connectRefused: return .connectRefused
    case .connectTimeout: return .connectTimeout
    case .unreachable: return .unreachable
    case .networkUnreachable: return .networkUnreachable
    case .reset: return .reset
    case .responseTimeout: return .responseTimeout
    case .badResponse: return .badResponse
    case .tls: return .tlsFailed
    case .plainHTTPOnTLS: return .plainHTTPOnTLS
    case .local, .cancelled: return .deadline
    }
  }
}

extension AnswerPage {
  fileprivate init(_ answer: FetchAnswer) {
    self.init(status: answer.status, headerLines: answer.headerLines, body: answer.body)
  }
}

extension FetchFailure {
  /// What to say where this machine could not even try; nil for every other failure.
  fileprivate var finding: Finding? {
    guard case .local(let words) = self else { return nil }
    return Finding(
      .selfNetworkUnreachable, .undetermined, summary: "This machine could not open a connection (\(words)).",
      remedy: "Check again with a lower --concurrency, or allow more open files (ulimit -n).")
  }

  /// The reason in words, where there are some.
  fileprivate var detail: String? {
    switch self {
    case .badResponse(let words): words
    // "error:0A000410:SSL routines::sslv3 alert handshake failure": the last part is for people.
    case .tls(let words): words.split(separator: ":").last.map { $0.trimmed } ?? words
    default: nil
    }
  }
}

extension Substring {
  fileprivate var trimmed: String {
    String(drop { $0 == " " }.reversed().drop { $0 == " " || $0 == "." }.reversed())
  }
}
