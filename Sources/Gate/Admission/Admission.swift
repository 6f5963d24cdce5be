public import Timing

/// The gate's answer.
public enum Admission: Hashable, Sendable {
  /// Write a reservation down, then order.
  case reserve
  /// Not now. `until` is when it opens by itself; nil where only an event can open it.
  case wait(WaitReason, until: Timestamp?)
  /// These very names are on order: by another process, by us, or by nobody any more (`unknown` is set).
  case open(OpenOrder)
  /// There is a certificate, and it is not due.
  case current(since: Timestamp)
  /// The last order failed, and its pause has not ended.
  case backOff(until: Timestamp)
  /// The CA takes no order for these names until a person has asked it to.
  case paused
  /// No waiting helps.
  case impossible(Impossibility)
}

/// Which limit is used up.
public enum WaitReason: Hashable, Sendable {
  case pendingCap(count: Int, cap: Int)
  case limit(LimitKey)
  /// There is room under this limit (nil: under the pending cap), and other runs are to have it first.
  case turn(LimitName?)
  /// The CA said so for these names.
  case rateLimited

  /// The limit's name, as events and plans show it.
  public var limit: String {
    switch self {
    case .pendingCap: "pending-orders"
    case .turn(let limit): limit?.rawValue ?? "pending-orders"
    case .limit(let key): key.limit.rawValue
    case .rateLimited: "ca-rate-limit"
    }
  }

  /// Whether it holds back every other order too.
  public var bindsAll: Bool {
    switch self {
    case .pendingCap, .turn: true
    case .limit(let key): key.subject.isEmpty
    case .rateLimited: false
    }
  }
}

/// Why an order can never begin.
public enum Impossibility: Hashable, Sendable {
  case namesPerCertificate(count: Int, of: Int)
  /// One order alone is more than the limit allows.
  case limit(LimitKey)
}
