import Readiness
import Timing

/// A record that cannot follow those before it.
public enum BookError: Error, Hashable, Sendable, CustomStringConvertible {
  case orderTaken(OrderID)
  case namesOpen(NameSet, OrderID)
  case notOpen(OrderID)
  /// A piece of a snapshot outside of one, or something else within.
  case misplaced
  /// Longer than a line of the journal that can be read again.
  case tooLong

  public var description: String {
    switch self {
    case .orderTaken(let order): "the order \(order) is reserved twice"
    case .namesOpen(let names, let order):
      "the order \(order) is still open for the same names (\(names.text.prefix(80)))"
    case .notOpen(let order): "the order \(order) is not open"
    case .misplaced: "a piece of a snapshot stands where none belongs, or is missing"
    case .tooLong: "it is longer than any line that the journal can hold"
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
    case .accepted(let request): requests[request.key] = (request, moment)
    case .deferred(let request, let deferral):
      if requests[request] != nil { deferrals[request] = (deferral, moment) }
    case .reserved(let reservation): try reserve(reservation, at: moment, time)
    case .placed(let order, let url): try place(order, url, at: time)
    case .adopted(let order, let owner): try adopt(order, by: owner, at: time)
    case .lapsed(let order): try lapse(order, at: time)
    case .retried(let order): try retry(order, at: time)
    case .settled(let order, let settlement): try settle(order, settlement, at: moment, time)
    case .expired(let order): try expire(order, at: time)
    // Its moment is all that it says.
    case .booted: break
    case .serves(let authority): self.authority = authority
    case .account: limits.account(at: time)
    case .gaveUp(let request, _): finish(request.key)
    case .checkpoint: break
    }
  }

  private mutating func reserve(_ reservation: Reservation, at moment: Moment, _ time: Instant) throws(BookError) {
    let names = reservation.order.nameSet
    guard openOrders[reservation.order.id] == nil else { throw .orderTaken(reservation.order.id) }
    if let earlier = openOrder(for: names) {
      guard earlier.hasExpired(at: time) else { throw .namesOpen(names, earlier.order.id) }
      try expire(earlier.order.id, at: time)
    }
    let isRenewal = certificates[names] != nil
    openOrders[reservation.order.id] = OpenOrder(
      reservation, reservedAt: moment, since: time, isRenewal: isRenewal)
    openByNames[names] = reservation.order.id
    if reservation.request != names { openByRequest[reservation.request] = reservation.order.id }
    limits.ask(names, isRenewal: isRenewal, at: time)
    limits.begin(names, isRenewal: isRenewal)
  }

  private mutating func place(_ id: OrderID, _ url: String, at time: Instant) throws(BookError) {
    guard let open = openOrders[id] else { throw .notOpen(id) }
    if open.isAsking { limits.answered(open.order.nameSet, isRenewal: open.isRenewal, isCounted: true, at: time) }
    openOrders[id]?.isAsking = false
    openOrders[id]?.url = url
    openOrders[id]?.since = time
  }

  private mutating func adopt(_ id: OrderID, by owner: OwnerID, at time: Instant) throws(BookError) {
    guard openOrders[id] != nil else { throw .notOpen(id) }
    openOrders[id]?.owner = owner
    openOrders[id]?.unknown = nil
  }

  private mutating func lapse(_ id: OrderID, at time: Instant) throws(BookError) {
    guard let open = openOrders[id] else { throw .notOpen(id) }
    countAll(open, at: time)
    openOrders[id]?.isAsking = false
    openOrders[id]?.isWorking = false
    if open.isAsking { openOrders[id]?.since = time }
  }

  private mutating func retry(_ id: OrderID, at time: Instant) throws(BookError) {
    try lapse(id, at: time)
    guard let open = openOrders[id] else { return }
    limits.ask(open.order.nameSet, isRenewal: open.isRenewal, at: time)
    limits.begin(open.order.nameSet, isRenewal: open.isRenewal)
    openOrders[id]?.isAsking = true
    openOrders[id]?.isWorking = true
    openOrders[id]?.tries += 1
    openOrders[id]?.since = time
    openOrders[id]?.heldUntil = nil
    openOrders[id]?.isPaused = false
  }

  private mutating func expire(_ id: OrderID, at time: Instant) throws(BookError) {
    guard let open = openOrders.removeValue(forKey: id) else { throw .notOpen(id) }
    close(open)
    countAll(open, at: time)
  }

  private mutating func close(_ open: OpenOrder) {
    openByNames[open.order.nameSet] = nil
    if openByRequest[open.request] == open.order.id { openByRequest[open.request] = nil }
  }

  /// Nobody knows what became of it, so everything counts that may have happened.
  private mutating func countAll(_ open: OpenOrder, at time: Instant) {
    let names = open.order.nameSet
    if open.isAsking { limits.answered(names, isRenewal: open.isRenewal, isCounted: true, at: time) }
    if open.isWorking {
      limits.end(names, isRenewal: open.isRenewal, .init(certificate: true, failed: nil), at: time)
    }
  }

  private mutating func count(_ open: OpenOrder, _ settlement: Settlement, at time: Instant) {
    let names = open.order.nameSet
    if open.isAsking {
      let isCounted = settlement.outcome != .alreadyCurrent && !settlement.isOwnFailure
      limits.answered(names, isRenewal: open.isRenewal, isCounted: isCounted, at: time)
    }
    let counted: LimitBook.Counted? =
      switch settlement.outcome {
      case .issued: .init(certificate: true)
      // An earlier try may have made the certificate that the client has.
      case .alreadyCurrent: .init(certificate: open.tries > 1)
      case .failed: settlement.isOwnFailure ? .init() : .init(failed: nil)
      case .rateLimited: .init()
      // As long as the CA may go on with it, what it can come to counts as of now.
      case .unknown: nil
      }
    if open.isWorking, let counted { limits.end(names, isRenewal: open.isRenewal, counted, at: time) }
  }

  private mutating func settle(
    _ id: OrderID, _ settlement: Settlement, at moment: Moment, _ time: Instant
  ) throws(BookError) {
    guard let open = openOrders[id] else { throw .notOpen(id) }
    count(open, settlement, at: time)
    let names = open.order.nameSet
    if settlement.outcome == .unknown {
      openOrders[id]?.unknown = settlement
      openOrders[id]?.isAsking = false
      if open.isAsking { openOrders[id]?.since = time }
      if let retryAt = settlement.retryAt {
        openOrders[id]?.heldUntil = max(open.heldUntil ?? time, time + max(.zero, retryAt - moment.date))
      }
      if settlement.isPaused { openOrders[id]?.isPaused = true }
      close(settlement, names, at: moment, time)
      return
    }
    openOrders[id] = nil
    close(open)
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
    case .failed where settlement.isOwnFailure: break
    case .rateLimited where settlement.limit != nil && !settlement.isPaused:
      close(settlement, names, at: moment, time)
    case .failed, .rateLimited:
      let count = (setbacks[names]?.count ?? 0) + 1
      setbacks[names] = Setback(
        isRateLimit: settlement.outcome == .rateLimited, count: count, at: moment, time: time,
        retryAt: settlement.retryAt,
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
