public import Timing

/// What the ledger holds at one moment: the contract `preflight.status/1`.
public struct StatusModel: Hashable, Sendable {
  /// An order that counts against the cap.
  public struct PendingOrder: Hashable, Sendable {
    public var id: String
    public var names: [String]
    /// What is known of it: "reserved", "submitted", "unknown".
    public var state: String
    public var since: Timestamp
    /// By which the CA knows it, where it is known.
    public var url: String?

    public init(id: String, names: [String], state: String, since: Timestamp, url: String? = nil) {
      self.url = url
      self.id = id
      self.names = names
      self.state = state
      self.since = since
    }
  }

  /// Requests that wait, or failed, for the same reason.
  public struct Held: Hashable, Sendable {
    /// A finding's code or a limit's name.
    public var reason: String
    public var names: Int
    /// Until the next of them is tried; nil where none is due by itself.
    public var nextSeconds: Int?

    public init(reason: String, names: Int, nextSeconds: Int?) {
      self.reason = reason
      self.names = names
      self.nextSeconds = nextSeconds
    }
  }

  public struct Limit: Hashable, Sendable {
    public var limit: String
    public var used: Int
    public var of: Int
    /// Until there is room again; nil where there is now.
    public var opensSeconds: Int?

    public init(limit: String, used: Int, of: Int, opensSeconds: Int?) {
      self.limit = limit
      self.used = used
      self.of = of
      self.opensSeconds = opensSeconds
    }
  }

  public var at: Timestamp
  public var cap: Int
  public var orders: [PendingOrder]
  public var waiting: [Held]
  public var failed: [Held]
  public var limits: [Limit]

  public init(
    at: Timestamp, cap: Int, orders: [PendingOrder] = [], waiting: [Held] = [], failed: [Held] = [],
    limits: [Limit] = []
  ) {
    self.at = at
    self.cap = cap
    self.orders = orders
    self.waiting = waiting
    self.failed = failed
    self.limits = limits
  }
}
