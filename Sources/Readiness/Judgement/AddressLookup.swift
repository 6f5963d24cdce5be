public import Addressing
public import DNSWire

/// What became of the question for a name's addresses of one family.
public struct AddressLookup: Hashable, Sendable {
  public enum Outcome: Hashable, Sendable {
    case found
    case noData
    case nxdomain
    /// What the resolver added (RFC 8914), empty where nothing.
    case servfail(String)
    case refused(String)
    /// The domain's servers are silent, while the resolver itself answers.
    case timeout
    /// Validation failed: the same question without validation has an answer, or the resolver says so.
    case bogus(String)
    case aliasLoop
    case tooManyAliases
    /// Our own resolver cannot be reached.
    case resolverUnreachable(String)
    /// Our own resolver fails for too many names to blame any.
    case resolverOverloaded(String)
    /// Our own time was up.
    case deadline
  }

  public struct Address: Hashable, Sendable {
    public var address: IPAddress
    /// Seconds.
    public var ttl: UInt32

    public init(_ address: IPAddress, ttl: UInt32) {
      self.address = address
      self.ttl = ttl
    }
  }

  public var family: IPAddress.Family
  public var outcome: Outcome
  /// In the order of the answer.
  public var addresses: [Address]
  /// The aliases' targets, from the name on.
  public var cnames: [String]
  /// Seconds for which the answer may be kept, a negative one's by its SOA.
  public var ttl: UInt32?
  public var authenticated: Bool
  /// Why it failed, as the resolver says (RFC 8914).
  public var errors: [ExtendedError] = []
  /// Why validation failed, where that was found out.
  public var signatureFault: SignatureFault?
  /// What each resolver says, this answer's first, where several were asked.
  public var voices: [ResolverVoice] = []

  public init(
    family: IPAddress.Family, outcome: Outcome, addresses: [Address] = [], cnames: [String] = [], ttl: UInt32? = nil,
    authenticated: Bool = false
  ) {
    self.family = family
    self.outcome = outcome
    self.addresses = addresses
    self.cnames = cnames
    self.ttl = ttl
    self.authenticated = authenticated
  }

  /// Whether there was an answer, be it that there is nothing.
  var isAnswered: Bool { outcome == .found || outcome == .noData }

  /// Whether it was our own side that failed.
  public var isOurs: Bool {
    switch outcome {
    case .resolverUnreachable, .resolverOverloaded, .deadline: true
    default: false
    }
  }

  /// Whether the answer settles the matter, good or bad.
  public var isSettled: Bool {
    switch outcome {
    case .found, .noData, .nxdomain, .bogus, .aliasLoop, .tooManyAliases: true
    case .servfail, .refused, .timeout, .resolverUnreachable, .resolverOverloaded, .deadline: false
    }
  }

  /// "A" or "AAAA".
  var recordType: String { family == .ipv4 ? "A" : "AAAA" }
}
