public import Timing

/// An order that holds a slot.
public struct OpenOrder: Hashable, Sendable {
  public let order: Order
  public let request: NameSet
  public let submitter: String
  public let reservedAt: Moment
  /// When the CA lets go of it, by the wall clock of `reservedAt`.
  public let expires: Timestamp
  public internal(set) var owner: OwnerID
  /// Set while nobody works on the order and nobody knows how it ended.
  public internal(set) var unknown: Settlement?
  /// By which the CA knows it, once it has said so: it has then counted the new order.
  public internal(set) var url: String?
  /// Whether there was a certificate for the same names before.
  public let isRenewal: Bool

  init(_ reservation: Reservation, reservedAt: Moment, isRenewal: Bool, url: String? = nil, unknown: Settlement? = nil)
  {
    self.isRenewal = isRenewal
    self.url = url
    self.unknown = unknown
    order = reservation.order
    request = reservation.request
    submitter = reservation.submitter
    expires = reservation.expires
    owner = reservation.owner
    self.reservedAt = reservedAt
  }

  /// Whether the CA's lifetime of an order has passed, so that it no longer counts.
  public func hasExpired(at now: Moment) -> Bool {
    now.remaining(to: expires, setAt: reservedAt) <= .zero
  }
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
  /// What the CA said.
  public let retryAt: Timestamp?
  /// The CA goes on only when a person has asked it to.
  public let isPaused: Bool
}
