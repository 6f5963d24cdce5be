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

  private struct Hop {
    var url: ParsedURL
    var address: IPAddress
  }

  func probe(_ name: String, at address: IPAddress, _ token: Token, isolation: isolated (any Actor)? = #isolation)
    async -> ProbeResult
  {
    let start = clocks.instant()
    let end = min(deadline, start + settings.timeout)
    var probe = Probe(address: address, outcome: .badResponse)
    func finished(_ outcome: Probe.Outcome, _ refusal: Finding? = nil, page: AnswerPage? = nil) -> ProbeResult {
      probe.outcome = outcome
      probe.duration = clocks.instant() - start
      return ProbeResult(probe, refusal: refusal, page: page)
    }
    guard let url = ParsedURL("http://\(name)\(token.path)") else { return finished(.badResponse) }
    var hop = Hop(url: url, address: address)
    var trail = RedirectTrail(start: url.text)
    while true {
      probe.hops.append(.init(url: hop.url.text, address: hop.address, status: nil))
      let answer: FetchAnswer
      switch await fetch(hop, until: end) {
      case .success(let got): answer = got
      case .failure(let failure): return finished(outcome(of: failure, at: clocks.instant()))
      }
      probe.status = answer.status
      probe.hops[probe.hops.count - 1].status = answer.status
      guard (300...399).contains(answer.status), let location = answer.header("location"), !location.isEmpty else {
        probe.excerpt = excerpt(answer, token)
        let outcome = judge(answer, token)
        return finished(outcome, page: outcome == .served ? nil : AnswerPage(answer))
      }
      switch await next(hop, answer.status, location, name, address, &trail, end) {
      case .follow(let following): hop = following
      case .refuse(let finding): return finished(.redirectRefused, finding)
      case .lookupFailed(let finding): return finished(.redirectLookupFailed, finding)
      case .late: return finished(.deadline)
      }
    }
  }

  private func fetch(_ hop: Hop, until end: Instant, isolation: isolated (any Actor)? = #isolation) async
    -> Result<FetchAnswer, FetchFailure>
  {
    let now = clocks.instant()
    guard now < end else { return .failure(.responseTimeout) }
    let isHTTPS = hop.url.scheme == "https"
    // A port written in the URL is 80 or 443 (the rules see to that) and means the default one of its scheme.
    let standard: UInt16 = hop.url.port ?? (isHTTPS ? 443 : 80)
    let port = standard == 443 ? settings.httpsPort : settings.httpPort
    let target = settings.connectTo ?? Endpoint(hop.address, port: port)
    return await web.fetch(
      FetchRequest(
        url: hop.url, address: target.address, port: target.port, dialTimeout: settings.dialTimeout,
        timeout: end - now, source: settings.source, userAgent: settings.userAgent))
  }

  // MARK: Redirects

  private enum Next {
    case follow(Hop)
    case refuse(Finding)
    case lookupFailed(Finding)
    case late
  }

  private func next(
    _ hop: Hop, _ status: Int, _ location: [UInt8], _ name: String, _ first: IPAddress, _ trail: inout RedirectTrail,
    _ end: Instant, isolation: isolated (any Actor)? = #isolation
  ) async -> Next {
    let text = String(decoding: location.prefix(8192), as: UTF8.self)
    if let finding = rules.refusal(status: status, location: text) { return .refuse(finding) }
    guard let url = ParsedURL(text, relativeTo: hop.url) else { return .refuse(rules.unreadable(text)) }
    let parts = URLParts(
      scheme: url.scheme, host: url.host, port: url.port, path: url.path, query: url.query, fragment: url.fragment,
      text: url.text, rawLocation: text)
    if let finding = rules.refusal(of: parts) { return .refuse(finding) }
    if let finding = trail.follow(url.text) { return .refuse(finding) }
    if let literal = IPAddress(url.host.filter { $0 != "[" && $0 != "]" }) {
      if let finding = reserved(literal, url) { return .refuse(finding) }
      return .follow(Hop(url: url, address: literal))
    }
    // Back to the name itself, over https mostly: the server being probed is the one to answer for it.
    if url.host.lowercased() == name { return .follow(Hop(url: url, address: first)) }
    guard let host = DNSName(url.host) else { return .refuse(rules.unreadable(text)) }
    return await lookUp(host, url, until: end)
  }

  private func lookUp(
    _ host: DNSName, _ url: ParsedURL, until end: Instant, isolation: isolated (any Actor)? = #isolation
  )
    async -> Next
  {
    let questions = AddressQuestions(resolver: resolver, deadline: end)
    let ipv6 = await questions.lookUp(host, .ipv6)
    let ipv4 = await questions.lookUp(host, .ipv4)
    if clocks.instant() >= end { return .late }
    let judgement = AddressJudgement(ipv4, ipv6, expected: nil, allowedReserved: settings.allowedReserved)
    if let address = judgement.usable.first?.address { return .follow(Hop(url: url, address: address)) }
    if let address = (ipv6.addresses + ipv4.addresses).first?.address, let finding = reserved(address, url) {
      return .refuse(finding)
    }
    var finding =
      judgement.findings.first
      ?? Finding(.httpRedirectHost, summary: "A redirect leads to \(host), without an address.")
    finding.summary = "A redirect leads to \(host). " + finding.summary
    if finding.severity == .blocker { finding.remedy = "Correct the redirect, or mend DNS of \(host)." }
    finding.evidence.add("url", .text(url.text))
    return .lookupFailed(finding)
  }

  private func reserved(_ address: IPAddress, _ url: ParsedURL) -> Finding? {
    guard let range = SpecialPurpose.range(of: address),
      !settings.allowedReserved.contains(where: { $0.contains(address) })
    else { return nil }
    return Finding(
      .httpRedirectReserved,
      summary: "A redirect leads to \(address), a reserved address (\(range.use)) that no CA connects to.",
      remedy: "Redirect to a public host, or answer /.well-known/acme-challenge/ without a redirect.",
      evidence: ["url": .text(url.text), "value": .text("\(address)"), "range": .text("\(range.prefix)")])
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
