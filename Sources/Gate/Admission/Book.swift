/// What the records of a journal add up to: which orders are open, which names have a certificate or failed, which
/// requests are not finished. Pure: the same records always make the same book.
public struct Book: Sendable {
  public private(set) var openOrders: [OrderID: OpenOrder] = [:]
  /// By their request's key: accepted, and neither settled nor given up.
  public private(set) var requests: [NameSet: Request] = [:]
  private var openByNames: [NameSet: OrderID] = [:]
  private var certificates: [NameSet: Certificate] = [:]
  private var setbacks: [NameSet: Setback] = [:]

  public init() {}

  /// The order that is open for exactly these names.
  public func openOrder(for names: NameSet) -> OpenOrder? {
    openByNames[names].flatMap { openOrders[$0] }
  }

  /// The last certificate for exactly these names.
  public func certificate(for names: NameSet) -> Certificate? { certificates[names] }

  /// What went wrong with exactly these names since they were last issued.
  public func setback(of names: NameSet) -> Setback? { setbacks[names] }

  public func isAccepted(_ request: NameSet) -> Bool { requests[request] != nil }

  /// The slots that are taken: reserved and not settled, or settled as unknown, until the CA lets go of the order.
  public func pendingCount(at now: Moment) -> Int {
    openOrders.values.count { !$0.hasExpired(at: now) }
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

/// A record that cannot follow those before it.
public enum BookError: Error, Hashable, Sendable, CustomStringConvertible {
  case orderTaken(OrderID)
  case namesOpen(NameSet, OrderID)
  case notOpen(OrderID)

  public var description: String {
    switch self {
    case .orderTaken(let order): "the order \(order) is reserved twice"
    case .namesOpen(let names, let order):
      "the order \(order) is still open for the same names (\(names.text.prefix(80)))"
    case .notOpen(let order): "the order \(order) is not open"
    }
  }
}

// MARK: - Applying records

extension Book {
  /// Adds one record. A record that makes no sense after those before it is refused, and the book stays as it was.
  public mutating func apply(_ record: LedgerRecord, at moment: Moment) throws(BookError) {
    switch record {
    case .accepted(let request): requests[request.key] = request
    case .reserved(let reservation): try reserve(reservation, at: moment)
    case .adopted(let order, let owner): try adopt(order, by: owner)
    case .settled(let order, let settlement): try settle(order, settlement, at: moment)
    case .gaveUp(let request, _): requests[request.key] = nil
    }
  }

  private mutating func reserve(_ reservation: Reservation, at moment: Moment) throws(BookError) {
    let names = reservation.order.nameSet
    guard openOrders[reservation.order.id] == nil else { throw .orderTaken(reservation.order.id) }
    if let earlier = openOrder(for: names) {
      guard earlier.hasExpired(at: moment) else { throw .namesOpen(names, earlier.order.id) }
      openOrders[earlier.order.id] = nil
    }
    openOrders[reservation.order.id] = OpenOrder(reservation, reservedAt: moment)
    openByNames[names] = reservation.order.id
  }

  private mutating func adopt(_ id: OrderID, by owner: OwnerID) throws(BookError) {
    guard openOrders[id] != nil else { throw .notOpen(id) }
    openOrders[id]?.owner = owner
    openOrders[id]?.unknown = nil
  }

  private mutating func settle(_ id: OrderID, _ settlement: Settlement, at moment: Moment) throws(BookError) {
    guard let open = openOrders[id] else { throw .notOpen(id) }
    if settlement.outcome == .unknown {
      openOrders[id]?.unknown = settlement
      return
    }
    let names = open.order.nameSet
    openOrders[id] = nil
    openByNames[names] = nil
    switch settlement.outcome {
    case .issued:
      setbacks[names] = nil
      certificates[names] = Certificate(at: moment, notAfter: settlement.notAfter, isOurs: true)
    case .alreadyCurrent:
      setbacks[names] = nil
      // What we saw issued ourselves is dated better than what a client says of its files.
      if settlement.notAfter != nil || certificates[names]?.isOurs != true {
        certificates[names] = Certificate(at: moment, notAfter: settlement.notAfter, isOurs: false)
      } else {
        certificates[names]?.confirmedAt = moment
      }
    case .failed, .rateLimited:
      let count = (setbacks[names]?.count ?? 0) + 1
      setbacks[names] = Setback(
        isRateLimit: settlement.outcome == .rateLimited, count: count, at: moment, retryAt: settlement.retryAt)
    case .unknown: break
    }
    if settlement.outcome != .rateLimited { requests[open.request] = nil }
  }
}
