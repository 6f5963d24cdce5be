extension FindingPage {
  static let caaPages: [FindingPage] = [
    FindingPage(
      .caaForbids, "CAA records do not let this CA issue",
      meaning:
        "The domain, or a parent of it, lists the CAs that may issue, and this one is not among them, or only in "
        + "a record that is malformed or spells the CA's name differently. The set nearest to the name decides; sets "
        + "above it do not count. Of a name that is an alias, the set at the alias's end counts.",
      steps: [
        "Add the CAA record that the finding shows at the name it shows, beside those that are there.",
        "Where the set is the registry's own, add one at the domain: it takes the registry's place.",
        "For a wildcard, add it as issuewild where the domain has issuewild records.",
        "Where nobody knows why the records are there, ask the domain's owner before removing them.",
      ],
      authority: "Looks for CAA at the name and at every parent while it validates, from several places in the world; "
        + "compares its own name letter by letter, passes over malformed records, and fails with the problem \"caa\"."),
    FindingPage(
      .caaAccountMismatch, "CAA lets another account order",
      meaning: "The record has accounturi, which binds it to one account at the CA (RFC 8657). Where your "
        + "account's URL was not given, the outcome is undetermined, since it could not be compared.",
      steps: [
        "Give the URL of the account that orders with --account-uri.",
        "Put that URL in the record's accounturi, or add a second record with it.",
      ],
      authority: "Compares the whole URL, exactly, and passes over records for other accounts. The parameter counts in "
        + "lower case only: AccountURI restricts nothing."),
    FindingPage(
      .caaMethodForbidden, "CAA forbids this way of validation",
      meaning: "The record has validationmethods, and the method to be used is not in its list (RFC 8657).",
      steps: [
        "Add the method to the list: validationmethods=dns-01,http-01.",
        "Or order by a method that is listed, with --method.",
      ],
      authority: "Passes over records that do not list the method; issuer, account and method must all be right in one "
        + "record."),
    FindingPage(
      .caaCriticalUnknown, "A critical CAA record unknown to the CA",
      meaning:
        "A record whose flags say \"critical\" (128, or 1) and whose tag the CA does not know forbids everything: it "
        + "might say something that the CA would have to obey.",
      steps: [
        "Check the tag's spelling: issue, issuewild, iodef, issuemail and issuevmc are known.",
        "Set the record's flags to 0, or remove it.",
      ],
      authority: "Refuses to issue, whatever the other records say."),
    FindingPage(
      .caaLookupFailed, "CAA could not be looked up",
      meaning: "A name server failed to answer the question for CAA, at the name itself or at a parent below the first "
        + "set. Old name servers fail on types that they do not know, instead of answering that there is none.",
      steps: [
        "Have the DNS provider answer CAA questions, with an empty answer where there is no record.",
        "Where DNSSEC is on, check that the zone is signed for empty answers too.",
        "Where a record cannot be read, remove it and add it anew with flags, tag and value.",
      ],
      authority:
        "Fails with the problem \"dns\": an error is not \"no CAA record\" (RFC 8659 section 3). An error above "
        + "the first set does no harm."),
  ]
}
