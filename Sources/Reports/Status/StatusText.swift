public import Timing

public enum StatusText {
  /// Of the orders pending, the oldest: the rest is for `orders list`.
  private static let shownOrders = 20

  /// Pending against the cap, then what waits, what failed, and the room under each limit.
  public static func block(_ status: StatusModel, style: Style = .plain, width: Int = 80) -> String {
    var text = "\(style(.strong, "Pending"))  \(status.orders.count) of \(status.cap)\n"
    text += orders(Array(status.orders.prefix(shownOrders)), at: status.at, width: width)
    if status.orders.count > shownOrders {
      text += "  and \(status.orders.count - shownOrders) more: preflight orders list\n"
    }
    text += held("Waiting", status.waiting, style, width)
    text += held("Failed", status.failed, style, width)
    if !status.limits.isEmpty {
      text += "\n\(style(.strong, "Limits"))\n"
      text += Columns.table(
        status.limits.map { limit in
          let opens = limit.opensSeconds.map { room(limit.limit, in: Duration.seconds($0).shortText) } ?? ""
          return [Inert.text(limit.limit, limit: 60), "\(limit.used) of \(limit.of)", opens]
        }, indent: 2, width: width)
    }
    return text
  }

  /// One line per order: id, state, age, names.
  public static func orders(_ orders: [StatusModel.PendingOrder], at now: Timestamp, width: Int = 80) -> String {
    let rows = orders.map { order in
      let age = max(.zero, now - order.since).shortText
      return [Inert.text(order.id, limit: 32), Inert.text(order.state, limit: 16), age]
    }
    let lines = Columns.table(rows.map { $0 + ["|"] }, indent: 2).split(separator: "\n")
    var text = ""
    for (line, order) in zip(lines, orders) {
      // What is left of the line, so that it stays one; the JSON form has all of them.
      text +=
        line.dropLast() + Inert.text(order.names.joined(separator: " "), limit: max(20, width + 1 - line.columns))
        + "\n"
    }
    return text
  }

  /// An order mostly ends long before the CA's lifetime of orders, which the ledger counts with.
  private static func room(_ limit: String, in time: String) -> String {
    limit == "pending-orders" ? "room again when an order ends, in \(time) at the latest" : "room again in \(time)"
  }

  private static func held(_ title: String, _ items: [StatusModel.Held], _ style: Style, _ width: Int)
    -> String
  {
    guard !items.isEmpty else { return "" }
    let rows = items.map { item in
      let next = item.nextSeconds.map { "next try in \(Duration.seconds($0).shortText)" } ?? ""
      return [Inert.text(item.reason, limit: 60), Columns.counted(item.names, "name"), next]
    }
    return "\n\(style(.strong, title))\n" + Columns.table(rows, indent: 2, width: width)
  }
}
