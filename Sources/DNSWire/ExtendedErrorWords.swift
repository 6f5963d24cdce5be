extension ExtendedError {
  /// The name of the code in IANA's registry "Extended DNS Error Codes"; nil where it has none.
  public var meaning: String? { entry?.name }

  /// What the code says, as a clause for people who know no DNS; nil for one that is not in the registry.
  public var plainWords: String? { entry?.words }

  private var entry: (name: String, words: String)? {
    Int(code) < ExtendedError.registry.count ? ExtendedError.registry[Int(code)] : nil
  }

  /// By code, 0 to 30.
  private static let registry: [(name: String, words: String)] = [
    ("Other Error", "the resolver met an error that has no code"),
    ("Unsupported DNSKEY Algorithm", "the zone is signed by a method that the resolver does not know"),
    ("Unsupported DS Digest Type", "the DS record at the registry is of a kind that the resolver does not know"),
    ("Stale Answer", "the name servers did not answer, and the resolver showed an answer that had run out"),
    ("Forged Answer", "the resolver's operator replaced the answer by one of its own"),
    ("DNSSEC Indeterminate", "the resolver could not find out whether the zone should be signed"),
    ("DNSSEC Bogus", "a signature does not fit the answer"),
    ("Signature Expired", "the zone's signatures have expired"),
    ("Signature Not Yet Valid", "the zone's signatures are dated in the future"),
    ("DNSKEY Missing", "no key of the zone can be trusted by the DS record at the registry"),
    ("RRSIGs Missing", "the zone should be signed, and signatures are missing"),
    ("No Zone Key Bit Set", "the zone's keys are not marked as keys of a zone"),
    ("NSEC Missing", "the signed proof that a record does not exist is missing"),
    ("Cached Error", "the resolver failed a moment ago and repeats that"),
    ("Not Ready", "the resolver is starting and not ready yet"),
    ("Blocked", "the resolver's operator blocks the name"),
    ("Censored", "the resolver's operator has to block the name by order of somebody else"),
    ("Filtered", "the resolver blocks the name as its user asked for"),
    ("Prohibited", "the resolver does not answer to this machine"),
    (
      "Stale NXDOMAIN Answer",
      "the name servers did not answer, and the resolver repeated that the name does not exist, which had run out"
    ),
    ("Not Authoritative", "a name server was asked for a zone that it does not serve"),
    ("Not Supported", "the question is of a kind that the server does not support"),
    ("No Reachable Authority", "none of the domain's name servers answers"),
    ("Network Error", "the network fails on the way to the domain's name servers"),
    ("Invalid Data", "the name servers' data cannot be used"),
    ("Signature Expired before Valid", "the zone's signatures end before they begin"),
    ("Too Early", "the question came too early on its connection"),
    (
      "Unsupported NSEC3 Iterations Value",
      "the zone's NSEC3 records ask for more work than resolvers are willing to do"
    ),
    ("Unable to conform to policy", "the resolver cannot answer as its own rules demand"),
    ("Synthesized", "the resolver made the answer up from others that it holds"),
    ("Invalid Query Type", "the question is of a type that must not be asked for"),
  ]
}
