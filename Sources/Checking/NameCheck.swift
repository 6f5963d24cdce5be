import Addressing
import DNSWire
import Readiness
import Timing

/// What is known of one name while it is checked, and what follows from it.
struct NameCheck {
  let candidate: CandidateName
  let expected: ExpectedAddresses?
  let deadline: Instant
  var findings: [Finding] = []
  var summary = DNSSummary()
  var results: [ProbeResult] = []
  /// What the resolver says, then what is judged.
  private(set) var lookups: ServerView?
  /// The different answers of name servers that disagree, else empty.
  var views: [ServerView] = []
  /// Whether the name servers' answer is judged in place of the resolver's older one.
  var isStale = false
  /// What the name servers say, with the TTLs that they give.
  var authoritative: ServerView?
  /// Those of `views` with which the name is not ready.
  private(set) var wrong: [ServerView] = []
  private var addressFindings: [Finding] = []
  /// CAA from the name to its top-level domain.
  private(set) var caaLevels: [(name: DNSName, level: CAALevel)] = []
  private var usable: [AddressLookup.Address] = []
  private var hasElsewhere = false
  /// Whether the domain's servers have answered: where they have not, CAA would only say the same again.
  private var isAnswered = false
  /// Seconds, of whatever was wrong.
  private var ttls: [UInt32] = []

  init(candidate: CandidateName, expected: ExpectedAddresses?, deadline: Instant) {
    self.candidate = candidate
    self.expected = expected
    self.deadline = deadline
  }

  mutating func take(_ ipv4: AddressLookup, _ ipv6: AddressLookup, _ settings: CheckSettings) {
    let judgement = AddressJudgement(
      ipv4, ipv6, expected: expected, allowedReserved: settings.allowedReserved, isProxyAllowed: settings.isProxyAllowed
    )
    lookups = ServerView(servers: [], ipv4: ipv4, ipv6: ipv6)
    addressFindings = judgement.findings
    findings += ResolverComparison(ipv4, ipv6).findings
    usable = judgement.usable
    // A name without addresses has its cause already.
    isAnswered = !usable.isEmpty
    hasElsewhere = judgement.hasElsewhere
    ttls = RetryTime.wrong(ipv4, ipv6, expected)
    summary.addresses = (ipv6.addresses + ipv4.addresses).map { address in
      .init(address: address.address, ttl: address.ttl, expected: expected?.contains(address.address))
    }
    summary.cnames = ipv4.cnames.isEmpty ? ipv6.cnames : ipv4.cnames
    summary.authenticated = ipv4.authenticated && ipv6.authenticated
  }

  mutating func take(_ lookup: ChallengeLookup, _ target: ChallengeTarget?, _ suffixes: PublicSuffixList) {
    findings += ChallengeJudgement(lookup, base: candidate.base, target: target, suffixes: suffixes).findings
    // An alias shows that the domain's own servers answer, whatever became of its target.
    isAnswered = lookup.isAnswered || !lookup.cnames.isEmpty
    ttls = [lookup.ttl].compactMap(\.self)
    summary.authenticated = lookup.authenticated
    summary.challenge = .init(lookup)
  }

  /// Lookups that failed are told with what the name servers say when asked directly.
  mutating func explainLookups(by authority: Authority) {
    addressFindings = addressFindings.map { $0.explained(by: authority) }
  }

  mutating func take(_ levels: [(DNSName, CAALevel)]) {
    caaLevels = levels
  }

  /// Judges CAA when it is known which addresses count.
  private mutating func judgeCAA(_ policy: CAAPolicy, _ suffixes: PublicSuffixList) {
    let levels = caaLevels
    let tree = CAATree(levels: levels.map { (owner: $0.name, level: $0.level.asked) })
    switch tree.decide(by: policy, wildcard: candidate.isWildcard, suffixes: suffixes) {
    case .allowed(let level, let note):
      show(level, levels)
      if let note { findings.append(note) }
    case .refused(let level, let finding):
      show(level, levels)
      findings.append(finding)
    case .lookupFailed(let level, let finding):
      if case .ours(let failure) = levels[level].level {
        guard !(addressFindings + findings).contains(where: { $0.severity == .undetermined }) else { return }
        findings.append(failure.caaFinding(at: "\(levels[level].name)"))
      } else if isAnswered {
        findings.append(finding)
      }
    }
  }

  private mutating func show(_ level: Int?, _ levels: [(name: DNSName, level: CAALevel)]) {
    guard let level, case .answer(let records, _, let alias) = levels[level].level else { return }
    summary.caa = .init(name: "\(alias ?? levels[level].name)", records: records.map(\.description))
  }

  /// Those that a CA may connect to.
  var addresses: [IPAddress] { usable.map(\.address) }

  /// The addresses worth a fetch and not fetched from yet. Those elsewhere are a cause of their own already, and
  /// strangers' servers.
  func addressesToProbe(_ settings: CheckSettings) -> [IPAddress] {
    var known = Set(results.map(\.probe.address))
    let judged = views.map {
      AddressJudgement($0.ipv4, $0.ipv6, expected: nil, allowedReserved: settings.allowedReserved)
    }
    let all = (usable + judged.flatMap(\.usable)).map(\.address).filter { known.insert($0).inserted }
    guard let expected, !settings.isProxyAllowed else { return all }
    return all.filter { expected.contains($0) }
  }

  mutating func conclude(_ settings: CheckSettings, _ suffixes: PublicSuffixList) {
    judgeCAA(settings.caaPolicy, suffixes)
    if views.isEmpty {
      findings = addressFindings + findings + judgeFetches(settings)
    } else {
      findings = judgeViews(settings) + findings
    }
    if let finding = longTTL() { findings.append(finding) }
    if settings.caaPolicy.method == .http01 { judgeProof(settings) }
    // The worst first: what decides stands at the top of every list.
    let order = Finding.Severity.allCases
    findings = order.flatMap { severity in findings.filter { $0.severity == severity } }
  }

  /// What the fetches from the addresses that are judged amount to.
  private func judgeFetches(_ settings: CheckSettings) -> [Finding] {
    let own = Set(usable.map(\.address))
    let results = results.filter { own.contains($0.probe.address) }
    let judged = ProbeJudgement(results, expected: expected).findings
    return hasElsewhere && settings.isProxyAllowed ? judged + judgeProxied(results) : judged
  }

  private mutating func judgeViews(_ settings: CheckSettings) -> [Finding] {
    let judgement = DisagreementJudgement(views, expected: expected) { view in
      var check = NameCheck(candidate: candidate, expected: expected, deadline: deadline)
      check.take(view.ipv4, view.ipv6, settings)
      check.results = results
      return check.addressFindings + check.judgeFetches(settings)
    }
    wrong = judgement.wrong
    return judgement.findings
  }

  private func judgeProxied(_ results: [ProbeResult]) -> [Finding] {
    guard let expected else { return [] }
    let elsewhere = usable.filter { !expected.contains($0.address) }
    let allServed = !results.isEmpty && results.allSatisfy { $0.probe.outcome == .served }
    // What our own side kept us from asking is said by itself, and is no fault of the domain's.
    let isProxied = !results.isEmpty && results.allSatisfy { $0.probe.outcome == .served || $0.isOurs }
    let here = usable.filter { expected.contains($0.address) }
    let finding = AddressJudgement.elsewhereFinding(
      elsewhere, here, expected, cnames: summary.cnames, severity: isProxied ? .warning : .blocker)
    guard allServed else { return [finding] }
    return [
      finding,
      Finding(
        .httpProxied, .info,
        summary: "The addresses are not the platform's, and the token arrived: a proxy is in front.",
        evidence: ["address": .list(elsewhere.map { "\($0.address)" })]),
    ]
  }

  private mutating func judgeProof(_ settings: CheckSettings) {
    // Where something is wrong already, a token would have nothing to prove.
    if findings.contains(where: { $0.severity == .blocker }) { return }
    let remedy = "Give --webroot, --thumbprint or --probe-path, so that a token can prove the server."
    if case .nothing = settings.probe {
      findings.append(
        Finding(
          .selfNothingToProve, .undetermined,
          summary: "Nothing found wrong, and nothing given that could prove the server behind the name.", remedy: remedy
        ))
    } else if settings.connectTo != nil, !settings.assumesSameServer {
      findings.append(
        Finding(
          .selfNothingToProve, .undetermined,
          summary: "The token was fetched from --connect-to, not from where the name points.",
          remedy: "Add --assume-same-server where that is the server behind the name."))
    }
  }

  /// Nil where nothing is wrong.
  var retryAfterSeconds: Int? {
    Verdict(of: findings) == .ready ? nil : RetryTime.seconds(ttls)
  }
}
