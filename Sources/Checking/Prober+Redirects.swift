import Addressing
import DNSWire
import Network
import Readiness
import Timing

/// Where a redirect leads, by the CA's rules.
extension Prober {
  enum Next {
    case follow(Hop)
    case refuse(Finding)
    case lookupFailed(Finding)
    case late
  }

  func next(
    _ hop: Hop, _ status: Int, _ location: [UInt8], _ name: String, _ first: IPAddress, _ trail: inout RedirectTrail,
    _ end: Instant, isolation: isolated (any Actor)? = #isolation
  ) async -> Next {
    let text = String(decoding: location.prefix(8192), as: UTF8.self)
    if let finding = rules.refusal(status: status, location: text) { return .refuse(finding) }
    guard let url = RedirectURL(location, relativeTo: hop.url) else { return .refuse(rules.unreadable(text)) }
    if let finding = rules.refusal(of: url.parts(location: location)) { return .refuse(finding) }
    if let finding = trail.follow(url.text) { return .refuse(finding) }
    // Nobody is told of a page under https from one that is not.
    let referer = hop.url.scheme == "https" && url.scheme == "http" ? nil : hop.url.text
    let host = String(decoding: url.host, as: UTF8.self)
    if let literal = IPAddress(host.filter { $0 != "[" && $0 != "]" }) {
      if let finding = reserved(literal, url) { return .refuse(finding) }
      return .follow(Hop(url: url, address: literal, referer: referer))
    }
    if host.lowercased() == name { return backHome(url, referer, first) }
    guard let wanted = DNSName(host) else { return .refuse(rules.unreadable(text)) }
    return await lookUp(wanted, url, referer, until: end)
  }

  /// Back to the name itself, over https mostly. The CA looks it up anew and takes IPv6 where there is any, also after it
  /// has begun over IPv4. Its addresses are those judged at the start; each of them is probed by itself, so the one this
  /// fetch began at stands for its family.
  private func backHome(
    _ url: RedirectURL, _ referer: String?, _ first: IPAddress
  ) -> Next {
    let ipv6 = addresses.first { $0.family == .ipv6 }
    guard first.family == .ipv4, let ipv6, settings.connectTo == nil else {
      let leaves = first.family == .ipv6 && addresses.contains { $0.family == .ipv4 }
      return .follow(Hop(url: url, address: first, referer: referer, leavesIPv4: leaves))
    }
    // Without an IPv6 route here, what IPv4 answers is all that can be known; that IPv6 is untested is said elsewhere.
    return .follow(Hop(url: url, address: ipv6, referer: referer, leavesIPv4: true, withoutRoute: first))
  }

  private func lookUp(
    _ host: DNSName, _ url: RedirectURL, _ referer: String?, until end: Instant,
    isolation: isolated (any Actor)? = #isolation
  ) async -> Next {
    let questions = AddressQuestions(resolver: resolver, deadline: end)
    let ipv6 = await questions.lookUp(host, .ipv6)
    let ipv4 = await questions.lookUp(host, .ipv4)
    if clocks.instant() >= end { return .late }
    let judgement = AddressJudgement(ipv4, ipv6, expected: nil, allowedReserved: settings.allowedReserved)
    if let address = judgement.usable.first?.address {
      let leaves = address.family == .ipv6 && judgement.usable.contains { $0.address.family == .ipv4 }
      return .follow(Hop(url: url, address: address, referer: referer, leavesIPv4: leaves))
    }
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

  private func reserved(_ address: IPAddress, _ url: RedirectURL) -> Finding? {
    guard let range = SpecialPurpose.range(of: address),
      !settings.allowedReserved.contains(where: { $0.contains(address) })
    else { return nil }
    return Finding(
      .httpRedirectReserved,
      summary: "A redirect leads to \(address), a reserved address (\(range.use)) that no CA connects to.",
      remedy: "Redirect to a public host, or answer /.well-known/acme-challenge/ without a redirect.",
      evidence: ["url": .text(url.text), "value": .text("\(address)"), "range": .text("\(range.prefix)")])
  }
}
