import Addressing
import DNSWire
import Network
import Readiness
import Timing

/// The record that a CA looks for with dns-01: one question, and more only where nothing proves that it will be there.
struct ChallengeQuestions {
  let resolver: any Resolving
  let deadline: Instant
  let clocks: any Clocks
  let suffixes: PublicSuffixList

  func lookUp(_ name: DNSName, isolation: isolated (any Actor)? = #isolation) async -> ChallengeLookup {
    let questions = AddressQuestions(resolver: resolver, deadline: deadline, clocks: clocks)
    let message: Message
    do {
      message = try await resolver.ask(Query(name: name, type: .txt), deadline: deadline)
    } catch {
      return await traced(ChallengeLookup(name: name, outcome: error.addressOutcome))
    }
    let chain = message.resolveChain(from: name, type: .txt, limit: AddressQuestions.maximumAliases)
    var lookup = ChallengeLookup(
      name: name, outcome: .noData, cnames: chain.cnames, texts: texts(of: chain),
      ttl: chain.minimumTTL.map { min($0, message.negativeTTL ?? $0) } ?? message.negativeTTL,
      authenticated: message.authenticatedData)
    switch message.responseCode {
    case .noError:
      switch chain.outcome {
      case .found: lookup.outcome = .found
      case .noData: lookup.zone = await zone(of: lookup, message)
      case .loop: lookup.outcome = .aliasLoop
      case .tooLong: lookup.outcome = .tooManyAliases
      }
    case .nxDomain:
      lookup.outcome = .nxdomain
      lookup.zone = await zone(of: lookup, message)
    case .refused:
      lookup.outcome = .refused(message.extendedErrors)
      lookup = await traced(lookup)
    default:
      // The family has no part in why a question failed.
      let failure = await questions.diagnose(AddressLookup(family: .ipv4, outcome: .noData), message, name, .txt)
      lookup.outcome = failure.outcome
      if failure.outcome == .aliasLoop { lookup.cnames = failure.cnames.compactMap { DNSName($0) } }
      lookup = await traced(lookup)
    }
    return lookup
  }

  /// Asks where the records are found that a provider's panel has put at the domain twice.
  func misplaced(
    _ lookup: ChallengeLookup, base: DNSName, registered: String, isolation: isolated (any Actor)? = #isolation
  ) async -> [ChallengeLookup.Misplaced] {
    guard lookup.isAnswered, let zone = lookup.cnames.isEmpty ? lookup.zone ?? DNSName(registered) : DNSName(registered)
    else { return [] }
    var found: [ChallengeLookup.Misplaced] = []
    for name in ChallengeLookup.misplacedNames(lookup.name, base: base, zone: zone) {
      guard let message = try? await resolver.ask(Query(name: name, type: .txt), deadline: deadline) else { continue }
      let chain = message.resolveChain(from: name, type: .txt, limit: AddressQuestions.maximumAliases)
      let texts = texts(of: chain)
      if !texts.isEmpty || !chain.cnames.isEmpty {
        found.append(.init(name: name, cnames: chain.cnames, texts: texts))
      }
    }
    return found
  }

  /// Whether a name that nobody has is answered in the same way.
  func isFromWildcard(
    _ lookup: ChallengeLookup, base: DNSName, isolation: isolated (any Actor)? = #isolation
  ) async -> Bool {
    guard !lookup.cnames.isEmpty || !lookup.texts.isEmpty, let sibling = ChallengeLookup.sibling(for: base),
      let message = try? await resolver.ask(Query(name: sibling, type: .txt), deadline: deadline)
    else { return false }
    let chain = message.resolveChain(from: sibling, type: .txt, limit: AddressQuestions.maximumAliases)
    return chain.cnames == lookup.cnames && texts(of: chain) == lookup.texts
  }

  private func texts(of chain: Chain) -> [[UInt8]] {
    chain.records.compactMap { record in
      if case .txt(let strings) = record.data { Array(strings.joined()) } else { nil }
    }
  }

  /// The zone that says there is nothing: the owner of the SOA that comes with it (RFC 2308 section 3). Where none
  /// came, the registered domain is asked whether it exists.
  private func zone(
    of lookup: ChallengeLookup, _ message: Message, isolation: isolated (any Actor)? = #isolation
  ) async -> DNSName? {
    if let soa = message.authorities.first(where: { $0.type == .soa }) { return soa.name }
    let owner = "\(lookup.cnames.last ?? lookup.name.parent ?? lookup.name)"
    guard let registered = suffixes.registeredDomain(of: owner).flatMap({ DNSName($0) }),
      let answer = try? await resolver.ask(Query(name: registered, type: .soa), deadline: deadline)
    else { return nil }
    switch answer.responseCode {
    case .nxDomain: return registered.parent
    case .noError: return registered
    default: return nil
    }
  }

  /// With the aliases of a name that could not be looked up, asked one at a time: they tell whose servers fail.
  private func traced(_ lookup: ChallengeLookup, isolation: isolated (any Actor)? = #isolation) async -> ChallengeLookup
  {
    switch lookup.outcome {
    case .resolverUnreachable, .deadline, .aliasLoop, .tooManyAliases: return lookup
    default: break
    }
    var lookup = lookup
    lookup.cnames = []
    while lookup.cnames.count < AddressQuestions.maximumAliases {
      let last = lookup.cnames.last ?? lookup.name
      guard let message = try? await resolver.ask(Query(name: last, type: .cname), deadline: deadline),
        let target = message.answers.lazy.compactMap({ record -> DNSName? in
          if record.name == last, case .cname(let target) = record.data { target } else { nil }
        }).first, target != lookup.name, !lookup.cnames.contains(target)
      else { break }
      lookup.cnames.append(target)
    }
    return lookup
  }
}
