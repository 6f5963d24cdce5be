extension FindingPage {
  static let dnsPages: [FindingPage] = nameServerPages + delegationPages + aliasPages + addressPages

  private static let nameServerPages: [FindingPage] = [
    FindingPage(
      .dnsNXDomain, "The name does not exist in DNS",
      meaning: "The domain's name servers say that there is no such name (NXDOMAIN).",
      steps: [
        "Add an A record for the name with the platform's address.",
        "Check the spelling, and that the record stands in the zone that the domain is delegated to.",
        "Where the domain is new or has lapsed, check its registration and its name servers at the registrar.",
      ],
      authority: "Fails validation with the problem \"dns\"."),
    FindingPage(
      .dnsNoAddress, "The name has no address",
      meaning: "The name exists, with other records, and has neither A nor AAAA. No web server can be reached by it.",
      steps: ["Add an A record, and AAAA where the platform has IPv6, with the platform's addresses."],
      authority: "Fails validation with the problem \"dns\": no valid addresses found."),
    FindingPage(
      .dnsServfail, "The domain's name servers fail",
      meaning: "The resolver could get no usable answer for the domain (SERVFAIL), while it answers for others. Often "
        + "the zone was not set up at the name servers of the delegation, or one of them is gone.",
      steps: [
        "Compare the name servers at the registrar with those at the DNS provider.",
        "Have the DNS provider check that each of them serves the zone.",
      ],
      authority: "Fails validation at once; SERVFAIL is not tried again."),
    FindingPage(
      .dnsRefused, "The domain's name servers refuse",
      meaning: "The name servers of the delegation do not know the zone (REFUSED). The domain mostly was moved or "
        + "never set up at that provider.",
      steps: [
        "Add the zone at the DNS provider.",
        "Or change the name servers at the registrar to those that have it.",
      ],
      authority: "Fails validation with the problem \"dns\"."),
    FindingPage(
      .dnsTimeout, "The domain's name servers do not answer",
      meaning: "No answer came in time, while the resolver answers for other names.",
      steps: [
        "Check that the name servers at the registrar exist and run.",
        "Let the firewall before them pass UDP and TCP on port 53 from everywhere.",
      ],
      authority: "Tries again for a few seconds, then fails validation with the problem \"dns\"."),
    FindingPage(
      .dnsDNSSECBogus, "DNSSEC validation fails",
      meaning: "The domain has a DS record at its registry, and its answers are not signed to match it. Resolvers that "
        + "validate, as the CA's do, treat the domain as broken; others show it as if nothing were wrong.",
      steps: [
        "After a move to another DNS provider, remove the old DS record at the registrar, or set the new one.",
        "Where signatures have expired, have the DNS provider sign the zone again.",
      ],
      authority: "Validates DNSSEC itself and fails with the problem \"dns\"."),
    FindingPage(
      .dnsIPv4LookupFailed, as: .warning, "The question for A records fails",
      meaning: "The name servers answer for AAAA and fail for A. The CA goes on with IPv6; many visitors cannot.",
      steps: ["Have the name servers answer for A, with an empty answer where there is none."],
      authority: "Goes on with the addresses of the other family."),
    FindingPage(
      .dnsIPv6LookupFailed, as: .warning, "The question for AAAA records fails",
      meaning: "The name servers answer for A and fail for AAAA, instead of saying that there is none.",
      steps: ["Have the name servers answer for AAAA, with an empty answer where there is none."],
      authority: "Goes on with the addresses of the other family."),
  ]

  private static let aliasPages: [FindingPage] = [
    FindingPage(
      .dnsCNAMELoop, "Aliases lead in a circle",
      meaning: "A CNAME record leads back to a name that it came from, so there is no end and no address.",
      steps: ["Replace one of the CNAME records with an A record to the platform's address."],
      authority: "Fails validation with the problem \"dns\"."),
    FindingPage(
      .dnsCNAMETooLong, "Too many aliases after one another",
      meaning: "The name is an alias of an alias, and so on, for more steps than resolvers follow.",
      steps: ["Let the name's CNAME lead to the last name of the chain."],
      authority: "Its resolver gives up; validation fails with the problem \"dns\"."),
    FindingPage(
      .dnsCNAMEDangling, "The alias leads to a name that does not exist",
      meaning: "The name has a CNAME record to a host name that is gone. Whoever can register that name again would "
        + "receive this one's visitors.",
      steps: [
        "Change the CNAME to the platform's host name, or replace it with an A record.",
        "Remove it soon, even where no certificate is wanted.",
      ],
      authority: "Fails validation with the problem \"dns\"."),
  ]

  private static let addressPages: [FindingPage] = [
    FindingPage(
      .dnsReservedAddress, "The name points at a reserved address",
      meaning: "An address such as 10.0.0.1 or 192.168.1.1 is not reachable from the Internet. It is a warning where "
        + "the name has a public address too.",
      steps: ["Replace the record with the platform's public address, or remove it where there is one already."],
      authority: "Leaves reserved addresses out, and fails where nothing remains."),
    FindingPage(
      .dnsAddressElsewhere, "The name points elsewhere",
      meaning: "None of the name's addresses is the platform's. The domain was not changed yet, or went away.",
      steps: [
        "Change the A and AAAA records to the platform's addresses; where the name is an alias, its CNAME record.",
        "Where a proxy stands in front on purpose, use --allow-proxied: the token then decides.",
      ],
      authority: "Asks the server that the name points at, which does not have the token."),
    FindingPage(
      .dnsAddressPartlyElsewhere, "Some of the name's addresses are elsewhere",
      meaning: "Beside the platform's address the name has another. Mostly it is an old record that was left, often an "
        + "AAAA that nobody sees.",
      steps: ["Remove the records that are not the platform's."],
      authority: "Takes the first IPv6 address, else the first IPv4 one: which that is changes from question to "
        + "question. It falls back from IPv6 to IPv4 only where the connection cannot be made."),
  ]
}
