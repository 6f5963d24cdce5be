extension FindingPage {
  static let resolverPages: [FindingPage] = [
    FindingPage(
      .dnsResolversDisagree, as: .warning, "The resolvers give different addresses",
      meaning: "Several resolvers were asked, and they do not have the same addresses for the name. After a change of "
        + "DNS, one that still holds the old answer keeps it for the seconds that it has left. Names that are answered "
        + "differently by region do this always.",
      steps: [
        "After a change of DNS, wait for the seconds that the old answer has left, and check again.",
        "Where they still differ, check that all name servers of the domain have the same data.",
      ],
      authority: "Asks its own resolvers, which may hold either answer for about a minute."),
    FindingPage(
      .selfResolverOverloaded, as: .undetermined, "The resolver fails for many names",
      meaning: "The DNS resolver answers some questions and leaves others unanswered, or refuses them, even those that "
        + "every resolver can answer. It mostly limits how much one machine may ask. Nothing is said about the domain.",
      steps: [
        "Check again, with a lower --concurrency or --resolver-rate.",
        "Use a resolver of your own (unbound on this machine), and name it with --resolver ADDRESS.",
      ],
      authority: "The CA is not concerned: this is about the machine that checks."),
    FindingPage(
      .selfDNSSECUnchecked, as: .warning, "The resolver does not validate DNSSEC",
      meaning: "The resolver does not say that it validated the root, which is signed. Domains with broken signatures "
        + "look sound through it.",
      steps: [
        "Turn validation on at the resolver, or name one that validates with --resolver ADDRESS.",
        "Behind a forwarder that validates, let it pass the AD bit on (dnsmasq: proxy-dnssec).",
      ],
      authority: "Validates DNSSEC itself and fails for domains with broken signatures."),
  ]
}
