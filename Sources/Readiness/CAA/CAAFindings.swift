import DNSWire

extension CAAPolicy {
  func finding(
    _ miss: Miss, _ record: CAARecord, _ relevant: [CAARecord], at owner: String, tag: String
  ) -> Finding {
    let identity = identities.first ?? ""
    let example = "the record \(owner). CAA 0 \(tag) \"\(identity)\""
    let line = shown([record]).joined()
    var evidence: Evidence = ["record": .text("CAA"), "owner": .text(owner), "value": .list(shown(relevant))]
    switch miss {
    case .issuer:
      evidence.add("expected", .text("0 \(tag) \"\(identity)\""))
      return Finding(
        .caaForbids,
        summary: "CAA at \(owner) does not let \(identity) issue: \(shown(relevant).joined(separator: ", ")).",
        remedy: owner.contains(".")
          ? "Add \(example), or remove the \(tag) records there."
          // Nobody but the registry changes those of a top-level domain, and the nearest set decides.
          : "Add the CAA record 0 \(tag) \"\(identity)\" at the name itself: it counts before those of \(owner).",
        evidence: evidence)
    case .method:
      return Finding(
        .caaMethodForbidden,
        summary: "CAA at \(owner) lets \(identity) issue, but not by \(method.rawValue): \(line).",
        remedy: "Add \(method.rawValue) to that record's validationmethods, or add \(example).", evidence: evidence)
    case .account:
      let account = accountURI ?? ""
      evidence.add("expected", .text(account))
      return Finding(
        .caaAccountMismatch, summary: "CAA at \(owner) lets only another account order: \(line).",
        remedy: "Add \(example.dropLast()); accounturi=\(account)\", or remove accounturi from the record.",
        evidence: evidence)
    case .accountUnknown:
      return Finding(
        .caaAccountMismatch, .undetermined,
        summary: "CAA at \(owner) lets only one account order, and yours is not known: \(line).",
        remedy: "Give your account's URL with --account-uri, so that it can be compared.", evidence: evidence)
    }
  }

  func criticalFinding(_ record: CAARecord, at owner: String) -> Finding {
    let line = shown([record]).joined()
    return Finding(
      .caaCriticalUnknown,
      summary: "CAA at \(owner) has a critical record that the CA does not know, which forbids everything: \(line).",
      remedy: "Remove that record, or set its flags to 0.",
      evidence: ["record": .text("CAA"), "owner": .text(owner), "value": .text(line)])
  }

  /// Enough to see what is there; a stranger's zone may hold hundreds.
  private func shown(_ records: [CAARecord]) -> [String] {
    let texts = records.prefix(8).map { String($0.description.prefix(200)) }
    return records.count > texts.count ? texts + ["and \(records.count - texts.count) more"] : texts
  }
}

extension Finding {
  /// CAA could not be asked for at a level that decides: no CA may issue then (RFC 8659 section 3).
  public static func caaLookupFailed(at owner: String, reason: String) -> Finding {
    Finding(
      .caaLookupFailed, summary: "The CA could not look up CAA at \(owner): \(reason).",
      remedy: "Have the name servers of \(owner) answer questions for CAA, with an empty answer where there is none.",
      evidence: ["record": .text("CAA"), "owner": .text(owner), "outcome": .text(reason)])
  }
}
