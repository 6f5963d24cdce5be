import Addressing
import DNSWire
import Network
public import Readiness
public import Timing

/// One name in, one report out. Many at once: none waits for another, but for room to one address.
public actor Checker<Resolver: Resolving, Web: Fetching> {
  private let resolver: Resolver
  private let web: Web
  private let clocks: any Clocks
  private let randomness: any Randomness
  private let settings: CheckSettings
  private let policy: NamePolicy
  private let toASCII: @Sendable (String) -> String?
  private var expected: ExpectedAddresses?
  private var caaQuestions = CAAQuestions()
  private var slots: Slots<IPAddress>

  /// The resolver's: on one thread, calls between them cost no hop.
  public nonisolated var unownedExecutor: UnownedSerialExecutor { resolver.unownedExecutor }

  /// - Parameter toASCII: The A-label form of an international name (libcurl's IDNA).
  public init(
    resolver: Resolver, web: Web, clocks: any Clocks, randomness: any Randomness, settings: CheckSettings,
    policy: NamePolicy, toASCII: @escaping @Sendable (String) -> String?
  ) {
    self.resolver = resolver
    self.web = web
    self.clocks = clocks
    self.randomness = randomness
    self.settings = settings
    self.policy = policy
    self.toASCII = toASCII
    slots = Slots(limit: settings.perAddress)
  }

  /// Looks up the targets that are host names. To be called once, before the first name.
  ///
  /// Throws: `TargetError` where one has no address: nothing could be held against it.
  public func prepare() async throws(TargetError) {
    guard !settings.targets.isEmpty else { return }
    var prefixes: [AddressPrefix] = []
    let deadline = clocks.instant() + settings.deadline
    for target in settings.targets {
      switch target {
      case .prefix(let prefix): prefixes.append(prefix)
      case .host(let host):
        guard let name = DNSName(host) else { throw TargetError(host: host, reason: "it is no host name") }
        let questions = AddressQuestions(resolver: resolver, deadline: deadline)
        let ipv4 = await questions.lookUp(name, .ipv4)
        let ipv6 = await questions.lookUp(name, .ipv6)
        let found = (ipv4.addresses + ipv6.addresses).compactMap { AddressPrefix("\($0.address)") }
        if found.isEmpty {
          let finding = AddressJudgement(ipv4, ipv6, expected: nil).findings.first
          throw TargetError(host: host, reason: finding?.summary ?? "it has no address")
        }
        prefixes += found
      }
    }
    expected = ExpectedAddresses(prefixes: prefixes)
  }

  /// - Parameter targets: Where this name should point, instead of the settings' targets.
  public func check(_ input: String, expecting own: ExpectedAddresses? = nil) async -> Report {
    let start = clocks.instant()
    let checkedAt = clocks.timestamp()
    let candidate: CandidateName
    switch policy.evaluate(input, toASCII: toASCII) {
    case .success(let accepted): candidate = accepted
    case .failure(let refusal):
      return Report(
        name: refusal.name, input: input, verdict: .notReady, checkedAt: checkedAt, duration: clocks.instant() - start,
        findings: [refusal.finding])
    }
    var work = NameCheck(candidate: candidate, expected: own ?? expected, deadline: start + settings.deadline)
    await askDNS(&work)
    await probe(&work)
    work.conclude(settings)
    return Report(
      name: candidate.ascii, input: input, verdict: Verdict(of: work.findings), checkedAt: checkedAt,
      duration: clocks.instant() - start, retryAfterSeconds: work.retryAfterSeconds, findings: work.findings,
      dns: work.summary, probes: work.results.map(\.probe))
  }

  private func askDNS(_ work: inout NameCheck) async {
    let questions = AddressQuestions(resolver: resolver, deadline: work.deadline)
    let name = work.candidate.base
    let levels = caaQuestions.start(for: name, resolver: resolver, clocks: clocks, deadline: work.deadline)
    async let second = questions.lookUp(name, .ipv6)
    let ipv4 = await questions.lookUp(name, .ipv4)
    work.take(ipv4, await second, settings)
    var answers: [(DNSName, CAALevel)] = []
    for level in levels { answers.append((level.name, await level.answer.value)) }
    work.take(answers, settings.caaPolicy)
  }

  private func probe(_ work: inout NameCheck) async {
    guard policy.method == .http01 else { return }
    let prober = Prober(
      resolver: resolver, web: web, clocks: clocks, settings: settings, rules: RedirectRules(suffixes: policy.suffixes),
      deadline: work.deadline)
    let name = work.candidate.ascii
    let addresses = work.addressesToProbe(settings)
    work.results = await withTaskGroup(of: (Int, ProbeResult).self) { group in
      for (index, address) in addresses.enumerated() {
        let token = token()
        group.addTask { (index, await self.probe(prober, name, address, token)) }
      }
      var results = [ProbeResult?](repeating: nil, count: addresses.count)
      for await (index, result) in group { results[index] = result }
      return results.compactMap(\.self)
    }
  }

  private func probe(
    _ prober: Prober<Resolver, Web>, _ name: String, _ address: IPAddress, _ token: Prober<Resolver, Web>.Token
  )
    async -> ProbeResult
  {
    if !slots.take(address) {
      await withCheckedContinuation { slots.wait(address, $0) }
    }
    defer { slots.free(address) }
    return await prober.probe(name, at: address, token)
  }

  private func token() -> Prober<Resolver, Web>.Token {
    let directory = "/.well-known/acme-challenge/"
    switch settings.probe {
    case .nothing: return .init(path: directory + randomness.token(), body: nil)
    case .file(let path, let body): return .init(path: path, body: body)
    case .thumbprint(let thumbprint):
      let token = randomness.token()
      return .init(path: directory + token, body: "\(token).\(thumbprint)")
    }
  }
}

/// A target's host name has no address.
public struct TargetError: Error, CustomStringConvertible {
  public let host: String
  public let reason: String

  public var description: String { "--target \(host) cannot be used: \(reason)" }
}
