public import Readiness

/// The limits that hold for an account, and what an order uses of them.
public struct LimitTable: Sendable {
  public var limits: [LimitName: RateLimit]
  /// Orders that one request of ours makes at the CA.
  public var ordersPerRequest: Int
  private let suffixes: PublicSuffixList

  public init(
    _ limits: [LimitName: RateLimit] = [:], ordersPerRequest: Int = 1, suffixes: PublicSuffixList = .embedded
  ) {
    self.limits = limits
    self.ordersPerRequest = ordersPerRequest
    self.suffixes = suffixes
  }

  /// The counts that an order for these names adds to, and by how much.
  ///
  /// - Parameter isRenewal: Whether there was a certificate for exactly these names.
  func uses(of names: NameSet, isRenewal: Bool) -> [(key: LimitKey, cost: Int)] {
    var uses: [(key: LimitKey, cost: Int)] = []
    for name in LimitName.allCases {
      guard let limit = limits[name], !(isRenewal && limit.exemptsRenewals) else { continue }
      let cost = name.isOfNames ? 1 : ordersPerRequest
      uses += keys(of: name, for: names).map { ($0, cost) }
    }
    return uses
  }

  /// The counts of one limit that an order for these names touches.
  func keys(of limit: LimitName, for names: NameSet) -> [LimitKey] {
    switch limit {
    case .newOrders, .orderRequests: [LimitKey(limit)]
    case .certificatesPerDomain: domains(of: names).map { LimitKey(limit, of: $0) }
    case .certificatesPerSet: [LimitKey(limit, of: names.text)]
    case .failedValidations, .consecutiveFailures: names.names.map { LimitKey(limit, of: $0) }
    // No order's: `LimitBook.account` counts it.
    case .newAccounts: []
    }
  }

  /// The registered domains of the names, each once: by the Public Suffix List, both of its sections.
  public func domains(of names: NameSet) -> [String] {
    var domains: [String] = []
    for name in names.names {
      let base = name.hasPrefix("*.") ? String(name.dropFirst(2)) : name
      let domain = suffixes.registeredDomain(of: base) ?? base
      if !domains.contains(domain) { domains.append(domain) }
    }
    return domains
  }
}

extension LimitName {
  /// Whether validations are counted, name by name, and not orders.
  fileprivate var isOfNames: Bool { self == .failedValidations || self == .consecutiveFailures }

  /// Whether it counts that an order is asked for, however it ends.
  var isOfNewOrders: Bool { self == .newOrders || self == .orderRequests }
}
