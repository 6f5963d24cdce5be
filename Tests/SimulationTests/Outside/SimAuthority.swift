import Timing

@testable import Gate

/// A CA that counts for itself, at whatever moment between a request and its answer, and never loses count.
struct SimAuthority {
  struct Order {
    enum State {
      case pending, valid, invalid
    }

    let id: OrderID
    let names: NameSet
    var state = State.pending
    /// In nanoseconds of true time.
    let expires: Int64
  }

  enum Reply {
    case order(String)
    /// It refuses, with or without a reason.
    case refused(LimitName?, retryAfter: Duration?)
    case paused
  }

  let profile: CAProfile
  private let table: LimitTable
  private(set) var orders: [String: Order] = [:]
  private var dates: [LimitKey: [Int64]] = [:]
  private(set) var issued: [NameSet: [Int64]] = [:]
  private(set) var paused: Set<NameSet> = []
  private(set) var newOrders = 0

  init(_ gate: Gate) {
    profile = gate.profile
    table = gate.limits
  }

  func open(at now: Int64) -> [Order] { orders.values.filter { $0.state == .pending && $0.expires > now } }

  func openOrder(for names: NameSet, at now: Int64) -> (url: String, order: Order)? {
    orders.first { $0.value.names == names && $0.value.state == .pending && $0.value.expires > now }
      .map { ($0.key, $0.value) }
  }

  /// Counts a new order and makes one, or returns the one that is open for the same names.
  mutating func newOrder(_ id: OrderID, _ names: NameSet, at now: Int64, _ dice: inout Dice) -> (Reply, [LimitKey]) {
    newOrders += 1
    if paused.contains(names) { return (.paused, []) }
    let isRenewal = issued[names] != nil
    let exceeded = count([.newOrders], names, isRenewal: isRenewal, at: now)
    if let open = openOrder(for: names, at: now) { return (.order(open.url), exceeded) }
    let url = "https://ca.example/order/\(newOrders)"
    orders[url] = Order(id: id, names: names, expires: now + profile.pendingOrderLifetime.nanoseconds)
    return (.order(url), exceeded)
  }

  mutating func pause(_ names: NameSet) { paused.insert(names) }

  /// Validates and issues, or does not.
  mutating func finish(_ url: String, isValid: Bool, at now: Int64) -> [LimitKey] {
    guard let order = orders[url], order.state == .pending, order.expires > now else { return [] }
    let isRenewal = issued[order.names] != nil
    guard isValid else {
      orders[url]?.state = .invalid
      return count([.failedValidations], order.names, isRenewal: isRenewal, at: now)
    }
    orders[url]?.state = .valid
    issued[order.names, default: []].append(now)
    return count([.certificatesPerDomain, .certificatesPerSet], order.names, isRenewal: isRenewal, at: now)
  }

  /// Returns what was exceeded.
  private mutating func count(
    _ limits: [LimitName], _ names: NameSet, isRenewal: Bool, at now: Int64
  ) -> [LimitKey] {
    var exceeded: [LimitKey] = []
    for (key, cost) in table.uses(of: names, isRenewal: isRenewal) where limits.contains(key.limit) {
      guard let limit = profile.limits[key.limit] else { continue }
      let period = limit.period.nanoseconds
      var list = dates[key, default: []]
      list += repeatElement(now, count: cost)
      switch limit.window {
      case .sliding:
        list.removeAll { $0 + period <= now }
        if list.count > limit.count { exceeded.append(key) }
      case .tokenBucket:
        var full = 0.0
        for date in list { full = max(full, Double(date)) + Double(period) / Double(limit.count) }
        if full - Double(now) > Double(period) * (1 + 1e-9) { exceeded.append(key) }
        // The bucket was full at some moment before: what came earlier no longer counts.
        if list.count > 4 * limit.count { list.removeFirst(list.count - 4 * limit.count) }
      }
      dates[key] = list
    }
    return exceeded
  }
}
