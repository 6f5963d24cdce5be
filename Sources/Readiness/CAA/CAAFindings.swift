import DNSWire

extension CAAPolicy {
  func finding(_ miss: Miss, _ record: CAARecord, _ relevant: [CAARecord], at place: CAAPlace, tag: String) -> Finding {
    let identity = identities.first ?? ""
    let line = shown([record]).joined()
    var evidence: Evidence = ["record": .text("CAA"), "owner": .text(place.name), "value": .list(shown(relevant))]
    if let alias = place.alias { evidence.add("alias", .text("\(place.owner) CNAME \(alias)")) }
    func finding(_ code: FindingCode, _ says: String, expected: String, _ remedy: String) -> Finding {
      evidence.add("expected", .text(expected))
      return Finding(code, summary: "CAA at \(place.name) \(says)", remedy: remedy, evidence: evidence)
    }
    let good = String(corrected(record).description.prefix(600))
    switch miss {
    case .issuer:
      let plain = "0 \(tag) \"\(identity)\""
      return finding(
        .caaForbids, "does not let \(identity) issue: \(shown(relevant).joined(separator: ", ")).", expected: plain,
        place.adding(plain))
    case .spelling:
      return finding(
        .caaForbids, "does not let \(identity) issue, since the CA compares its name letter by letter: \(line).",
        expected: good, place.changing(line, to: good))
    case .malformed:
      return finding(
        .caaForbids, "names \(identity) in a record that is malformed, so that the CA passes over it: \(line).",
        expected: good, place.changing(line, to: good))
    case .method:
      return finding(
        .caaMethodForbidden, "lets \(identity) issue, but not by \(method.rawValue): \(line).", expected: good,
        place.changing(line, to: good))
    case .account:
      let isSeveral = IssuerValue(record.value)?.hasSeveralAccounts ?? false
      return finding(
        .caaAccountMismatch,
        isSeveral
          ? "has accounturi twice in one record, which lets nobody order: \(line)."
          : "lets only another account order: \(line).",
        expected: good, isSeveral ? place.changing(line, to: good) : place.adding(good))
    case .accountUnknown:
      return Finding(
        .caaAccountMismatch, .undetermined,
        summary: "CAA at \(place.name) lets only one account order, and yours is not known: \(line).",
        remedy: "Give your account's URL with --account-uri, so that it can be compared.", evidence: evidence)
    case .identityUnknown:
      return Finding(
        .caaForbids, .undetermined,
        summary: "CAA at \(place.name) lets only some CAs issue, and by what name this CA goes there is not known: "
          + "\(shown(relevant).joined(separator: ", ")).",
        remedy: "Give a profile that has the CA's caaIdentities, with --ca FILE.json.", evidence: evidence)
    case .nobody:
      return Finding(
        .caaForbids, summary: "CAA at \(place.name) lets no CA issue: \(shown(relevant).joined(separator: ", ")).",
        remedy: "Ask the CA by what name it goes in CAA records. \(place.adding("0 \(tag) \"THAT NAME\""))",
        evidence: evidence)
    }
  }

  /// The record as it would permit: the CA's name as it is written, our account in place of others, our method among
  /// those listed, and all else as it was.
  func corrected(_ record: CAARecord) -> CAARecord {
    let identity = identities.first ?? ""
    var value = identity
    if let read = IssuerValue(record.value) ?? IssuerValue(repairing: record.value) {
      if identities.contains(read.issuer) { value = read.issuer }
      let needsMethod = read.permits(method) != .permitted
      let needsAccount = accountURI != nil && read.permits(account: accountURI) != .permitted
      for parameter in read.parameters {
        if parameter.name == "accounturi", needsAccount { continue }
        if parameter.name == "validationmethods", needsMethod { continue }
        value += "; \(parameter.name)=\(parameter.value)"
      }
      if needsAccount { value += "; accounturi=\(accountURI ?? "")" }
      if needsMethod {
        value +=
          "; validationmethods="
          + (read.methods.filter { $0.lowercased() != method.rawValue } + [method.rawValue])
          .joined(separator: ",")
      }
    }
    return CAARecord(flags: record.flags, tag: record.tag, value: Array(value.utf8))
  }

  func criticalFinding(_ record: CAARecord, at place: CAAPlace) -> Finding {
    let line = shown([record]).joined()
    return Finding(
      .caaCriticalUnknown,
      summary: "CAA at \(place.name) has a critical record that the CA does not know, which forbids everything: "
        + "\(line).",
      remedy: place.ownDomain.map {
        "Add CAA records of its own at \($0): the ones at \(place.owner) are the registry's."
      }
        ?? "Remove \(place.name) CAA \(line), or change it to \(place.name) CAA "
        + "\(shown([CAARecord(flags: 0, tag: record.tag, value: record.value)]).joined()).",
      evidence: ["record": .text("CAA"), "owner": .text(place.name), "value": .text(line)])
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

  /// A record of the answer is no CAA record: the CA takes the whole answer for broken.
  static func caaUnreadable(at owner: String) -> Finding {
    Finding(
      .caaLookupFailed, summary: "The CA could not look up CAA at \(owner): one of the records cannot be read.",
      remedy: "Remove the CAA records at \(owner) and add them anew, through the provider's form for CAA: "
        + "flags, tag and value.",
      evidence: ["record": .text("CAA"), "owner": .text(owner), "outcome": .text("a record that cannot be read")])
  }
}
