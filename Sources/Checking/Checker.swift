import Addressing
import DNSWire
import Network
public import Readiness
public import Timing

/// One name in, one report out. Many at once: none waits for another, but for room to one address.
public actor Checker {
  private let resolver: any Resolving
  private let web: any Fetching
  private let clocks: any Clocks
  private let randomness: any Randomness
  private let settings: CheckSettings
  let policy: NamePolicy
  private let sleep: (@Sendable (Instant) async -> Void)?
  let tasks: (any TaskExecutor)?
  private let toASCII: @Sendable (String) -> String?
  private var expected: ExpectedAddresses?
  private var resolvedTargets: [[Target]: ExpectedAddresses] = [:]
  private var caaQuestions = CAAQuestions()
  private var slots: Slots<IPAddress>
  private var silent = SilentAddresses()
  private var isDismissing = false
  /// Of one name. An answer over TCP may hold some 4000 addresses, each of which would take a socket.
  private static let probesAtOnce = 16
  /// Nil where name servers are not asked directly.
  let nameServers: NameServers?

  /// The resolver's: on one thread, calls between them cost no hop.
  public nonisolated var unownedExecutor: UnownedSerialExecutor { resolver.unownedExecutor }

  /// - Parameters:
  ///   - nameServers: Asks the domains' own name servers; nil: they are not asked.
  ///   - sleep: Returns at a moment; nil: who waits for room to an address is looked at only when some is freed.
  ///   - tasks: Runs the tasks into which a check is divided; nil: the default.
  ///   - toASCII: The A-label form of an international name (libcurl's IDNA).
  public init(
    resolver: any Resolving, nameServers: (any NameServerAsking)? = nil, web: any Fetching, clocks: any Clocks,
    randomness: any Randomness, settings: CheckSettings,
    policy: NamePolicy, sleep: (@Sendable (Instant) async -> Void)? = nil,
    tasks: (any TaskExecutor)? = nil, toASCII: @escaping @Sendable (String) -> String?
  ) {
    self.sleep = sleep
    self.tasks = tasks
    self.resolver = resolver
    self.web = web
    self.clocks = clocks
    self.randomness = randomness
    self.settings = settings
    self.policy = policy
    self.toASCII = toASCII
    slots = Slots(limit: settings.perAddress)
    self.nameServers = nameServers.map {
      NameServers(
        resolver: resolver, client: $0, clocks: clocks, suffixes: policy.suffixes,
        allowedReserved: settings.allowedReserved)
    }
  }

  /// Looks up the targets that are host names. To be called once, before the first name.
  ///
  /// Throws: `TargetError` where one has no address: nothing could be held against it.
  public func prepare() async throws(TargetError) {
    let deadline = clocks.instant() + settings.deadline
    if !settings.targets.isEmpty { expected = try await addresses(of: settings.targets, deadline) }
  }

  /// The addresses that targets stand for, looked up once in a run.
  private func addresses(of targets: [Target], _ deadline: Instant) async throws(TargetError) -> ExpectedAddresses {
    if let known = resolvedTargets[targets] { return known }
    var prefixes: [AddressPrefix] = []
    for target in targets {
      switch target {
      case .prefix(let prefix): prefixes.append(prefix)
      case .host(let host): prefixes += try await addresses(of: host, deadline)
      }
    }
    let addresses = ExpectedAddresses(prefixes: prefixes)
    if resolvedTargets.count < 10_000 { resolvedTargets[targets] = addresses }
    return addresses
  }

  private func addresses(of host: String, _ deadline: Instant) async throws(TargetError) -> [AddressPrefix] {
    guard let name = DNSName(host) else { throw TargetError(host: host, reason: "it is no host name") }
    let questions = AddressQuestions(resolver: resolver, deadline: deadline)
    let ipv4 = await questions.lookUp(name, .ipv4)
    let ipv6 = await questions.lookUp(name, .ipv6)
    let found = (ipv4.addresses + ipv6.addresses).compactMap { AddressPrefix("\($0.address)") }
    if found.isEmpty {
      let finding = AddressJudgement(ipv4, ipv6, expected: nil).findings.first
      throw TargetError(host: host, reason: finding?.summary ?? "it has no address")
    }
    // Half of the platform's addresses would make strangers of the other half.
    for (lookup, type) in [(ipv4, "A"), (ipv6, "AAAA")] where !lookup.isDecided {
      throw TargetError(host: host, reason: "its \(type) records could not be looked up")
    }
    return found
  }

  /// - Parameter targets: Where this name should point; empty for the settings' targets.
  public func check(_ input: String, targets: [Target] = []) async -> Report {
    let start = clocks.instant()
    let checkedAt = clocks.timestamp()
    func report(_ name: String, _ findings: [Finding]) -> Report {
      Report(
        name: name, input: input, verdict: Verdict(of: findings), checkedAt: checkedAt,
        duration: clocks.instant() - start, findings: findings)
    }
    let candidate: CandidateName
    switch policy.evaluate(input, toASCII: toASCII) {
    case .success(let accepted): candidate = accepted
    case .failure(let refusal): return report(refusal.name, [refusal.finding])
    }
    var expected = expected
    do throws(TargetError) {
      if !targets.isEmpty { expected = try await addresses(of: targets, start + settings.deadline) }
    } catch {
      return report(candidate.ascii, [error.finding])
    }
    var work = NameCheck(candidate: candidate, expected: expected, deadline: start + settings.deadline)
    let authority = startAuthority(work)
    await askDNS(&work)
    await probe(&work)
    if let authority = await authority?.value {
      work.take(authority, settings)
      if work.isStale, let nameServers {
        work.take(await nameServers.current(work, settings.caaPolicy, policy.suffixes))
      }
      await probe(&work)
    }
    work.findings += await resolver.takeNotes()
    work.conclude(settings, policy.suffixes)
    var full = report(candidate.ascii, work.findings)
    full.retryAfterSeconds = work.retryAfterSeconds
    full.dns = work.summary
    full.probes = work.results.map(\.probe)
    if !targets.isEmpty { full.expected = targets.map(\.description) }
    return full
  }

  private func askDNS(_ work: inout NameCheck) async {
    let name = work.candidate.base
    let levels = caaQuestions.start(
      for: name, resolver: resolver, clocks: clocks, deadline: work.deadline, tasks: tasks)
    switch policy.method {
    case .http01:
      let questions = AddressQuestions(resolver: resolver, deadline: work.deadline, clocks: clocks)
      let second = Task(executorPreference: tasks) { await self.lookUp(name, .ipv6, questions) }
      let ipv4 = await questions.lookUp(name, .ipv4)
      work.take(ipv4, await second.value, settings)
    case .dns01: await askForChallenge(&work)
    }
    var answers: [(DNSName, CAALevel)] = []
    for level in levels { answers.append((level.name, await level.answer.value)) }
    caaQuestions.keep(answers, now: clocks.instant())
    work.take(answers)
  }

  private func lookUp(_ name: DNSName, _ family: IPAddress.Family, _ questions: AddressQuestions) async -> AddressLookup
  {
    await questions.lookUp(name, family)
  }

  /// With dns-01 nothing is connected to, so no address is asked for.
  private func askForChallenge(_ work: inout NameCheck) async {
    let base = work.candidate.base
    guard let name = ChallengeLookup.name(for: base) else {
      work.findings.append(ChallengeJudgement.tooLong(base))
      return
    }
    let questions = ChallengeQuestions(
      resolver: resolver, deadline: work.deadline, clocks: clocks, suffixes: policy.suffixes)
    var lookup = await questions.lookUp(name)
    if settings.challengeTarget?.isReached(by: lookup.cnames, from: base) != true {
      lookup.misplaced = await questions.misplaced(lookup, base: base, registered: work.candidate.registeredDomain)
      if settings.challengeTarget != nil { lookup.isFromWildcard = await questions.isFromWildcard(lookup, base: base) }
    }
    work.take(lookup, settings.challengeTarget, policy.suffixes)
  }

  private func probe(_ work: inout NameCheck) async {
    guard policy.method == .http01 else { return }
    let prober = Prober(
      resolver: resolver, web: web, clocks: clocks, settings: settings, rules: RedirectRules(suffixes: policy.suffixes),
      deadline: work.deadline, addresses: work.addresses)
    let name = work.candidate.ascii
    let addresses = work.addressesToProbe(settings)
    // Most names have one: that needs no task of its own.
    if addresses.count == 1 {
      work.results.append(await probe(prober, name, addresses[0], token()))
      return
    }
    work.results += await withTaskGroup(of: (Int, ProbeResult).self) { group in
      var waiting = addresses.enumerated().makeIterator()
      func startNext() {
        guard let (index, address) = waiting.next() else { return }
        let token = token()
        group.addTask { (index, await self.probe(prober, name, address, token)) }
      }
      for _ in 0..<Self.probesAtOnce { startNext() }
      var results = [ProbeResult?](repeating: nil, count: addresses.count)
      for await (index, result) in group {
        results[index] = result
        startNext()
      }
      return results.compactMap(\.self)
    }
  }

  private func probe(
    _ prober: Prober, _ name: String, _ address: IPAddress, _ token: Token
  )
    async -> ProbeResult
  {
    if !slots.take(address), !(await waitForSlot(address, until: prober.deadline)) {
      return ProbeResult(Probe(address: address, outcome: .deadline))
    }
    defer { slots.free(address, now: clocks.instant(), holdsBack: silent.isSuspected(address)) }
    if silent.contains(address, now: clocks.instant()) {
      return ProbeResult(Probe(address: address, outcome: .connectTimeout))
    }
    let result = await prober.probe(name, at: address, token)
    silent.note(result, at: address, now: clocks.instant())
    return result
  }

  private func waitForSlot(_ address: IPAddress, until deadline: Instant) async -> Bool {
    await withCheckedContinuation { continuation in
      slots.wait(address, until: deadline, continuation)
      if let sleep, !isDismissing {
        isDismissing = true
        Task { await dismissTheLate(sleep) }
      }
    }
  }

  /// Wakes those whose deadline comes while they wait for room.
  private func dismissTheLate(_ sleep: @Sendable (Instant) async -> Void) async {
    while let next = slots.dismiss(now: clocks.instant()) { await sleep(next) }
    isDismissing = false
  }

  private func token() -> Token {
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

  public var description: String { "the target \(host) cannot be used: \(reason)" }

  var finding: Finding {
    Finding(
      .selfResolverUnreachable, .undetermined, summary: description, remedy: "Correct the target of this name.",
      evidence: ["value": .text(host)])
  }
}
