public import Addressing
public import Timing

/// Whether the CA would issue for a name, as seen from here at one moment.
public enum Verdict: String, Hashable, Sendable, CaseIterable {
  case ready
  /// At least one blocker: the domain's side must change.
  case notReady = "not-ready"
  /// No blocker, and our side could not see enough to say "ready".
  case undetermined
}

extension Verdict {
  /// A blocker decides; else whatever kept us from knowing; else ready.
  public init(of findings: some Sequence<Finding>) {
    var verdict = Verdict.ready
    for finding in findings {
      switch finding.severity {
      case .blocker:
        self = .notReady
        return
      case .undetermined: verdict = .undetermined
      case .warning, .info: break
      }
    }
    self = verdict
  }
}

/// All that one check of one name found out: the contract `preflight.report/1`.
public struct Report: Hashable, Sendable {
  /// The A-label form in lower case without a trailing dot; the input as given where it has none.
  public var name: String
  /// The name as it was given.
  public var input: String
  public var verdict: Verdict
  public var checkedAt: Timestamp
  public var duration: Duration
  /// When another look is worth it: from the TTLs of what is wrong, 60 seconds to 1 day. Nil where nothing is wrong.
  public var retryAfterSeconds: Int?
  public var findings: [Finding]
  public var dns: DNSSummary?
  public var probes: [Probe]
  /// Where this name should point, as its request said it; nil where it should point to where all others should.
  public var expected: [String]?

  public init(
    name: String, input: String, verdict: Verdict, checkedAt: Timestamp, duration: Duration,
    retryAfterSeconds: Int? = nil, findings: [Finding], dns: DNSSummary? = nil, probes: [Probe] = []
  ) {
    self.name = name
    self.input = input
    self.verdict = verdict
    self.checkedAt = checkedAt
    self.duration = duration
    self.retryAfterSeconds = retryAfterSeconds
    self.findings = findings
    self.dns = dns
    self.probes = probes
  }
}

/// What DNS said of a name.
public struct DNSSummary: Hashable, Sendable {
  public struct Address: Hashable, Sendable {
    public var address: IPAddress
    /// Seconds.
    public var ttl: UInt32
    /// Whether it is one of the platform's; nil where no target was given.
    public var expected: Bool?

    public init(address: IPAddress, ttl: UInt32, expected: Bool?) {
      self.address = address
      self.ttl = ttl
      self.expected = expected
    }
  }

  /// The set of CAA records that decides (RFC 8659 section 3).
  public struct CAA: Hashable, Sendable {
    /// The name at which it stands.
    public var name: String
    /// The records as a zone file shows them: `0 issue "letsencrypt.org"`.
    public var records: [String]

    public init(name: String, records: [String]) {
      self.name = name
      self.records = records
    }
  }

  /// The name at which a CA looks with dns-01.
  public struct Challenge: Hashable, Sendable {
    public var name: String
    /// The chain of aliases from it on, targets only.
    public var cnames: [String]
    /// Its TXT records, at most some, as they are: a stranger's.
    public var texts: [String]

    public init(name: String, cnames: [String] = [], texts: [String] = []) {
      self.name = name
      self.cnames = cnames
      self.texts = texts
    }
  }

  /// What one address of one of the domain's name servers said when it was asked directly.
  public struct NameServer: Hashable, Sendable {
    public var name: String
    public var address: IPAddress
    /// Addresses, or "CNAME" and the alias's target; nil where it gave no data.
    public var answer: [String]?
    /// Where something else came than addresses, a stable word: "refused", "silent", "nxdomain".
    public var outcome: String?

    public init(name: String, address: IPAddress, answer: [String]?, outcome: String?) {
      self.name = name
      self.address = address
      self.answer = answer
      self.outcome = outcome
    }
  }

  public var addresses: [Address]
  /// The chain of aliases from the name on, targets only.
  public var cnames: [String]
  /// Whether the resolver had validated every answer (AD).
  public var authenticated: Bool
  public var caa: CAA?
  /// Nil where http-01 is the method.
  public var challenge: Challenge?
  /// Empty where they were not asked.
  public var nameservers: [NameServer] = []

  public init(
    addresses: [Address] = [], cnames: [String] = [], authenticated: Bool = false, caa: CAA? = nil,
    challenge: Challenge? = nil
  ) {
    self.addresses = addresses
    self.cnames = cnames
    self.authenticated = authenticated
    self.caa = caa
    self.challenge = challenge
  }
}

/// One fetch of the token, from one address, with its redirects.
public struct Probe: Hashable, Sendable {
  public enum Outcome: String, Hashable, Sendable, CaseIterable {
    /// The token arrived.
    case served
    case connectRefused = "connect-refused"
    case connectTimeout = "connect-timeout"
    case unreachable
    case networkUnreachable = "network-unreachable"
    case reset
    case responseTimeout = "response-timeout"
    case badResponse = "bad-response"
    case tlsFailed = "tls-failed"
    case plainHTTPOnTLS = "plain-http-on-tls"
    case status
    case bodyTooLong = "body-too-long"
    case mismatch
    /// Nothing to compare with, and HTTP was answered.
    case answered
    /// The redirect was refused: the finding says by which rule.
    case redirectRefused = "redirect-refused"
    /// A redirect's host could not be looked up or has no usable address.
    case redirectLookupFailed = "redirect-lookup-failed"
    case deadline
  }

  public struct Hop: Hashable, Sendable {
    public var url: String
    public var address: IPAddress?
    /// Nil where no answer came.
    public var status: Int?

    public init(url: String, address: IPAddress?, status: Int?) {
      self.url = url
      self.address = address
      self.status = status
    }
  }

  /// The address of the domain from which the fetch began.
  public var address: IPAddress
  public var outcome: Outcome
  /// The last status seen.
  public var status: Int?
  public var hops: [Hop]
  public var duration: Duration
  /// The first bytes of an answer that was not the token, for people; bounded, and a stranger's.
  public var excerpt: String?

  public init(
    address: IPAddress, outcome: Outcome, status: Int? = nil, hops: [Hop] = [], duration: Duration = .zero,
    excerpt: String? = nil
  ) {
    self.address = address
    self.outcome = outcome
    self.status = status
    self.hops = hops
    self.duration = duration
    self.excerpt = excerpt
  }
}
