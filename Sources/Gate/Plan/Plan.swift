/// How long a list of orders takes at a CA, and what holds it back: the contract `preflight.plan/1`.
public struct Plan: Hashable, Sendable {
  /// A limit, and since when it is what the list waits for.
  public struct Binding: Hashable, Sendable {
    /// The limit's name: "new-orders", "pending-orders".
    public var limit: String
    public var fromSeconds: Int64
  }

  /// An order that no waiting helps.
  public struct Impossible: Hashable, Sendable {
    public var names: [String]
    public var reason: String
  }

  /// Orders of one registered domain that its own limit holds back.
  public struct Crowded: Hashable, Sendable {
    public var domain: String
    public var orders: Int
    /// Until the last of them is ordered.
    public var seconds: Int64
  }

  public struct Point: Hashable, Sendable {
    public var seconds: Int64
    /// Orders begun by then.
    public var ordered: Int
  }

  public var ca: String
  /// Orders that are due, and their names.
  public var orders = 0
  public var names = 0
  /// Requests whose certificate is not due yet.
  public var current = 0
  /// Until the last order ends.
  public var total = Duration.zero
  /// In the order in which they begin to bind.
  public var binding: [Binding] = []
  public var impossible: [Impossible] = []
  /// Those that wait longest first.
  public var crowded: [Crowded] = []
  /// At most a hundred points, hours apart or less.
  public var timeline: [Point] = []

  public init(ca: String) {
    self.ca = ca
  }
}

extension Impossibility {
  /// One line for people.
  public var words: String {
    switch self {
    case .namesPerCertificate(let count, let most):
      "\(count) names are more than the CA puts into one certificate (\(most))"
    case .limit(let key): "one order is more than the limit \(key.limit.rawValue) allows"
    }
  }
}
