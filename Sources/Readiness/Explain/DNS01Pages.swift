extension FindingPage {
  static let dns01Pages: [FindingPage] = [
    FindingPage(
      .dns01DelegationMissing, "The challenge name's alias is missing",
      meaning: "With dns-01 the CA looks for a TXT record at _acme-challenge.DOMAIN. The platform can put it there "
        + "only where that name is an alias (CNAME) of a name in the platform's own zone, and there is no such alias.",
      steps: [
        "Add the CNAME record that the finding shows at the domain's DNS provider.",
        "Where TXT records stand at that name, remove them first: a CNAME stands alone.",
        "A wildcard record such as *.DOMAIN answers for the name as well, and does no harm once the record is there.",
        "Type the name as the provider wants it; many append the domain themselves.",
      ],
      authority: "Finds no record, or an old one, and fails the order with \"unauthorized\" or \"dns\"."),
    FindingPage(
      .dns01DelegationElsewhere, "The challenge name leads to another place",
      meaning: "_acme-challenge.DOMAIN is an alias of a name that is not the platform's: often the former platform's. "
        + "A record that this platform puts into its own zone is not found there.",
      steps: [
        "Change the CNAME record as the finding shows.",
        "Where the other place still renews certificates for the domain, settle first which of the two does it.",
      ],
      authority: "Follows the alias to the other place, finds no record for this order, and fails it."),
    FindingPage(
      .dns01DoubleLabel, as: .warning, "The record has the domain twice in its name",
      meaning: "A record stands at _acme-challenge.DOMAIN.DOMAIN: somebody typed the whole name at a provider that "
        + "appends the domain by itself.",
      steps: [
        "Move the record to _acme-challenge.DOMAIN: type the name without the domain, or with a dot at its end."
      ],
      authority: "Does not look there."),
    FindingPage(
      .dns01LookupFailed, "The challenge name cannot be looked up",
      meaning: "The question for _acme-challenge.DOMAIN, or for the name that it is an alias of, failed: name servers "
        + "that fail or are silent, broken DNSSEC, aliases in a circle, or an alias into a domain that is not "
        + "registered. That there is no record yet is no failure.",
      steps: [
        "See in the finding whose name servers failed: the domain's own, or those of the alias's target.",
        "Have their DNS provider serve the zone on every name server, and sign it anew where DNSSEC fails.",
        "Where the alias leads to a place that is gone, change or remove it.",
      ],
      authority: "Gets the same failure from its resolver, and fails the order with the problem \"dns\"."),
  ]
}
