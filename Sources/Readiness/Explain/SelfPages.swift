extension FindingPage {
  private static let notTheDomain = "The CA is not concerned: this is about the machine that checks."

  static let selfPages: [FindingPage] = [
    FindingPage(
      .selfResolverUnreachable, as: .undetermined, "The resolver does not answer",
      meaning: "The DNS resolver that this machine uses gave no answer for any name, or could not be trusted (its "
        + "certificate). Nothing is said about the domain. Where several resolvers are asked and another answers, it is "
        + "only information.",
      steps: [
        "Check /etc/resolv.conf and the network.",
        "Name another resolver with --resolver ADDRESS.",
      ],
      authority: notTheDomain),
    FindingPage(
      .selfNetworkUnreachable, as: .undetermined, "This machine has no way to the network",
      meaning: "The connection could not be tried, since this machine has no route, its own firewall forbids it, or it "
        + "may open no more files. Nothing is said about the domain.",
      steps: [
        "Check this machine's network, and run the check again.",
        "With too many open files, lower --concurrency or raise the limit (ulimit -n).",
      ],
      authority: notTheDomain),
    FindingPage(
      .selfDeadline, as: .undetermined, "Time ran out",
      meaning: "The check of this domain took longer than --deadline allows, and what was left was not looked at.",
      steps: [
        "Check again; for slow domains with a longer --deadline.",
        "With many names at once, lower --concurrency.",
      ],
      authority: "Has about twenty seconds itself: a domain that needs more than ten is at risk."),
    FindingPage(
      .selfNothingToProve, as: .undetermined, "Nothing was given that proves the server",
      meaning: "No fault was found, and whether the CA would find its token cannot be known without fetching one the "
        + "way it does.",
      steps: [
        "Give --webroot, --thumbprint or --probe-path with --probe-body, so that a token is fetched.",
        "With --connect-to, add --assume-same-server where that is the server behind the name.",
        "With --method dns-01, give --dns01-target: the name that _acme-challenge of the domains should be an alias of.",
      ],
      authority: notTheDomain),
    FindingPage(
      .selfIPv6Untested, as: .undetermined, "IPv6 could not be tested from here",
      meaning: "The domain has an IPv6 address, this machine has no IPv6, and the CA asks that address first. It is "
        + "only information where IPv4 decides as well.",
      steps: ["Run the check on a machine with IPv6, or give this one IPv6."],
      authority: "Asks IPv6 first; a wrong answer there fails, without a second try over IPv4."),
  ]
}
