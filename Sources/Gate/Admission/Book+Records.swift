import Readiness
import Timing

/// A record that cannot follow those before it.
public enum BookError: Error, Hashable, Sendable, CustomStringConvertible {
  case orderTaken(OrderID)
  case namesOpen(NameSet, OrderID)
  case notOpen(OrderID)
  /// A piece of a snapshot outside of one, or something else within.
  case misplaced

  public var description: String {
    switch self {
    case .orderTaken(let order): "the order \(order) is reserved twice"
    case .namesOpen(let names, let order):
      "the order \(order) is still open for the same names (\(names.text.prefix(80)))"
    case .notOpen(let order): "the order \(order) is not open"
    case .misplaced: "a piece of a snapshot stands where none belongs, or is missing"
    }
  }
}

extension Book {
  /// Adds one record. A record that makes no sense after those before it is refused, and the book stays as it was.
  public mutating func apply(_ record: LedgerRecord, at moment: Moment) throws(BookError) {
    if case .checkpoint(let checkpoint) = record { return try restore(checkpoint, at: moment) }
    guard piecesToCome == 0 else { throw .misplaced }
    let time = clock.advance(to: moment)
    switch record {
    case .accepted(let request): requests[request.key] = request
    case .deferred(let request, let deferral):
      if requests[request] != nil { deferrals[request] = (deferral, moment) }
    case .reserved(let reservation): try reserve(reservation, at: moment, time)
    case .placed(let order, let url): try place(order, url, at: time)
    case .adopted(let order, let owner): try adopt(order, by: owner, at: time)
    case .settled(let order, let settlement): try settle(order, settlement, at: moment, time)
    case .expired(let order): try expire(order, at: time)
    case .account: limits.account(at: time)
    case .gaveUp(let request, _): finish(request.key)
    case .checkpoint: break
    }
  }

  private mutating func reserve(_ reservation: Reservation, at moment: Moment, _ time: Instant) throws(BookError) {
    let names = reservation.order.nameSet
    guard openOrders[reservation.order.id] == nil else { throw .orderTaken(reservation.order.id) }
    if let earlier = openOrder(for: names) {
      guard earlier.hasExpired(at: moment) else { throw .namesOpen(names, earlier.order.id) }
      try expire(earlier.order.id, at: time)
    }
    let isRenewal = certificates[names] != nil
    openOrders[reservation.order.id] = OpenOrder(reservation, reservedAt: moment, isRenewal: isRenewal)
    openByNames[names] = reservation.order.id
    limits.begin(names, isRenewal: isRenewal, isPlaced: false, at: time)
  }

  private mutating func place(_ id: OrderID, _ url: String, at time: Instant) throws(BookError) {
    guard let open = openOrders[id] else { throw .notOpen(id) }
    limits.place(
      open.order.nameSet, isRenewal: open.isRenewal, isFirst: open.url == nil && open.unknown == nil, at: time)
    openOrders[id]?.url = url
  }

  private mutating func adopt(_ id: OrderID, by owner: OwnerID, at time: Instant) throws(BookError) {
    guard let open = openOrders[id] else { throw .notOpen(id) }
    if open.unknown != nil {
      limits.begin(open.order.nameSet, isRenewal: open.isRenewal, isPlaced: open.url != nil, at: time)
    } else if open.url == nil {
      limits.retry(open.order.nameSet, isRenewal: open.isRenewal, at: time)
    }
    openOrders[id]?.owner = owner
    openOrders[id]?.unknown = nil
  }

  /// Nobody knows what became of it, so everything counts that may have happened.
  private mutating func expire(_ id: OrderID, at time: Instant) throws(BookError) {
    guard let open = openOrders.removeValue(forKey: id) else { throw .notOpen(id) }
    openByNames[open.order.nameSet] = nil
    if open.unknown == nil { count(open, Settlement(.unknown), at: time) }
  }

  private mutating func count(_ open: OpenOrder, _ settlement: Settlement, at time: Instant) {
    var counted: LimitBook.Counted =
      switch settlement.outcome {
      case .issued: .init(certificate: true)
      case .alreadyCurrent: .init(order: false)
      case .failed: .init(failed: nil)
      case .rateLimited: .init()
      case .unknown: .init(certificate: true, failed: nil)
      }
    let isPlaced = open.url != nil
    // Counted already, when the CA had answered.
    if isPlaced { counted.order = false }
    limits.end(open.order.nameSet, isRenewal: open.isRenewal, isPlaced: isPlaced, counted, at: time)
  }

  private mutating func settle(
    _ id: OrderID, _ settlement: Settlement, at moment: Moment, _ time: Instant
  ) throws(BookError) {
    guard let open = openOrders[id] else { throw .notOpen(id) }
    if open.unknown == nil { count(open, settlement, at: time) }
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
    case .rateLimited where settlement.limit != nil && !settlement.isPaused:
      close(settlement, names, at: moment, time)
    case .failed, .rateLimited:
      let count = (setbacks[names]?.count ?? 0) + 1
      setbacks[names] = Setback(
        isRateLimit: settlement.outcome == .rateLimited, count: count, at: moment, retryAt: settlement.retryAt,
        isPaused: settlement.isPaused)
    case .unknown: break
    }
    if settlement.outcome != .rateLimited { finish(open.request) }
  }

  private mutating func finish(_ request: NameSet) {
    requests[request] = nil
    deferrals[request] = nil
  }

  /// Closes just the limit that the CA named, until the time that it said; for a minute where it said none.
  private mutating func close(_ settlement: Settlement, _ names: NameSet, at moment: Moment, _ time: Instant) {
    guard let limit = settlement.limit else { return }
    let wait = settlement.retryAt.map { $0 - moment.date } ?? .seconds(60)
    for key in limits.table.keys(of: limit, for: names) { limits.close(key, until: time + max(.zero, wait)) }
  }
}
