public import Timing

/// An order that holds a slot.
public struct OpenOrder: Hashable, Sendable {
  public let order: Order
  public let request: NameSet
  public let submitter: String
  public let reservedAt: Moment
  /// The last moment from which on somebody may have asked the CA for it: reserved, placed, taken up again, or left.
  /// On the book's own clock, which no step of the wall clock touches once a record of this boot is there.
  public internal(set) var since: Instant
  /// How long after `since` the CA has let go of it at the latest.
  public let lifetime: Duration
  public internal(set) var owner: OwnerID
  /// Set while nobody works on the order and nobody knows how it ended.
  public internal(set) var unknown: Settlement?
  /// By which the CA knows it, once it has said so: it has then counted the new order.
  public internal(set) var url: String?
  /// The CA does not want to be asked for it again before, on the book's own clock.
  public internal(set) var heldUntil: Instant?
  /// The CA has paused its names: it is asked again only when a person has said so.
  public internal(set) var isPaused = false
  /// Whether somebody may be asking the CA for it right now, so that the CA may count a new order at any moment.
  public internal(set) var isAsking = true
  /// Whether it may still come to something, so that the CA may count a certificate or failed validations.
  public internal(set) var isWorking = true
  /// How often the CA was asked for it, or may have been.
  public internal(set) var tries = 1
  /// Whether there was a certificate for the same names before.
  public let isRenewal: Bool

  init(
    _ reservation: Reservation, reservedAt: Moment, since: Instant, isRenewal: Bool, url: String? = nil,
    unknown: Settlement? = nil
  ) {
    self.since = since
    self.isRenewal = isRenewal
    self.url = url
    self.unknown = unknown
    order = reservation.order
    request = reservation.request
    submitter = reservation.submitter
    lifetime = max(.zero, reservation.expires - reservedAt.date)
    owner = reservation.owner
    self.reservedAt = reservedAt
  }

  /// Whether the CA's lifetime of an order has passed at `time` of the book's clock, so that it no longer counts.
  public func hasExpired(at time: Instant) -> Bool { since + lifetime <= time }
}

/// That names have a certificate.
public struct Certificate: Hashable, Sendable {
  public let at: Moment
  public let notAfter: Timestamp?
  /// Whether it was issued to an order of this ledger, so that `at` is when it was made.
  public let isOurs: Bool
  /// When a client last said that it is still good.
  public internal(set) var confirmedAt: Moment?

  init(at: Moment, notAfter: Timestamp?, isOurs: Bool, confirmedAt: Moment? = nil) {
    self.confirmedAt = confirmedAt
    self.at = at
    self.notAfter = notAfter
    self.isOurs = isOurs
  }
}

/// What went wrong the last time, and how often in a row.
public struct Setback: Hashable, Sendable {
  /// The CA refused because of a limit; else the order failed.
  public let isRateLimit: Bool
  public let count: Int
  public let at: Moment
  /// The same on the book's own clock: pauses are measured from it.
  public let time: Instant
  /// What the CA said.
  public let retryAt: Timestamp?
  /// The CA goes on only when a person has asked it to.
  public let isPaused: Bool
}
