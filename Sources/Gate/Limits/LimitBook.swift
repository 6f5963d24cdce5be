public import Timing

/// What of every limit is used, by all orders that the book knows of.
public struct LimitBook: Sendable {
  let table: LimitTable
  var uses: [LimitKey: LimitUses] = [:]
  /// Grows with each order; what has become idle is dropped now and then.
  private var changes = 0
  /// Whether `log` is kept: in a book that is read to make a snapshot of it.
  var keepsLog = false
  var log: [LimitUse] = []

  init(_ table: LimitTable) {
    self.table = table
  }

  /// What the CA has counted, or may have.
  struct Counted: Hashable, Sendable {
    /// A new order.
    var order = false
    /// A certificate.
    var certificate = false
    /// Failed validations of these names; nil for all of the order's.
    var failed: [String]? = []
    /// A request for a new order, at this moment.
    var request = false
    /// A new account was asked for, which belongs to no names.
    var account = false
  }

  /// The CA is asked for an order. Requests are spaced by when they begin; the new order is in flight until the answer
  /// is known.
  mutating func ask(_ names: NameSet, isRenewal: Bool, at now: Instant) {
    log(names, isRenewal: isRenewal, Counted(request: true), at: now)
    table.eachUse(of: names, isRenewal: isRenewal, among: LimitName.ofNewOrders) { key, cost, limit in
      if key.limit == .newOrders {
        uses[key, default: LimitUses(limit)].begin(cost)
      } else {
        end(0, of: key, counted: cost, at: now, limit)
      }
    }
  }

  /// The new order is no longer in flight. The CA has counted it by now at the latest, or not at all.
  mutating func answered(_ names: NameSet, isRenewal: Bool, isCounted: Bool, at now: Instant) {
    if isCounted { log(names, isRenewal: isRenewal, Counted(order: true), at: now) }
    table.eachUse(of: names, isRenewal: isRenewal, among: [.newOrders]) { key, cost, limit in
      end(cost, of: key, counted: isCounted ? cost : 0, at: now, limit)
    }
  }

  /// What an order can come to is in flight: a certificate, failed validations.
  mutating func begin(_ names: NameSet, isRenewal: Bool) {
    table.eachUse(of: names, isRenewal: isRenewal, among: LimitName.ofOutcomes) { key, cost, limit in
      uses[key, default: LimitUses(limit)].begin(cost)
    }
  }

  /// The order has ended; `counted` was counted by now at the latest.
  mutating func end(_ names: NameSet, isRenewal: Bool, _ counted: Counted, at date: Instant) {
    log(names, isRenewal: isRenewal, counted, at: date)
    table.eachUse(of: names, isRenewal: isRenewal, among: LimitName.ofOutcomes) { key, cost, limit in
      let isCounted =
        key.limit.isOfCertificates ? counted.certificate : counted.failed?.contains(key.subject) ?? true
      let isSuccess = key.limit == .consecutiveFailures && counted.certificate
      end(cost, of: key, counted: isCounted ? cost : 0, isSuccess: isSuccess, at: date, limit)
    }
    sweep(at: date)
  }

  /// Ends uses of one limit that were in flight. Most names never fail: what there is to count of them is over with
  /// their order, and not kept.
  mutating func end(
    _ count: Int, of key: LimitKey, counted: Int, isSuccess: Bool = false, at date: Instant, _ limit: RateLimit
  ) {
    func end(_ uses: inout LimitUses) {
      uses.end(count, counted: counted, at: date, limit)
      if isSuccess { uses.reset() }
    }
    if let index = uses.index(forKey: key) {
      end(&uses.values[index])
      if uses.values[index].isIdle(at: date, limit) { uses.remove(at: index) }
    } else if counted > 0, !isSuccess {
      var new = LimitUses(limit)
      end(&new)
      uses[key] = new
    }
  }

  /// A new account is asked for: the CA counts it soon, so it is dated as the latest of several would be.
  mutating func account(at now: Instant) {
    log(NameSet([]), isRenewal: false, Counted(account: true), at: now)
    change(LimitKey(.newAccounts)) { uses, limit in uses.end(0, counted: 1, at: now + LimitBook.answer, limit) }
  }

  /// How long the CA may take to count a request whose answer is not written down.
  private static let answer = Duration.seconds(120)

  /// The CA said itself that this limit is used up.
  mutating func close(_ key: LimitKey, until instant: Instant) {
    change(key) { uses, _ in uses.close(until: instant) }
  }

  mutating func change(_ key: LimitKey, _ body: (inout LimitUses, RateLimit) -> Void) {
    // A limit that this profile does not have can still be one that the CA names.
    let limit = table[key.limit] ?? LimitBook.unknown
    body(&uses[key, default: LimitUses(limit)], limit)
  }

  /// Stands in for a limit whose figures nobody knows: only the CA's own word closes it.
  private static let unknown = RateLimit(.max / 2, per: .nanoseconds(1), .sliding)

  private mutating func sweep(at now: Instant) {
    changes += 1
    guard changes >= max(1024, uses.count) else { return }
    changes = 0
    uses = uses.filter { !$0.value.isIdle(at: now, table[$0.key.limit] ?? LimitBook.unknown) }
  }

  /// What holds an order for these names back: the limit that opens last; nil where none does.
  func obstacle(for names: NameSet, isRenewal: Bool, at now: Instant) -> (key: LimitKey, opening: LimitOpening)? {
    var worst: (key: LimitKey, opening: LimitOpening)?
    for (key, cost) in table.uses(of: names, isRenewal: isRenewal) {
      guard let limit = table[key.limit] else { continue }
      let opening = (uses[key] ?? LimitUses(limit)).opening(for: cost, at: now, limit)
      if opening.rank > (worst?.opening.rank ?? .now) { worst = (key, opening) }
    }
    for (key, opening) in closures(for: names, at: now) where opening.rank > (worst?.opening.rank ?? .now) {
      worst = (key, opening)
    }
    return worst
  }

  /// How many more orders like this one each limit of the account leaves room for.
  func roomOfAccount(for names: NameSet, isRenewal: Bool, at now: Instant) -> [(limit: LimitName, count: Int)] {
    table.uses(of: names, isRenewal: isRenewal).compactMap { key, cost in
      guard key.subject.isEmpty, let state = state(of: key, at: now) else { return nil }
      return (key.limit, (state.of - state.used) / max(1, cost))
    }
  }

  /// What the CA closed of limits that the table does not have.
  private func closures(for names: NameSet, at now: Instant) -> [(LimitKey, LimitOpening)] {
    let missing = LimitName.allCases.filter { table.limits[$0] == nil }
    guard !missing.isEmpty, !uses.isEmpty else { return [] }
    return missing.flatMap { table.keys(of: $0, for: names) }.compactMap { key in
      uses[key]?.closedUntil.flatMap { $0 > now ? (key, .at($0)) : nil }
    }
  }

  /// Whether orders are under way whose end may give back what they have taken of a limit.
  public func isInFlight(_ key: LimitKey) -> Bool { uses[key].map { $0.inFlight > 0 } ?? false }

  /// The use of one limit at `now`, and when one more fits.
  public func state(of key: LimitKey, at now: Instant) -> (used: Int, of: Int, opening: LimitOpening)? {
    guard let limit = table[key.limit] else { return nil }
    let uses = uses[key] ?? LimitUses(limit)
    // Those are dated ahead.
    let counted = key.limit == .newAccounts ? now + LimitBook.answer : now
    return (uses.used(at: counted, limit), limit.count, uses.opening(for: 1, at: now, limit))
  }

  /// Every subject of which something is used at `now`.
  public func subjects(of limit: LimitName, at now: Instant) -> [String] {
    uses.keys.filter { $0.limit == limit && (state(of: $0, at: now)?.used ?? 0) > 0 }.map(\.subject).sorted()
  }
}

extension LimitOpening {
  /// Which of two openings comes later: `uponEnd` may be at once, or last as long as an order does.
  fileprivate var rank: Rank {
    switch self {
    case .now: .now
    case .uponEnd: .uponEnd
    case .at(let instant): .at(instant)
    case .never: .never
    }
  }

  fileprivate enum Rank: Comparable {
    case now
    case uponEnd
    case at(Instant)
    case never
  }
}
