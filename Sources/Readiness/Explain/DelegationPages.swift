extension FindingPage {
  /// What is found by asking the domain's name servers themselves.
  static let delegationPages: [FindingPage] = [
    FindingPage(
      .dnsNameserversDisagree, "The domain's name servers disagree",
      meaning: "Each name server of the domain was asked, and not all say the same. Mostly a change reached one of two "
        + "providers only, or an old provider is still among the name servers. It is a warning where every answer is "
        + "good, as with services that answer by region.",
      steps: [
        "At the registrar, see which name servers the domain has, and remove those that no longer serve it.",
        "Make the change at every DNS provider that stays, or have the zone copied to all of their servers.",
      ],
      authority: "Asks any of them, and from several places of the world: a wrong answer at one can fail validation."),
    FindingPage(
      .dnsNameserverLame, as: .warning, "A name server does not serve the domain",
      meaning: "A server that the domain is delegated to refuses, fails, answers without authority or refers to the "
        + "zones above. Resolvers go on to the others, which costs time. It is a blocker where none is left.",
      steps: [
        "Have the DNS provider set the zone up on that server.",
        "Or remove the server from the domain's name servers at the registrar, and from the zone's NS records.",
      ],
      authority: "Goes on to another name server, and fails with the problem \"dns\" where none serves the domain."),
    FindingPage(
      .dnsNameserverUnreachable, as: .warning, "A name server does not answer",
      meaning: "A server that the domain is delegated to is silent, cannot be reached or has no address. Resolvers go "
        + "on to the others after a while.",
      steps: [
        "Have the DNS provider check the server, and that UDP and TCP on port 53 pass from everywhere.",
        "Where it is gone, remove it from the domain's name servers at the registrar, and from the zone's NS records.",
      ],
      authority: "Waits for it, then goes on to another; slow answers of several servers can add up to a failure."),
    FindingPage(
      .dnsCaseNotPreserved, as: .info, "A name server changes a question's letters",
      meaning:
        "Resolvers send names in random upper and lower case to make forged answers harder, and expect them back "
        + "as sent. This server sends them back changed.",
      steps: ["Have the DNS provider update the name server software."],
      authority: "Asks again in plain letters and accepts consistent answers; some checkers refuse such names."),
    FindingPage(
      .dnsResolverStale, as: .warning, "The resolver still has an old answer",
      meaning: "All of the domain's name servers say the same, and the resolver that this machine uses still has "
        + "another answer. What the name servers say was checked. Another answer can also be made by the resolver "
        + "itself, by a filter or for an inner network.",
      steps: [
        "Nothing, where the name servers are right: the old answer ends with its TTL.",
        "Where a filter or an inner network answers here, name another resolver with --resolver ADDRESS.",
      ],
      authority: "Keeps answers for about a minute at most, so it mostly sees what the name servers say."),
    FindingPage(
      .dnsTTLLong, as: .info, "A change will be seen late",
      meaning:
        "What is wrong has a TTL above an hour: resolvers that know it may keep it for so long after the change.",
      steps: ["Lower the TTL to 300 together with the change; raise it again when everything works."],
      authority: "Keeps answers for about a minute at most; visitors' resolvers keep them for the whole TTL."),
  ]
}
