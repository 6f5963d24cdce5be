public import Readiness

/// The limits that hold for an account, and what an order uses of them.
public struct LimitTable: Sendable {
  public var limits: [LimitName: RateLimit] { didSet { places = LimitTable.places(limits) } }
  /// The same by place, to be looked at for every record of a journal.
  private var places: [RateLimit?]
  /// Orders that one request of ours makes at the CA.
  public var ordersPerRequest: Int
  private let suffixes: PublicSuffixList

  public init(
    _ limits: [LimitName: RateLimit] = [:], ordersPerRequest: Int = 1, suffixes: PublicSuffixList = .embedded
  ) {
    self.limits = limits
    places = LimitTable.places(limits)
    self.ordersPerRequest = ordersPerRequest
    self.suffixes = suffixes
  }

  private static func places(_ limits: [LimitName: RateLimit]) -> [RateLimit?] {
    var places = [RateLimit?](repeating: nil, count: LimitName.allCases.count)
    for (name, limit) in limits { places[name.place] = limit }
    return places
  }

  subscript(_ name: LimitName) -> RateLimit? { places[name.place] }

  /// The counts that an order for these names adds to, and by how much.
  ///
  /// - Parameter isRenewal: Whether there was a certificate for exactly these names.
  func uses(of names: NameSet, isRenewal: Bool) -> [(key: LimitKey, cost: Int)] {
    var uses: [(key: LimitKey, cost: Int)] = []
    eachUse(of: names, isRenewal: isRenewal, among: LimitName.allCases) { key, cost, _ in uses.append((key, cost)) }
    return uses
  }

  /// The same, of some limits, with each limit's figures.
  func eachUse(
    of names: NameSet, isRenewal: Bool, among limits: [LimitName], _ body: (LimitKey, _ cost: Int, RateLimit) -> Void
  ) {
    for name in limits {
      guard let limit = self[name], !(isRenewal && limit.exemptsRenewals) else { continue }
      let cost = name.isOfNames ? 1 : ordersPerRequest
      eachKey(of: name, for: names) { body($0, cost, limit) }
    }
  }

  /// The counts of one limit that an order for these names touches, whether this table has that limit or not.
  func keys(of limit: LimitName, for names: NameSet) -> [LimitKey] {
    var keys: [LimitKey] = []
    eachKey(of: limit, for: names) { keys.append($0) }
    return keys
  }

  private func eachKey(of limit: LimitName, for names: NameSet, _ body: (LimitKey) -> Void) {
    switch limit {
    case .newOrders, .orderRequests: body(LimitKey(limit))
    case .certificatesPerSet: body(LimitKey(limit, of: names.text))
    case .certificatesPerDomain: for domain in domains(of: names) { body(LimitKey(limit, of: domain)) }
    case .failedValidations, .consecutiveFailures: for single in names.names { body(LimitKey(limit, of: single)) }
    // No order's: `LimitBook.account` counts it.
    case .newAccounts: break
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

  var isOfCertificates: Bool { self == .certificatesPerDomain || self == .certificatesPerSet }

  /// Whether it counts that an order is asked for, however it ends.
  var isOfNewOrders: Bool { self == .newOrders || self == .orderRequests }

  static let ofNewOrders: [LimitName] = [.newOrders, .orderRequests]
  /// What an order can come to.
  static let ofOutcomes: [LimitName] = [
    .certificatesPerDomain, .certificatesPerSet, .failedValidations, .consecutiveFailures,
  ]
}
