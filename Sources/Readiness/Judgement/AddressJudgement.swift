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
    if !reserved.isEmpty { findings.append(Self.reserved(reserved, expected, isOnly: usable.isEmpty)) }
    if let expected, !usable.isEmpty { judge(expected, isProxyAllowed) }
  }

  private mutating func judge(_ expected: ExpectedAddresses, _ isProxyAllowed: Bool) {
    let elsewhere = usable.filter { !expected.contains($0.address) }
    guard !elsewhere.isEmpty else { return }
    hasElsewhere = true
    if isProxyAllowed { return }
    let here = usable.filter { expected.contains($0.address) }
    findings.append(Self.elsewhereFinding(elsewhere, here, expected))
  }

  // MARK: Words

  public static func elsewhereFinding(
    _ elsewhere: [AddressLookup.Address], _ here: [AddressLookup.Address], _ expected: ExpectedAddresses,
    severity: Finding.Severity = .blocker
  ) -> Finding {
    let list = texts(elsewhere)
    let families = Set(elsewhere.map(\.address.family))
    let records = families.count == 2 ? "A and AAAA" : families.contains(.ipv4) ? "A" : "AAAA"
    let wanted = expected.description(for: families)
    var remedy = "Change the \(records) record\(list.count == 1 ? "" : "s") from \(joined(list)) to \(wanted)."
    if wanted.isEmpty || (!here.isEmpty && Set(here.map(\.address.family)) != families) {
      remedy = "Remove the \(records) record\(list.count == 1 ? "" : "s") \(joined(list))"
      remedy += wanted.isEmpty ? "; the platform has no such address." : ", or change it to \(wanted)."
    } else if !here.isEmpty {
      remedy = "Remove the \(records) record\(list.count == 1 ? "" : "s") \(joined(list))."
    }
    return Finding(
      here.isEmpty ? .dnsAddressElsewhere : .dnsAddressPartlyElsewhere, severity,
      summary: here.isEmpty
        ? "The name points at \(joined(list)), not at the platform."
        : "Beside the platform's address the name also points at \(joined(list)), and the CA may ask either.",
      remedy: remedy,
      evidence: ["record": .text(records), "value": .list(list), "expected": .list(expected.list)])
  }

  private static func reserved(
    _ reserved: [(AddressLookup.Address, String)], _ expected: ExpectedAddresses?, isOnly: Bool
  ) -> Finding {
    let list = texts(reserved.map(\.0))
    let plural = list.count == 1 ? "" : "es"
    return Finding(
      .dnsReservedAddress, isOnly ? .blocker : .warning,
      summary: isOnly
        ? "The name has only reserved address\(plural) \(joined(list)), which no CA connects to."
        : "The name also has reserved address\(plural) \(joined(list)), which the CA leaves out.",
      remedy: isOnly
        ? "Replace \(joined(list)) with \(expected.map { $0.description(for: [.ipv4, .ipv6]) } ?? "a public address")."
        : "Remove the record\(list.count == 1 ? "" : "s") \(joined(list)).",
      evidence: ["value": .list(list), "range": .list(reserved.map(\.1))])
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
