import Addressing

/// One probe and, where it did not bring the token, why.
public struct ProbeResult: Hashable, Sendable {
  public var probe: Probe
  /// What ended the fetch, where more is known than the outcome: the rule by which a redirect was refused, for one.
  public var refusal: Finding?
  /// Who answered, where it was not the token that came.
  public var page: AnswerPage?
  /// Whether the CA, sent back to the start by a connection that failed behind a redirect, gets the token over IPv4.
  public var isRescued = false

  public init(_ probe: Probe, refusal: Finding? = nil, page: AnswerPage? = nil) {
    self.probe = probe
    self.refusal = refusal
    self.page = page
  }

  public var isGood: Bool {
    // TLS on port 80 is wrong whatever one asks for.
    probe.outcome == .served || probe.outcome == .answered && page?.kind != .plainHTTPOnTLS
  }

  /// Whether a connection did not come about, the first or one behind a redirect.
  public var isFailedConnection: Bool {
    switch probe.outcome {
    case .connectRefused, .connectTimeout, .unreachable: true
    default: false
    }
  }

  /// Whether that makes a CA fall back from IPv6 to IPv4, and forget about IPv6.
  var isDialFailure: Bool { isFailedConnection && (probe.hops.count <= 1 || isRescued) }

  /// Whether it was our own side that failed.
  public var isOurs: Bool { probe.outcome == .networkUnreachable || probe.outcome == .deadline }
}

/// What the probes amount to, by the CA's rules: it takes any IPv6 address first, falls back to any IPv4 address where
/// that cannot be dialled, and takes every other failure as final.
public struct ProbeJudgement: Sendable {
  public var findings: [Finding] = []

  /// - Parameters:
  ///   - expected: The platform's addresses; nil where no target was given. With a target every address has to serve.
  ///   - wasProbing: Whether there was a token to ask for.
  public init(_ results: [ProbeResult], expected: ExpectedAddresses?) {
    let ipv6 = results.filter { $0.probe.address.family == .ipv6 }
    let ipv4 = results.filter { $0.probe.address.family == .ipv4 }
    let untested = ipv6.filter { $0.probe.outcome == .networkUnreachable }
    let dead = ipv6.filter(\.isDialFailure)
    let wrong = ipv6.filter { !$0.isGood && !$0.isDialFailure && !$0.isOurs }
    // IPv4 is asked where there is no IPv6 that would be dialled for certain.
    let asksIPv4 = ipv6.isEmpty || !dead.isEmpty || !untested.isEmpty
    let badIPv4 = ipv4.filter { !$0.isGood && !$0.isOurs }

    var blocking = wrong
    if ipv4.isEmpty { blocking += dead }
    if asksIPv4 || expected != nil {
      blocking += badIPv4
    } else {
      // The same fault over both families is one fault.
      let codes = Set(wrong.map { $0.code(expected) })
      blocking += badIPv4.filter { codes.contains($0.code(expected)) }
    }
    findings += merged(blocking, of: results, expected)
    if !ipv4.isEmpty, !dead.isEmpty { findings.append(Self.fallback(dead)) }
    if !asksIPv4, wrong.isEmpty, expected == nil, !badIPv4.isEmpty { findings.append(Self.disagree(ipv6, badIPv4)) }
    if !untested.isEmpty { findings.append(Self.untested(untested, expected, hasIPv4: !ipv4.isEmpty)) }
    judgeOurs(results, ipv4)
  }

  private mutating func judgeOurs(_ results: [ProbeResult], _ ipv4: [ProbeResult]) {
    let unasked = results.filter { $0.probe.outcome == .deadline }
    if let finding = unasked.lazy.compactMap(\.refusal).first { findings.append(finding) }
    if unasked.contains(where: { $0.refusal == nil }) {
      findings.append(
        Finding(
          .selfDeadline, .undetermined, summary: "The check's own deadline came before every address had answered.",
          remedy: "Run the check again, or give it more time with --deadline."))
    }
    let unreachable = ipv4.filter { $0.probe.outcome == .networkUnreachable }
    if let finding = unreachable.lazy.compactMap(\.refusal).first {
      findings.append(finding)
    } else if !unreachable.isEmpty {
      findings.append(
        Finding(
          .selfNetworkUnreachable, .undetermined,
          summary: "This machine has no network route to \(joined(addresses(unreachable))).",
          remedy: "Run the check where the Internet can be reached over IPv4.",
          evidence: ["address": .list(addresses(unreachable))]))
    }
  }

  /// One finding for each cause, naming all addresses that it was met at.
  private func merged(
    _ failed: [ProbeResult], of all: [ProbeResult], _ expected: ExpectedAddresses?
  ) -> [Finding] {
    var order: [ProbeCause] = []
    var groups: [ProbeCause: [ProbeResult]] = [:]
    for result in failed {
      let cause = result.cause(expected)
      if groups[cause] == nil { order.append(cause) }
      groups[cause, default: []].append(result)
    }
    return order.compactMap { cause in groups[cause].map { Self.finding($0, of: all, expected) } }
  }

  // MARK: Words

  private static func fallback(_ dead: [ProbeResult]) -> Finding {
    let list = addresses(dead)
    if dead.allSatisfy(\.isRescued) {
      return Finding(
        .httpIPv6UnreachableFallback, .warning,
        summary: "IPv6 \(joined(list)) redirects to where nobody can connect; the CA begins again over IPv4.",
        remedy: "Have IPv6 answer /.well-known/acme-challenge/ as IPv4 does, without a redirect.",
        evidence: ["record": .text("AAAA"), "address": .list(list), "outcome": .text(dead[0].probe.outcome.rawValue)])
    }
    return Finding(
      .httpIPv6UnreachableFallback, .warning,
      summary: "IPv6 \(joined(list)) cannot be connected to; the CA falls back to IPv4.",
      remedy: "Remove the AAAA record\(list.count == 1 ? "" : "s") \(joined(list)), or open port 80 there.",
      evidence: ["record": .text("AAAA"), "address": .list(list), "outcome": .text(dead[0].probe.outcome.rawValue)])
  }

  private static func disagree(_ ipv6: [ProbeResult], _ bad: [ProbeResult]) -> Finding {
    Finding(
      .httpAddressesDisagree, .warning,
      summary: "IPv4 \(joined(addresses(bad))) answers differently from IPv6; the CA asks IPv6 only.",
      remedy: "Change the A record to the platform's address, for visitors without IPv6.",
      evidence: ["address": .list(addresses(bad)), "outcome": .text(bad[0].probe.outcome.rawValue)])
  }

  private static func untested(_ untested: [ProbeResult], _ expected: ExpectedAddresses?, hasIPv4: Bool) -> Finding {
    // The CA asks IPv6 first: what was neither probed nor is known as the platform's leaves the question open.
    let isVouchedFor = untested.allSatisfy { expected?.contains($0.probe.address) ?? false }
    return Finding(
      .selfIPv6Untested, hasIPv4 && isVouchedFor ? .info : .undetermined,
      summary: "IPv6 \(joined(addresses(untested))) was not probed: this machine has no IPv6 route.",
      remedy: "Run the check from a machine with IPv6.", evidence: ["address": .list(addresses(untested))])
  }
}

func addresses(_ results: [ProbeResult]) -> [String] { results.map { "\($0.probe.address)" } }
