public import Timing

/// One piece of a snapshot: together they make a book again without the records that it came from. Each stands in an
/// entry that is dated as what it speaks of was: when the certificate was issued, the order reserved.
public enum Checkpoint: Hashable, Sendable {
  /// The first piece, dated as the last record that it replaces: how many others follow, and the book's own clock then.
  case start(pieces: Int, clock: Instant)
  case authority(CAIdentity)
  case certificate(NameSet, Certificate)
  case setback(NameSet, Setback)
  case request(Request)
  /// When a request is tried again.
  case deferral(NameSet, Deferral)
  case open(OpenOrder)
  case used(LimitUse)
  case uses(LimitState)
}

extension Book {
  /// Of the last record; nil for a book that has seen none.
  public var lastMoment: Moment? { clock.last }

  /// How many records a snapshot would have now, about.
  public var snapshotSize: Int {
    2 + certificates.count + setbacks.count + requests.count + deferrals.count + openOrders.count
      + 2 * limits.busyCount(at: clock.time)
  }

  mutating func restore(_ checkpoint: Checkpoint, at moment: Moment) throws(BookError) {
    if case .start(let pieces, let time) = checkpoint {
      guard clock.last == nil, pieces >= 0 else { throw .misplaced }
      clock = BookClock(last: moment, time: time)
      piecesToCome = pieces
      return
    }
    guard piecesToCome > 0 else { throw .misplaced }
    piecesToCome -= 1
    switch checkpoint {
    case .start: break
    case .authority(let authority): self.authority = authority
    case .certificate(let names, let certificate): certificates[names] = certificate
    case .setback(let names, let setback): setbacks[names] = setback
    case .request(let request): requests[request.key] = (request, moment)
    case .deferral(let request, let deferral): deferrals[request] = (deferral, moment)
    case .open(let open): try restore(open)
    case .used(let use): limits.restore(use)
    case .uses(let state): limits.restore(state, at: clock.time)
    }
  }

  private mutating func restore(_ open: OpenOrder) throws(BookError) {
    let names = open.order.nameSet
    guard openOrders[open.order.id] == nil else { throw .orderTaken(open.order.id) }
    if let earlier = openByNames[names] { throw .namesOpen(names, earlier) }
    openOrders[open.order.id] = open
    openByNames[names] = open.order.id
    if open.request != names { openByRequest[open.request] = open.order.id }
    limits.resume(names, isRenewal: open.isRenewal, isAsking: open.isAsking, isWorking: open.isWorking)
  }
}
