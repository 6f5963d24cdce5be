extension FindingPage {
  static let namePages: [FindingPage] = [
    FindingPage(
      .nameInvalid, "This is not a host name",
      meaning: "A certificate is for a host name: letters, digits and hyphens, in parts with dots between them. "
        + "Underscores, spaces, URLs, ports and misplaced asterisks have no place in one.",
      steps: [
        "Type the host name alone: www.example.com, not https://www.example.com/.",
        "Write a name with other letters as it is, or in the form that begins with xn--; both are understood.",
        "A wildcard is \"*.\" and then the domain: *.example.com.",
      ],
      authority: "Refuses the order at once (malformed or rejectedIdentifier); nothing is validated."),
    FindingPage(
      .nameTooLong, "The name is longer than DNS or the CA allows",
      meaning: "A name has at most 253 characters, each part between dots at most 63, and the CA takes at most "
        + "10 parts.",
      steps: ["Use a shorter name, or one with fewer parts."],
      authority: "Refuses the order at once."),
    FindingPage(
      .nameIPAddress, "This is an IP address",
      meaning: "The platform's certificates are for names. Addresses have rules of their own.",
      steps: ["Type the host name that points to this address."],
      authority: "Refuses an address where a DNS name is asked for."),
    FindingPage(
      .namePublicSuffix, "The name is a registry's suffix",
      meaning: "Below a public suffix such as co.uk anyone may register a name; the suffix itself is nobody's.",
      steps: ["Type the registered name below it, such as www.example.co.uk."],
      authority: "Refuses suffixes of the Public Suffix List's ICANN section. Those that companies hand out "
        + "(github.io) are accepted."),
    FindingPage(
      .nameUnknownSuffix, "The name ends in no known top-level domain",
      meaning: "No rule of the Public Suffix List matches the name's end. Mostly it is a spelling mistake.",
      steps: [
        "Check the spelling of the name's last part.",
        "Where the top-level domain is new, give a newer list with --public-suffix-list FILE.",
      ],
      authority: "Refuses names without an ICANN suffix."),
    FindingPage(
      .nameReserved, "The name is in a reserved domain",
      meaning: "Names such as those under .local, .internal, .test or .home are kept for private use or for examples, "
        + "so nobody can prove to own one.",
      steps: [
        "Use a name below a registered domain, even for a server that is reached from inside only.",
        "For names that stay inside a network, run a CA of your own.",
      ],
      authority: "No public CA issues for these names."),
    FindingPage(
      .nameWildcardNeedsDNS, "A wildcard cannot be validated over HTTP",
      meaning: "A wildcard covers every name of a domain, and no single web server speaks for all of them. "
        + "CAs take a DNS record as proof only.",
      steps: [
        "Check and order with --method dns-01.",
        "Or give the names one by one, where they are few.",
      ],
      authority: "Offers no http-01 challenge for a wildcard."),
  ]
}
