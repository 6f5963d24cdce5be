public import DNSWire

/// What became of the question for the name at which the CA looks for its record (RFC 8555 section 8.4).
public struct ChallengeLookup: Hashable, Sendable {
  /// Records where somebody put them whose provider appends the domain to what is typed.
  public struct Misplaced: Hashable, Sendable {
    public var name: DNSName
    public var cnames: [DNSName]
    public var texts: [[UInt8]]

    public init(name: DNSName, cnames: [DNSName], texts: [[UInt8]]) {
      self.name = name
      self.cnames = cnames
      self.texts = texts
    }
  }

  /// `_acme-challenge.<domain>`.
  public var name: DNSName
  public var outcome: AddressLookup.Outcome
  /// The aliases' targets, from the name on; on a failure as far as they could be followed.
  public var cnames: [DNSName]
  /// TXT records, the strings of each joined, as the CA reads them.
  public var texts: [[UInt8]]
  /// The zone that said there is nothing; nil where something was found, or no zone was named.
  public var zone: DNSName?
  /// Seconds.
  public var ttl: UInt32?
  public var authenticated: Bool
  public var misplaced: [Misplaced] = []
  /// Whether what was found is a wildcard's (`*.example.com`), and stands at no record of the name's own.
  public var isFromWildcard = false

  public init(
    name: DNSName, outcome: AddressLookup.Outcome, cnames: [DNSName] = [], texts: [[UInt8]] = [], zone: DNSName? = nil,
    ttl: UInt32? = nil, authenticated: Bool = false
  ) {
    self.name = name
    self.outcome = outcome
    self.cnames = cnames
    self.texts = texts
    self.zone = zone
    self.ttl = ttl
    self.authenticated = authenticated
  }

  /// Whether the CA would get an answer, be it that there is nothing yet.
  public var isAnswered: Bool {
    switch outcome {
    case .found, .noData, .nxdomain: true
    default: false
    }
  }

  /// The label before the domain (RFC 8555 section 8.4).
  public static let label = "_acme-challenge"

  /// The name at which the CA looks; nil where it would be longer than DNS allows.
  public static func name(for base: DNSName) -> DNSName? { base.prepending(label) }

  /// A name beside it that nobody has: what is found there comes from a wildcard.
  public static func sibling(for base: DNSName) -> DNSName? { base.prepending("preflight-no-such-name") }

  /// Where the record stands when a provider's panel has appended the zone, or the domain, to the whole name.
  public static func misplacedNames(_ name: DNSName, base: DNSName, zone: DNSName) -> [DNSName] {
    var names: [DNSName] = []
    for end in [base, zone] {
      if let doubled = DNSName("\(name).\(end)"), !names.contains(doubled) { names.append(doubled) }
    }
    return names
  }
}

extension DNSSummary.Challenge {
  /// What is shown of a lookup: enough to see what is there; a stranger's zone may hold much.
  public init(_ lookup: ChallengeLookup) {
    self.init(
      name: "\(lookup.name)", cnames: lookup.cnames.prefix(16).map { "\($0)" },
      texts: lookup.texts.prefix(8).map { String(decoding: $0.prefix(256), as: UTF8.self) })
  }
}
