public import Gate
public import Timing

/// What `orders clear` did, and what it could do.
public struct ClearanceModel: Hashable, Sendable {
  public struct Order: Hashable, Sendable {
    public var id: String
    public var names: [String]
    public var submitter: String
    /// When its slot is free by itself.
    public var expires: Timestamp?

    public init(id: String, names: [String], submitter: String, expires: Timestamp?) {
      self.id = id
      self.names = names
      self.submitter = submitter
      self.expires = expires
    }
  }

  public struct Staying: Hashable, Sendable {
    public var order: Order
    public var reason: String

    public init(_ order: Order, _ reason: String) {
      self.order = order
      self.reason = reason
    }
  }

  public struct Settled: Hashable, Sendable {
    public var id: String
    public var outcome: Settlement.Outcome
    public var detail: String

    public init(id: String, outcome: Settlement.Outcome, detail: String) {
      self.id = id
      self.outcome = outcome
      self.detail = detail
    }
  }

  public var at: Timestamp
  /// The CA's title.
  public var authority: String
  /// Whether the CA's profile counts failed validations.
  public var countsFailures: Bool
  /// Orders whose lifetime at the CA had ended.
  public var released: Int
  /// Those that the CA could be asked for; empty once it was.
  public var clearable: [Order] = []
  public var settled: [Settled] = []
  public var staying: [Staying] = []

  public init(at: Timestamp, authority: String, countsFailures: Bool, released: Int) {
    self.at = at
    self.authority = authority
    self.countsFailures = countsFailures
    self.released = released
  }

  /// Takes in how they ended; those whose end nobody knows stay.
  public mutating func settle(_ ends: [Settled]) {
    settled = ends.filter { $0.outcome != .unknown }
    for order in clearable {
      guard let end = ends.first(where: { $0.id == order.id }) else {
        staying.append(Staying(order, "somebody else has taken it up"))
        continue
      }
      if end.outcome == .unknown { staying.append(Staying(order, end.detail)) }
    }
    clearable = []
  }
}
