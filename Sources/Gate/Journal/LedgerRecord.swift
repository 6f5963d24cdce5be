public import Readiness
public import Timing

/// One thing that the ledger remembers. Whatever is not among these cases was written by a newer version and must not
/// be passed over: what it says could be that a slot is taken.
public enum LedgerRecord: Hashable, Sendable {
  /// A request was read from the input; it ends by a settlement or by `gaveUp`.
  case accepted(Request)
  /// A request that is not ready is checked again later.
  case deferred(NameSet, Deferral)
  /// A slot is taken, before the submitter is told.
  case reserved(Reservation)
  /// The CA has taken the order and calls it by this URL: written down before anything else is done with it.
  case placed(OrderID, url: String)
  /// Another process goes on with the order, its owner being dead or the order's end unknown.
  case adopted(OrderID, owner: OwnerID)
  /// Whoever worked on the order is gone, and nobody knows how far it came: whatever the CA can have counted of it, it
  /// has counted by now.
  case lapsed(OrderID)
  /// The CA is asked for the same order once more.
  case retried(OrderID)
  case settled(OrderID, Settlement)
  /// The CA has let go of an order whose end nobody learned.
  case expired(OrderID)
  /// The ledger is opened for the first time since the machine was started: from here on its steady clock counts, and a
  /// step of the wall clock no longer does.
  case booted
  /// Whose orders and limits all other records speak of; written down by the first run.
  case serves(CAIdentity)
  /// A new account is asked for at the CA, or may be: written down before.
  case account
  /// A request ends without an order.
  case gaveUp(Request, Refusal)
  /// A piece of the snapshot with which a compacted journal begins.
  indirect case checkpoint(Checkpoint)
}

/// What is written down when a slot is taken.
public struct Reservation: Hashable, Sendable {
  public var order: Order
  /// The request that it serves: other names than the order's where those that are not ready were dropped.
  public var request: NameSet
  public var owner: OwnerID
  /// By which submitter's rules the order's end is read: "uacme".
  public var submitter: String
  /// When the CA lets go of an order that nobody completed.
  public var expires: Timestamp

  public init(order: Order, request: NameSet? = nil, owner: OwnerID, submitter: String, expires: Timestamp) {
    self.order = order
    self.request = request ?? order.nameSet
    self.owner = owner
    self.submitter = submitter
    self.expires = expires
  }
}

/// When a request is tried again, and why not now.
public struct Deferral: Hashable, Sendable {
  public var until: Timestamp
  /// The finding that weighs most.
  public var code: FindingCode

  public init(until: Timestamp, code: FindingCode) {
    self.until = until
    self.code = code
  }
}

/// Why a request was given up.
public struct Refusal: Hashable, Sendable {
  public var verdict: Verdict
  /// What was found, by code.
  public var codes: [FindingCode]
  /// One line for people.
  public var reason: String

  public init(verdict: Verdict, codes: [FindingCode] = [], reason: String) {
    self.verdict = verdict
    self.codes = codes
    self.reason = reason
  }
}

/// A record as it stands in the journal.
public struct LedgerEntry: Hashable, Sendable {
  /// Without a gap: from 1, or from the number behind the last record that a snapshot replaces.
  public var sequence: Int64
  public var at: Moment
  public var record: LedgerRecord

  public init(sequence: Int64, at: Moment, record: LedgerRecord) {
    self.sequence = sequence
    self.at = at
    self.record = record
  }
}
