import Addressing
import DNSWire
import Network
import Readiness
import Timing

/// A name's addresses: two questions, and more only where something is wrong.
struct AddressQuestions {
  let resolver: any Resolving
  let deadline: Instant
  /// For the dates of signatures; without it they are not looked at.
  var clocks: (any Clocks)?

  /// RFC 1034 sets no bound; resolvers in use follow 8 to 16 aliases.
  static let maximumAliases = 16

  /// Asks all resolvers that are to be compared; the first whose answer settles the matter decides.
  func lookUp(_ name: DNSName, _ family: IPAddress.Family, isolation: isolated (any Actor)? = #isolation) async
    -> AddressLookup
  {
    let resolvers = await resolver.compared
    guard resolvers.count > 1 else { return await ask(name, family) }
    let lookups = await withTaskGroup(of: (Int, AddressLookup).self) { group in
      for (index, resolver) in resolvers.enumerated() {
        let questions = AddressQuestions(resolver: resolver, deadline: deadline, clocks: clocks)
        group.addTask { (index, await questions.ask(name, family)) }
      }
      var lookups: [(Int, AddressLookup)] = []
      for await lookup in group { lookups.append(lookup) }
      return lookups.sorted { $0.0 < $1.0 }.map(\.1)
    }
    let order =
      lookups.firstIndex(where: \.isSettled) ?? lookups.firstIndex { !$0.isOurs } ?? lookups.startIndex
    var decided = lookups[order]
    let heard = zip(resolvers, lookups).filter { !$0.1.isOurs }
    decided.voices = heard.map { ResolverVoice(resolver: $0.0.label, lookup: $0.1) }
    return decided
  }

  private func ask(_ name: DNSName, _ family: IPAddress.Family, isolation: isolated (any Actor)? = #isolation) async
    -> AddressLookup
  {
    let type: RecordType = family == .ipv4 ? .a : .aaaa
    let message: Message
    do {
      message = try await resolver.ask(Query(name: name, type: type), deadline: deadline)
    } catch {
      return AddressLookup(family: family, outcome: error.addressOutcome)
    }
    let chain = message.resolveChain(from: name, type: type, limit: Self.maximumAliases)
    var lookup = AddressLookup(
      family: family, outcome: .noData, cnames: chain.cnames.map { "\($0)" },
      ttl: chain.minimumTTL.map { min($0, message.negativeTTL ?? $0) } ?? message.negativeTTL,
      authenticated: message.authenticatedData)
    lookup.errors = message.edns?.errors ?? []
    switch message.responseCode {
    case .noError:
      lookup.addresses = chain.records.compactMap { record in
        if case .address(let address) = record.data { .init(address, ttl: record.ttl) } else { nil }
      }
      switch chain.outcome {
      case .found: lookup.outcome = lookup.addresses.isEmpty ? .noData : .found
      case .noData: break
      case .loop: lookup.outcome = .aliasLoop
      case .tooLong: lookup.outcome = .tooManyAliases
      }
    case .nxDomain: lookup.outcome = .nxdomain
    case .refused: lookup.outcome = .refused(message.extendedErrors)
    default: lookup = await diagnose(lookup, message, name, type)
    }
    return lookup
  }

  private var signatures: SignatureQuestions {
    SignatureQuestions(resolver: resolver, deadline: deadline, clocks: clocks)
  }

  /// SERVFAIL has many causes; two more questions tell broken signatures and circles from broken servers.
  func diagnose(
    _ lookup: AddressLookup, _ message: Message, _ name: DNSName, _ type: RecordType,
    isolation: isolated (any Actor)? = #isolation
  ) async -> AddressLookup {
    var lookup = lookup
    let words = message.extendedErrors
    lookup.outcome = .servfail(message.responseCode == .servFail ? words : "\(message.responseCode)")
    if lookup.errors.contains(where: \.isAboutDNSSEC) {
      lookup.outcome = .bogus(words)
      lookup.signatureFault = await signatures.fault(of: name, type, lookup.errors)
      return lookup
    }
    // A resolver that waited in vain says so in this way, and not by silence.
    if lookup.errors.contains(where: \.isAboutReaching) {
      lookup.outcome = .timeout
      return lookup
    }
    let unchecked = try? await resolver.ask(
      Query(name: name, type: type, checkingDisabled: true), deadline: deadline)
    if let unchecked, unchecked.responseCode == .noError || unchecked.responseCode == .nxDomain {
      let chain = unchecked.resolveChain(from: name, type: type, limit: Self.maximumAliases)
      lookup.outcome = chain.outcome == .loop ? .aliasLoop : .bogus(words)
      if chain.outcome == .loop {
        lookup.cnames = chain.cnames.map { "\($0)" }
      } else {
        lookup.signatureFault = await signatures.fault(of: name, type, lookup.errors)
      }
      return lookup
    }
    if let circle = await circle(from: name) {
      lookup.cnames = circle.map { "\($0)" }
      lookup.outcome = .aliasLoop
    }
    return lookup
  }

  /// Follows aliases one question at a time; the targets where they come back to one of themselves.
  private func circle(from name: DNSName, isolation: isolated (any Actor)? = #isolation) async -> [DNSName]? {
    var seen = [name]
    while seen.count <= Self.maximumAliases, let last = seen.last {
      guard let message = try? await resolver.ask(Query(name: last, type: .cname), deadline: deadline),
        let target = message.answers.lazy.compactMap({ record -> DNSName? in
          if record.name == last, case .cname(let target) = record.data { target } else { nil }
        }).first
      else { return nil }
      if seen.contains(target) { return Array(seen.dropFirst()) + [target] }
      seen.append(target)
    }
    return nil
  }
}

extension Message {
  /// What the resolver added to an error, in words; empty where nothing.
  var extendedErrors: String {
    (edns?.errors ?? []).map(\.summary).joined(separator: "; ")
  }
}
