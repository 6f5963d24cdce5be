import Timing

/// What a certificate authority requires and allows: where it is reached, who it is in CAA records, how many orders may
/// be pending, how long things last.
public struct CAProfile: Hashable, Sendable {
  /// What `--ca` takes: "letsencrypt".
  public var name: String
  /// For people: "Let's Encrypt".
  public var title: String
  /// The ACME directory's URL (RFC 8555 section 7.1.1); nil where the CA is not reached by ACME.
  public var directoryURL: String?
  /// The domain names by which CAA records name the CA (RFC 8659 section 4.2).
  public var caaIdentities: [String]
  /// Orders that may be pending at once, over the whole account.
  public var pendingCap: Int
  /// How long an order that nobody completes stays pending at the CA.
  public var pendingOrderLifetime: Duration
  /// The same of an authorization.
  public var pendingAuthorizationLifetime: Duration
  /// How long a valid authorization serves further orders of the account without a new validation.
  public var authorizationLifetime: Duration
  public var certificateLifetime: Duration
  /// How long before its end a certificate is due.
  public var renewBefore: Duration
  public var namesPerCertificate: Int
  /// Orders that the CA counts for one request of ours (a signing and an encryption certificate are two).
  public var ordersPerRequest: Int
  public var limits: [LimitName: RateLimit]
  /// Requests from one address.
  public var requests: [RequestRate]
  /// Whether a new order for the names of an open one of the account is answered by that one.
  public var returnsOpenOrder: Bool
  /// The pause after the first failure in a row, the second, and so on; the last stands for all that follow.
  public var failureBackoff: [Duration]
  /// Where the figures come from, and the day on which they were read there.
  public var source: String
  public var sourceDate: String
  /// What there is to know about the figures; empty for most.
  public var note: String

  public init(
    name: String, title: String, directoryURL: String?, caaIdentities: [String], pendingCap: Int,
    pendingOrderLifetime: Duration, pendingAuthorizationLifetime: Duration? = nil,
    authorizationLifetime: Duration? = nil, certificateLifetime: Duration, renewBefore: Duration,
    namesPerCertificate: Int, ordersPerRequest: Int = 1, limits: [LimitName: RateLimit] = [:],
    requests: [RequestRate] = [], returnsOpenOrder: Bool = false,
    failureBackoff: [Duration] = CAProfile.advisedBackoff, source: String, sourceDate: String, note: String = ""
  ) {
    self.name = name
    self.title = title
    self.directoryURL = directoryURL
    self.caaIdentities = caaIdentities
    self.pendingCap = pendingCap
    self.pendingOrderLifetime = pendingOrderLifetime
    self.pendingAuthorizationLifetime = pendingAuthorizationLifetime ?? pendingOrderLifetime
    self.authorizationLifetime = authorizationLifetime ?? pendingOrderLifetime
    self.certificateLifetime = certificateLifetime
    self.renewBefore = renewBefore
    self.namesPerCertificate = namesPerCertificate
    self.ordersPerRequest = ordersPerRequest
    self.limits = limits
    self.requests = requests
    self.returnsOpenOrder = returnsOpenOrder
    self.failureBackoff = failureBackoff
    self.source = source
    self.sourceDate = sourceDate
    self.note = note
  }

  /// What Let's Encrypt advises after a failure: a minute, ten, a hundred, then daily.
  public static let advisedBackoff: [Duration] = [
    .seconds(60), .seconds(600), .seconds(6000), .seconds(86_400),
  ]

  /// The pause after the `count`th failure in a row, from 1.
  public func backoff(afterFailures count: Int) -> Duration {
    guard !failureBackoff.isEmpty else { return .zero }
    return failureBackoff[min(max(count, 1), failureBackoff.count) - 1]
  }
}
