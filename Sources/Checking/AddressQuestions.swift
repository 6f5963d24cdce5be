import Addressing
import DNSWire
import Network
import Readiness
import Timing

/// A name's addresses: two questions, and more only where something is wrong.
struct AddressQuestions {
  let resolver: any Resolving
  let deadline: Instant

  /// RFC 1034 sets no bound; resolvers in use follow 8 to 16 aliases.
  static let maximumAliases = 16

  func lookUp(_ name: DNSName, _ family: IPAddress.Family, isolation: isolated (any Actor)? = #isolation) async
    -> AddressLookup
  {
    let type: RecordType = family == .ipv4 ? .a : .aaaa
    let message: Message
    do {
      message = try await resolver.ask(Query(name: name, type: type), deadline: deadline)
    } catch {
      return AddressLookup(family: family, outcome: await outcome(of: error))
    }
    let chain = message.resolveChain(from: name, type: type, limit: Self.maximumAliases)
    var lookup = AddressLookup(
      family: family, outcome: .noData, cnames: chain.cnames.map { "\($0)" },
      ttl: chain.minimumTTL.map { min($0, message.negativeTTL ?? $0) } ?? message.negativeTTL,
      authenticated: message.authenticatedData)
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

  func outcome(of failure: LookupFailure, isolation: isolated (any Actor)? = #isolation) async
    -> AddressLookup.Outcome
  {
    switch failure {
    case .deadline, .cancelled: return .deadline
    case .unreachable(let number): return .resolverUnreachable("\(SocketError(number: number))")
    case .malformed: return .servfail("the answer over TCP was broken")
    case .timeout:
      // The root's name servers are in every resolver's cache: an answer shows that the resolver is well.
      let root = try? await resolver.ask(Query(name: .root, type: .ns), deadline: deadline)
      return root == nil ? .resolverUnreachable("it did not answer in time") : .timeout
    }
  }

  /// SERVFAIL has many causes; two more questions tell broken signatures and circles from broken servers.
  func diagnose(
    _ lookup: AddressLookup, _ message: Message, _ name: DNSName, _ type: RecordType,
    isolation: isolated (any Actor)? = #isolation
  ) async -> AddressLookup {
    var lookup = lookup
    let words = message.extendedErrors
    lookup.outcome = .servfail(message.responseCode == .servFail ? words : "\(message.responseCode)")
    if message.edns?.errors.contains(where: \.isAboutDNSSEC) == true {
      lookup.outcome = .bogus(words)
      return lookup
    }
    let unchecked = try? await resolver.ask(
      Query(name: name, type: type, checkingDisabled: true), deadline: deadline)
    if let unchecked, unchecked.responseCode == .noError || unchecked.responseCode == .nxDomain {
      let chain = unchecked.resolveChain(from: name, type: type, limit: Self.maximumAliases)
      lookup.outcome = chain.outcome == .loop ? .aliasLoop : .bogus(words)
      if chain.outcome == .loop { lookup.cnames = chain.cnames.map { "\($0)" } }
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
