public import Addressing

/// What a name's addresses amount to: what is wrong with them, and which are worth a probe.
public struct AddressJudgement: Sendable {
  public var findings: [Finding] = []
  /// Not reserved; in the order of the answers, IPv6 first as the CA takes them.
  public var usable: [AddressLookup.Address] = []
  /// Whether at least one of the usable ones is not the platform's.
  public var hasElsewhere = false

  /// - Parameters:
  ///   - expected: The platform's addresses; nil where no target was given.
  ///   - allowedReserved: Reserved ranges that are connected to nevertheless.
  ///   - isProxyAllowed: Whether addresses elsewhere are left to the probes to judge.
  public init(
    _ ipv4: AddressLookup, _ ipv6: AddressLookup, expected: ExpectedAddresses?, allowedReserved: [AddressPrefix] = [],
    isProxyAllowed: Bool = false
  ) {
    let found = ipv6.addresses + ipv4.addresses
    guard !found.isEmpty else {
      findings = [Self.withoutAddress(ipv4, ipv6, expected)]
      return
    }
    for (lookup, other) in [(ipv4, ipv6), (ipv6, ipv4)] where !lookup.isAnswered && !other.addresses.isEmpty {
      findings.append(
        lookup.isOurs
          ? Self.ours(lookup.outcome, "The \(lookup.recordType) record", ["record": .text(lookup.recordType)])
          : Self.oneFamilyFailed(lookup))
    }
    var reserved: [(AddressLookup.Address, String)] = []
    for address in found {
      if let range = SpecialPurpose.range(of: address.address),
        !allowedReserved.contains(where: { $0.contains(address.address) })
      {
        reserved.append((address, "\(range.prefix), \(range.use)"))
      } else {
        usable.append(address)
      }
    }
    let cnames = ipv4.cnames.isEmpty ? ipv6.cnames : ipv4.cnames
    if !reserved.isEmpty { findings.append(Self.reserved(reserved, expected, cnames, isOnly: usable.isEmpty)) }
    if let expected, !usable.isEmpty { judge(expected, cnames, isProxyAllowed) }
  }

  private mutating func judge(_ expected: ExpectedAddresses, _ cnames: [String], _ isProxyAllowed: Bool) {
    let elsewhere = usable.filter { !expected.contains($0.address) }
    guard !elsewhere.isEmpty else { return }
    hasElsewhere = true
    if isProxyAllowed { return }
    let here = usable.filter { expected.contains($0.address) }
    findings.append(Self.elsewhereFinding(elsewhere, here, expected, cnames: cnames))
  }

  private static func oneFamilyFailed(_ lookup: AddressLookup) -> Finding {
    let code: FindingCode = lookup.family == .ipv4 ? .dnsIPv4LookupFailed : .dnsIPv6LookupFailed
    return Finding(
      code, .warning,
      summary: "The question for \(lookup.recordType) records failed (\(lookup.outcome.words)); "
        + "the CA goes on with the other family.",
      remedy: "Have the domain's name servers answer questions for \(lookup.recordType), "
        + "with an empty answer where there is no such record.",
      evidence: ["record": .text(lookup.recordType), "outcome": .text(lookup.outcome.words)])
  }
}

func texts(_ addresses: [AddressLookup.Address]) -> [String] { addresses.map { "\($0.address)" } }

/// "a", "a and b", "a, b and 3 more".
func joined(_ items: [String]) -> String {
  switch items.count {
  case 0: ""
  case 1: items[0]
  case 2: "\(items[0]) and \(items[1])"
  case 3: "\(items[0]), \(items[1]) and \(items[2])"
  default: "\(items[0]), \(items[1]) and \(items.count - 2) more"
  }
}
