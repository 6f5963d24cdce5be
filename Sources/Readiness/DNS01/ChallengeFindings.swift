public import DNSWire

extension ChallengeJudgement {
  /// The record to set: its owner and its value.
  private var wanted: String { target?.text(for: base) ?? "" }
  private var orBelow: String {
    wanted == target?.description ? ", or the name below it that the platform assigned" : ""
  }

  private var chain: [String] { lookup.cnames.prefix(16).map { "\($0)" } }

  private func evidence(_ value: Evidence.Value) -> Evidence {
    var evidence: Evidence = ["record": .text("CNAME"), "owner": .text("\(lookup.name)"), "value": value]
    if target != nil { evidence.add("expected", .text(wanted)) }
    return evidence
  }

  var missing: Finding {
    let add = "dd the record \(lookup.name) CNAME \(wanted)\(orBelow)."
    if lookup.isFromWildcard {
      let what = chain.first.map { "it is an alias of \($0)" } ?? "it has TXT records"
      return Finding(
        .dns01DelegationMissing,
        summary: "\(lookup.name) has no record of its own that leads to \(wanted), where the platform puts the CA's "
          + "record: by a wildcard record \(what).",
        remedy: "A\(add) The wildcard may stay: it does not count for a name that has a record.",
        evidence: evidence(.list(chain)))
    }
    let hasTexts = !lookup.texts.isEmpty
    return Finding(
      .dns01DelegationMissing,
      summary: "\(lookup.name) is no alias of \(wanted), where the platform puts the CA's record: "
        + (hasTexts ? "TXT records stand there instead." : "there is no CNAME."),
      remedy: hasTexts ? "Remove the TXT records there, since a CNAME stands alone, and a\(add)" : "A\(add)",
      evidence: evidence(.list([])))
  }

  var elsewhere: Finding {
    let old = chain.first ?? ""
    let way = chain.count > 1 ? " (by way of it \(chain[chain.count - 1]))" : ""
    return Finding(
      .dns01DelegationElsewhere,
      summary: "\(lookup.name) is an alias of \(old)\(way), not of \(wanted), where the platform puts the CA's record.",
      remedy: "Change the CNAME record at \(lookup.name) from \(old) to \(wanted)\(orBelow).",
      evidence: evidence(.list(chain)))
  }

  var nothingToProve: Finding {
    let texts = lookup.texts.isEmpty ? "there is no record yet" : "TXT records stand there"
    let found = chain.last.map { "it is an alias of \($0), and \(texts)" } ?? texts
    return Finding(
      .selfNothingToProve, .undetermined,
      summary: "\(lookup.name) can be looked up (\(found)), and nothing was given that shows whether the platform "
        + "can put the CA's record there.",
      remedy: "Give --dns01-target with the name that \(lookup.name) should be an alias of.",
      evidence: ["owner": .text("\(lookup.name)"), "cnames": .list(chain)])
  }

  func doubled(_ place: ChallengeLookup.Misplaced) -> Finding {
    let kind = place.cnames.isEmpty ? "TXT" : "CNAME"
    return Finding(
      .dns01DoubleLabel, .warning,
      summary: "A \(kind) record stands at \(place.name): the DNS provider appended the domain to a name that had it "
        + "already.",
      remedy: "Move the record to \(lookup.name): type the name at the provider without the domain at its end.",
      evidence: ["record": .text(kind), "owner": .text("\(place.name)"), "expected": .text("\(lookup.name)")])
  }

  func unregistered(_ zone: DNSName) -> Finding {
    Finding(
      .dnsNXDomain,
      summary: "The domain does not exist in DNS: \(zone.isRoot ? "the root" : "\(zone)") answers for \(lookup.name).",
      remedy: "See that the domain is registered and that its name servers are set at the registrar.",
      evidence: ["owner": .text("\(lookup.name)"), "zone": .text("\(zone)"), "outcome": .text(lookup.outcome.words)])
  }

  func dangling(_ owner: DNSName, _ zone: DNSName) -> Finding {
    Finding(
      .dns01LookupFailed,
      summary: "\(lookup.name) is an alias of \(owner), whose domain does not exist: "
        + "nobody can put the CA's record there.",
      remedy: isPlatforms(owner)
        ? "That name is below --dns01-target: register its domain, or correct the option."
        : "Point the CNAME record at \(lookup.name) to a name in a zone that exists, or remove it.",
      evidence: [
        "record": .text("TXT"), "owner": .text("\(lookup.name)"), "cnames": .list(chain), "zone": .text("\(zone)"),
      ])
  }

  private func isPlatforms(_ owner: DNSName) -> Bool {
    target?.isReached(by: [owner], from: base) ?? false
  }

  /// No answer: whose servers failed, and how.
  var failure: Finding {
    let place = lookup.cnames.last
    let owner = place ?? base
    let subject = place.map { "\(lookup.name) is an alias of \($0), and its" } ?? "\(lookup.name): the domain's"
    let whose = place.map(isPlatforms) ?? false ? "Have the platform's own DNS for" : "Have the DNS provider of"
    let evidence: Evidence = [
      "record": .text("TXT"), "owner": .text("\(lookup.name)"), "cnames": .list(chain),
      "outcome": .text(lookup.outcome.words),
    ]
    func blocker(_ summary: String, _ remedy: String) -> Finding {
      Finding(.dns01LookupFailed, summary: summary, remedy: remedy, evidence: evidence)
    }
    switch lookup.outcome {
    case .resolverUnreachable(let why):
      return Finding(
        .selfResolverUnreachable, .undetermined, summary: "Our own resolver does not answer (\(why)).",
        remedy: "Check the resolver in /etc/resolv.conf, or name another with --resolver ADDRESS.", evidence: evidence)
    case .deadline:
      return Finding(
        .selfDeadline, .undetermined, summary: "DNS had no answer before the check's own deadline.",
        remedy: "Run the check again, or give it more time with --deadline.", evidence: evidence)
    case .aliasLoop:
      return blocker(
        "\(lookup.name): the aliases lead in a circle: \(joined(chain)).",
        "Point the CNAME record at \(lookup.name) to \(target == nil ? "the name that the platform gave" : wanted).")
    case .tooManyAliases:
      return blocker(
        "\(lookup.name): the chain of aliases is longer than resolvers follow.",
        "Point the CNAME record at \(lookup.name) directly to its last target.")
    case .timeout:
      return blocker(
        "\(subject) name servers do not answer.",
        "\(whose) \(owner) check its name servers; the CA cannot read any record there.")
    case .bogus(let extra):
      return blocker(
        "\(subject) answer fails DNSSEC validation\(extra.isEmpty ? "" : " (\(extra))"): the CA refuses it.",
        "\(whose) \(owner) sign the zone anew, or have the registrar remove the DS record that no longer fits.")
    default:
      return blocker(
        "\(subject) name servers fail to answer (\(lookup.outcome.words)).",
        "\(whose) \(owner) check that every name server of the delegation serves the zone and answers for TXT.")
    }
  }

  /// The name at which the CA would look cannot exist.
  public static func tooLong(_ base: DNSName) -> Finding {
    Finding(
      .nameTooLong,
      summary: "With \(ChallengeLookup.label) before it the name is longer than DNS allows: "
        + "no record can be put there.",
      remedy: "Use a shorter name, or validate by http-01.", evidence: ["name": .text("\(base)")])
  }
}
