import Addressing

extension AddressJudgement {
  /// The one finding for addresses that are not the platform's.
  public static func elsewhereFinding(
    _ elsewhere: [AddressLookup.Address], _ here: [AddressLookup.Address], _ expected: ExpectedAddresses,
    cnames: [String] = [], severity: Finding.Severity = .blocker
  ) -> Finding {
    let families = Set(elsewhere.map(\.address.family))
    var evidence: Evidence = [
      "record": .text(records(families)), "value": .list(texts(elsewhere)), "expected": .list(expected.list),
    ]
    if !cnames.isEmpty { evidence.add("cnames", .list(cnames)) }
    return Finding(
      here.isEmpty ? .dnsAddressElsewhere : .dnsAddressPartlyElsewhere, severity,
      summary: here.isEmpty ? wholly(elsewhere, cnames) : partly(elsewhere, here),
      remedy: here.isEmpty
        ? change(of: elsewhere, to: expected, cnames) : removal(of: elsewhere, beside: here, expected, cnames),
      evidence: evidence)
  }

  private static func wholly(_ elsewhere: [AddressLookup.Address], _ cnames: [String]) -> String {
    let alias = cnames.last.map { "is an alias of \($0) and " } ?? ""
    return "The name \(alias)points at \(joined(texts(elsewhere))), not at the platform."
  }

  private static func partly(_ elsewhere: [AddressLookup.Address], _ here: [AddressLookup.Address]) -> String {
    let list = joined(texts(elsewhere))
    let record = elsewhere.count == 1 ? "record \(list) leads" : "records \(list) lead"
    let away = Set(elsewhere.map(\.address.family))
    let families = Set(here.map(\.address.family))
    // The CA takes IPv6 where there is any, and IPv4 only where that cannot be connected to.
    if away == [.ipv6], families == [.ipv4] {
      return "The AAAA \(record) elsewhere, and the CA asks IPv6 first; the A record is the platform's."
    }
    if away == [.ipv4], families == [.ipv6] {
      return "The A \(record) elsewhere; the AAAA record is the platform's."
    }
    return "Beside the platform's address the name also points at \(list), and the CA may ask either."
  }

  /// Which record to change from what to what, for a name of which nothing is right.
  static func change(
    of wrong: [AddressLookup.Address], to expected: ExpectedAddresses?, _ cnames: [String]
  ) -> String {
    if let alias = cnames.first {
      let instead = expected.map(\.records) ?? "an A record with the platform's address"
      return "Change the CNAME record from \(alias) to the platform's host name, or replace it with \(instead)."
    }
    var steps: [String] = []
    var isReplaced = false
    for family in [IPAddress.Family.ipv4, .ipv6] {
      let own = texts(wrong.filter { $0.address.family == family })
      guard !own.isEmpty else { continue }
      let wanted = expected.map { $0.description(for: [family]) } ?? "a public address"
      isReplaced = isReplaced || !wanted.isEmpty
      let record = "the \(records([family])) record\(own.count == 1 ? "" : "s")"
      steps.append(
        wanted.isEmpty ? "remove \(record) \(joined(own))" : "change \(record) from \(joined(own)) to \(wanted)")
    }
    if !isReplaced, let expected { steps.append("add \(expected.records)") }
    let text = steps.joined(separator: ", and ")
    return text.prefix(1).uppercased() + text.dropFirst() + "."
  }

  private static func removal(
    of wrong: [AddressLookup.Address], beside here: [AddressLookup.Address], _ expected: ExpectedAddresses,
    _ cnames: [String]
  ) -> String {
    let families = Set(wrong.map(\.address.family))
    let list = joined(texts(wrong))
    let owner = cnames.last.map { " at \($0)" } ?? ""
    let remove = "Remove the \(records(families)) record\(wrong.count == 1 ? "" : "s") \(list)\(owner)"
    let wanted = expected.description(for: families)
    if wanted.isEmpty { return "\(remove); the platform has no such address." }
    // With a right one of the same kind beside it there is nothing to change it to.
    return families.isSubset(of: here.map(\.address.family)) ? "\(remove)." : "\(remove), or change it to \(wanted)."
  }

  static func reserved(
    _ reserved: [(AddressLookup.Address, String)], _ expected: ExpectedAddresses?, _ cnames: [String], isOnly: Bool
  ) -> Finding {
    let list = texts(reserved.map(\.0))
    let families = Set(reserved.map(\.0.address.family))
    let plural = list.count == 1 ? "" : "s"
    let owner = cnames.last.map { " at \($0)" } ?? ""
    return Finding(
      .dnsReservedAddress, isOnly ? .blocker : .warning,
      summary: isOnly
        ? "The name has only the reserved address\(plural.isEmpty ? "" : "es") \(joined(list)), which no CA connects to."
        : "The name also has the reserved address\(plural.isEmpty ? "" : "es") \(joined(list)), which the CA leaves out.",
      remedy: isOnly
        ? change(of: reserved.map(\.0), to: expected, cnames)
        : "Remove the \(records(families)) record\(plural) \(joined(list))\(owner).",
      evidence: [
        "record": .text(records(families)), "value": .list(list), "range": .list(reserved.map(\.1)),
      ])
  }

  /// "A", "AAAA", "A and AAAA".
  private static func records(_ families: Set<IPAddress.Family>) -> String {
    families.count == 2 ? "A and AAAA" : families.contains(.ipv4) ? "A" : "AAAA"
  }
}
