extension Finding {
  /// None of the resolvers validates.
  public static func dnssecUnchecked(_ resolvers: [String]) -> Finding {
    let isOne = resolvers.count == 1
    return Finding(
      .selfDNSSECUnchecked, .warning,
      summary: "The resolver\(isOne ? "" : "s") \(joined(resolvers)) \(isOne ? "does" : "do") not validate DNSSEC: "
        + "a domain with broken signatures would pass here and fail at the CA.",
      remedy: "Use a resolver that validates, with --resolver ADDRESS, or turn validation on.",
      evidence: ["resolver": .list(resolvers)])
  }

  /// One resolver of several is out of order while another answers: no matter of any domain.
  public static func resolverOutOfOrder(_ resolver: String, _ words: String, isOverloaded: Bool) -> Finding {
    Finding(
      isOverloaded ? .selfResolverOverloaded : .selfResolverUnreachable, .info,
      summary: "The resolver \(resolver) is out of order (\(words)); the others were asked without it.",
      remedy: "Check that resolver, or leave it out.",
      evidence: ["resolver": .text(resolver), "outcome": .text(words)])
  }
}
