public import Timing

/// What the records of a journal add up to: which orders are open, which names have a certificate or failed, which
/// requests are not finished. Pure: the same records always make the same book.
public struct Book: Sendable {
  /// Whose limits it counts; nil as long as nothing was ordered.
  public internal(set) var authority: CAIdentity?
  public internal(set) var openOrders: [OrderID: OpenOrder] = [:]
  /// By their request's key: accepted, and neither settled nor given up; and since when.
  public internal(set) var requests: [NameSet: (request: Request, at: Moment)] = [:]
  /// Of requests that are not ready: their next try, and when it was set.
  public internal(set) var deferrals: [NameSet: (deferral: Deferral, at: Moment)] = [:]
  var openByNames: [NameSet: OrderID] = [:]
  /// Where the order's names are not all of the request's.
  var openByRequest: [NameSet: OrderID] = [:]
  var certificates: [NameSet: Certificate] = [:]
  var setbacks: [NameSet: Setback] = [:]
  var clock = BookClock()
  /// How many pieces of a snapshot are still to come.
  var piecesToCome = 0
  public internal(set) var limits: LimitBook

  /// - Parameter limits: what the CA counts.
  public init(limits: LimitTable = LimitTable()) {
    self.limits = LimitBook(limits)
  }

  /// Whether anything was ordered, as far as it is still remembered: by the orders, or by what they used of a limit.
  public var hasOrdered: Bool {
    !openOrders.isEmpty || !certificates.isEmpty || !setbacks.isEmpty
      || limits.uses.keys.contains { $0.limit != .newAccounts }
  }

  /// `moment` on the clock by which limits are counted.
  public func time(at moment: Moment) -> Instant { clock.time(at: moment) }

  /// Whether the CA's lifetime of an order has passed, so that it no longer counts.
  public func hasExpired(_ open: OpenOrder, at now: Moment) -> Bool { open.hasExpired(at: time(at: now)) }

  /// When it has, by the wall clock of now; nil where it has already.
  public func expiry(of open: OpenOrder, at now: Moment) -> Timestamp? {
    let rest = open.since + open.lifetime - time(at: now)
    return rest > .zero ? now.date + rest : nil
  }

  /// The order that is open for exactly these names.
  public func openOrder(for names: NameSet) -> OpenOrder? {
    openByNames[names].flatMap { openOrders[$0] }
  }

  /// The order that is open for a request: for its names, or for those of them that were ready.
  public func openOrder(ofRequest request: NameSet, at now: Moment) -> OpenOrder? {
    let open = openOrder(for: request) ?? openByRequest[request].flatMap { openOrders[$0] }
    return open.flatMap { hasExpired($0, at: now) ? nil : $0 }
  }

  /// The last certificate for exactly these names.
  public func certificate(for names: NameSet) -> Certificate? { certificates[names] }

  /// What went wrong with exactly these names since they were last issued.
  public func setback(of names: NameSet) -> Setback? { setbacks[names] }

  /// When a request is to be tried again; nil where that is now.
  public func nextTry(of request: NameSet, now: Moment) -> Timestamp? {
    deferrals[request].flatMap { now.upcoming($0.deferral.until, setAt: $0.at) }
  }

  /// Every set of names that has a setback.
  public var allSetbacks: [NameSet: Setback] { setbacks }

  /// Since when a request is in the ledger; nil where it is not.
  public func acceptance(of request: NameSet) -> Moment? { requests[request]?.at }

  public func isAccepted(_ request: NameSet) -> Bool { requests[request] != nil }

  /// The slots that are taken: reserved and not settled, or settled as unknown, until the CA lets go of the order.
  public func pendingCount(at now: Moment) -> Int {
    let time = time(at: now)
    return openOrders.values.count { !$0.hasExpired(at: time) }
  }

  public var counts: Counts {
    Counts(
      openOrders: openOrders.count, requests: requests.count, certificates: certificates.count,
      setbacks: setbacks.count)
  }

  /// How much a book holds, expired orders included.
  public struct Counts: Hashable, Sendable {
    public var openOrders: Int
    public var requests: Int
    public var certificates: Int
    public var setbacks: Int

    public init(openOrders: Int = 0, requests: Int = 0, certificates: Int = 0, setbacks: Int = 0) {
      self.openOrders = openOrders
      self.requests = requests
      self.certificates = certificates
      self.setbacks = setbacks
    }
  }
}
