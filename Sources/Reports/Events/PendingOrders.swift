import Gate

/// How many orders are pending at the CA, as a run's events tell it.
struct PendingOrders: Sendable {
  /// Handed over and not settled, by order.
  private var open: Set<String> = []
  /// Over all processes that share the ledger, when last told.
  private(set) var count = 0
  private(set) var cap = 0

  /// Whether the event said something about it.
  mutating func note(_ event: RunEvent) -> Bool {
    switch event.kind {
    case .submitted(let pending, let most):
      count = pending
      cap = most
      if let order = event.order { open.insert(order) }
      return true
    case .settled(let outcome, _):
      // One whose end nobody knows keeps its slot.
      guard outcome != .unknown, let order = event.order, open.remove(order) != nil else { return false }
      count = max(0, count - 1)
      return true
    default: return false
    }
  }
}
