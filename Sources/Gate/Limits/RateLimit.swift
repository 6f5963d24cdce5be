import Timing

/// What a CA counts, by the name that events, plans and `--override` use.
public enum LimitName: String, Hashable, Sendable, CaseIterable {
  /// New orders of the account.
  case newOrders = "new-orders"
  /// Certificates below one registered domain.
  case certificatesPerDomain = "certificates-per-domain"
  /// Certificates for exactly the same names.
  case certificatesPerSet = "certificates-per-exact-set"
  /// Failed validations of one name.
  case failedValidations = "failed-validations"
  /// Failed validations of one name without a success between them.
  case consecutiveFailures = "consecutive-failures"
  /// New accounts from one address. A run makes one at most.
  case newAccounts = "new-accounts"
  /// How quickly orders may begin one after the other: by the profile's rates of requests.
  case orderRequests = "order-requests"

  /// Those that a profile gives figures for.
  public static let inProfiles = allCases.filter { $0 != .orderRequests }
}

extension LimitName {
  /// Among all cases.
  var place: Int {
    switch self {
    case .newOrders: 0
    case .certificatesPerDomain: 1
    case .certificatesPerSet: 2
    case .failedValidations: 3
    case .consecutiveFailures: 4
    case .newAccounts: 5
    case .orderRequests: 6
    }
  }

  // By the case: by its text, which is what a raw value would have, costs as much as the rest of a key.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(UInt8(truncatingIfNeeded: place))
  }
}

/// So many in each period.
public struct RateLimit: Hashable, Sendable {
  public enum Window: String, Hashable, Sendable, CaseIterable {
    /// No stretch of time as long as the period ever holds more than the count.
    case sliding
    /// A store of `count` tokens, refilled one each `period / count`.
    case tokenBucket = "token-bucket"
  }

  /// At least 1.
  public var count: Int
  /// Longer than zero.
  public var period: Duration
  public var window: Window
  /// Whether an order for exactly the names of an earlier certificate is neither held back nor counted.
  public var exemptsRenewals: Bool

  public init(_ count: Int, per period: Duration, _ window: Window, exemptsRenewals: Bool = false) {
    self.count = max(1, count)
    self.period = max(.nanoseconds(1), period)
    self.window = window
    self.exemptsRenewals = exemptsRenewals
  }

  /// After which a bucket has one token more. Rounded up: never sooner than the CA's.
  var interval: Duration {
    let nanoseconds = period.nanoseconds
    let count = Int64(count)
    return .nanoseconds(nanoseconds / count + (nanoseconds % count == 0 ? 0 : 1))
  }
}

/// One count of a CA: which limit, and of whom.
public struct LimitKey: Hashable, Sendable {
  public var limit: LimitName
  /// The registered domain, the set of names or the name; empty for the account.
  public var subject: String

  public init(_ limit: LimitName, of subject: String = "") {
    self.limit = limit
    self.subject = subject
  }
}
