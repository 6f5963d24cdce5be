public import Gate
import Timing

extension StatusModel {
  /// What a ledger's book says at one moment, by the gate's rules.
  public init(_ book: Book, at now: Moment, gate: Gate) {
    let open = book.openOrders.values.filter { !$0.hasExpired(at: now) }
      .sorted { ($0.reservedAt.date, $0.order.id.text) < ($1.reservedAt.date, $1.order.id.text) }
    let orders = open.map { order in
      PendingOrder(
        id: order.order.id.text, names: order.order.names, state: order.unknown == nil ? "submitted" : "unknown",
        since: order.reservedAt.date)
    }
    let ordered = Set(open.map(\.request))
    let waiting = book.requests.values.filter { !ordered.contains($0.key) }
    var limit = Limit(limit: "pending-orders", used: orders.count, of: gate.cap, opensSeconds: nil)
    if orders.count >= gate.cap {
      let next = open.compactMap { now.upcoming($0.expires, setAt: $0.reservedAt) }.min()
      limit.opensSeconds = next.map { Int(($0 - now.date).secondsRoundedUp) }
    }
    self.init(
      at: now.date, cap: gate.cap, orders: orders,
      waiting: waiting.isEmpty
        ? [] : [Held(reason: "not-finished", names: waiting.reduce(0) { $0 + $1.names.count }, nextSeconds: nil)],
      limits: [limit])
  }
}
