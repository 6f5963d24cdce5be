import Addressing
import DNSWire

extension AddressLookup.Outcome {
  /// In few words, for a sentence.
  var words: String {
    switch self {
    case .found: "found"
    case .noData: "no such record"
    case .nxdomain: "NXDOMAIN"
    case .servfail(let extra): extra.isEmpty ? "SERVFAIL" : "SERVFAIL, \(extra)"
    case .refused(let extra): extra.isEmpty ? "REFUSED" : "REFUSED, \(extra)"
    case .timeout: "the name servers did not answer"
    case .bogus(let extra): extra.isEmpty ? "DNSSEC validation failed" : "DNSSEC validation failed, \(extra)"
    case .aliasLoop: "aliases lead in a circle"
    case .tooManyAliases: "too many aliases"
    case .resolverUnreachable(let why), .resolverOverloaded(let why): why
    case .deadline: "no answer before the deadline"
    }
  }

  /// Which of two failures says more: the higher one is reported.
  fileprivate var weight: Int {
    switch self {
    case .found: 0
    case .noData: 1
    case .timeout: 2
    case .servfail: 3
    case .refused: 4
    case .bogus: 5
    // What we could not see may be sound, whatever became of the other family.
    case .deadline: 6
    case .resolverUnreachable, .resolverOverloaded: 7
    // These are true of the name, and so of both families.
    case .tooManyAliases: 8
    case .aliasLoop: 9
    case .nxdomain: 10
    }
  }
}

extension AddressJudgement {
  /// The one finding for a name without any address.
  static func withoutAddress(_ ipv4: AddressLookup, _ ipv6: AddressLookup, _ expected: ExpectedAddresses?) -> Finding {
    let lookup = ipv6.outcome.weight > ipv4.outcome.weight ? ipv6 : ipv4
    let cnames = lookup.cnames.isEmpty ? ipv4.cnames : lookup.cnames
    let wanted = expected.map { $0.description(forRecordsOf: .ipv4) } ?? "the platform's address"
    let evidence: Evidence = [
      "ipv4": .text(ipv4.outcome.words), "ipv6": .text(ipv6.outcome.words), "cnames": .list(cnames),
    ]
    func blocker(_ code: FindingCode, _ summary: String, _ remedy: String) -> Finding {
      Finding(code, summary: summary, remedy: remedy, evidence: evidence)
    }
    switch lookup.outcome {
    case .nxdomain:
      if let last = cnames.last {
        return blocker(
          .dnsCNAMEDangling, "The name is an alias of \(last), which does not exist.",
          "Replace the CNAME record to \(last) with an A record to \(wanted), or with the platform's own host name.")
      }
      return blocker(
        .dnsNXDomain, "The name does not exist in DNS.",
        "Add an A record with \(wanted); where the domain is new, see that it is registered and its name servers are set."
      )
    case .found, .noData:
      if let last = cnames.last {
        return blocker(
          .dnsNoAddress, "The name is an alias of \(last), which has neither A nor AAAA records.",
          "Point the CNAME at the platform's host name, or replace it with an A record to \(wanted).")
      }
      return blocker(
        .dnsNoAddress, "The name exists and has neither A nor AAAA records.", "Add an A record with \(wanted).")
    case .servfail(let extra):
      return blocker(
        .dnsServfail, "The domain's name servers failed to answer: \(lookup.plainWords ?? failed("SERVFAIL", extra)).",
        "Have the DNS provider check that every name server of the delegation serves the zone.")
    case .refused(let extra):
      return blocker(
        .dnsRefused, "The question was refused: \(lookup.plainWords ?? failed("REFUSED", extra)).",
        "Have the DNS provider add the zone to the name servers that the domain is delegated to, or correct the delegation."
      )
    case .timeout:
      return blocker(
        .dnsTimeout, "The domain's name servers do not answer.",
        "Have the DNS provider check the name servers, or change the delegation at the registrar to ones that work.")
    case .bogus(let extra):
      let fault = lookup.signatureFault
      let words = fault?.words ?? lookup.plainWords ?? extra
      return blocker(
        .dnsDNSSECBogus,
        "DNSSEC validation of the zone fails\(words.isEmpty ? "" : ": \(words)"). The CA refuses such answers.",
        fault?.remedy ?? "Sign the zone anew, or have the registrar remove the DS record that no longer fits.")
    case .aliasLoop:
      return blocker(
        .dnsCNAMELoop, "The aliases lead in a circle: \(joined(cnames)).",
        cnames.count > 1
          ? "Replace one CNAME record of the circle, such as that of \(cnames[cnames.count - 1]), with an A record to "
            + "\(wanted)."
          : "Replace the CNAME record of \(cnames.first ?? "the name") with an A record to \(wanted).")
    case .tooManyAliases:
      return blocker(
        .dnsCNAMETooLong, "The chain of aliases is longer than resolvers follow.",
        "Point the CNAME directly at its last target.")
    case .resolverUnreachable, .resolverOverloaded, .deadline:
      return ours(lookup.outcome, "The address", evidence)
    }
  }

  /// Our own side kept us from knowing.
  ///
  /// - Parameter subject: What was asked for, to begin a sentence.
  static func ours(_ outcome: AddressLookup.Outcome, _ subject: String, _ evidence: Evidence) -> Finding {
    switch outcome {
    case .resolverOverloaded(let why):
      Finding(
        .selfResolverOverloaded, .undetermined,
        summary: "\(subject) is not known, since our own resolver fails for many names (\(why)).",
        remedy: Finding.overloadRemedy, evidence: evidence)
    case .deadline:
      Finding(
        .selfDeadline, .undetermined, summary: "\(subject) was not known before the check's own deadline.",
        remedy: "Run the check again, or give it more time with --deadline.", evidence: evidence)
    default:
      Finding(
        .selfResolverUnreachable, .undetermined,
        summary: "\(subject) is not known, since our own resolver cannot be used (\(outcome.words)).",
        remedy: "Check the resolver in /etc/resolv.conf, or name another with --resolver ADDRESS.", evidence: evidence)
    }
  }
}

private func failed(_ code: String, _ extra: String) -> String {
  extra.isEmpty ? code : "\(code), \(extra)"
}

extension Finding {
  public static let overloadRemedy =
    "Check again with a lower --concurrency or --resolver-rate, or name another resolver with --resolver ADDRESS."
}

extension AddressLookup {
  /// What the resolver says of the failure, in plain words; nil where it says nothing that is known.
  var plainWords: String? {
    errors.first { $0.plainWords != nil && $0.code != 0 }?.plainWords
  }
}
