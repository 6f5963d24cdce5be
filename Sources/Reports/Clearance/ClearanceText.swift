import Gate
import Timing

public enum ClearanceText {
  /// What was let go, what was cleared, what could be and at what price, and what stays.
  public static func block(_ model: ClearanceModel, style: Style = .plain, width: Int = 80) -> String {
    var text = ""
    if model.released > 0 {
      text += "\(Columns.counted(model.released, "order")) whose lifetime at the CA has ended let go\n"
    }
    for end in model.settled {
      let how = end.outcome == .issued ? "completed" : "ended at the CA"
      let detail = end.detail.isEmpty ? "" : ": \(Inert.text(end.detail, limit: 200))"
      text += "\(Inert.text(end.id, limit: 32))  \(how)\(detail)\n"
    }
    if !model.clearable.isEmpty {
      text += "\(style(.strong, "The CA can be asked for"))\n"
      text += orders(model.clearable.map { ($0, "") }, model.at, width)
      text += price(model)
    }
    if !model.staying.isEmpty {
      text += "\(text.isEmpty ? "" : "\n")\(style(.strong, "Stay"))\n"
      text += orders(model.staying.map { ($0.order, $0.reason) }, model.at, width)
    }
    return text.isEmpty ? "no order is open\n" : text
  }

  private static func price(_ model: ClearanceModel) -> String {
    let names = Columns.counted(model.clearable.reduce(0) { $0 + $1.names.count }, "failed validation")
    let authority = Inert.text(model.authority, limit: 40)
    let cost =
      model.countsFailures
      ? "\n  that costs up to \(names) at \(authority), one for each name."
      : "\n  that costs nothing that is known of \(authority)."
    return """

        With --yes, those that are ready are completed. Of the others the
        authorizations are deactivated:\(cost)

      """
  }

  private static func orders(
    _ orders: [(order: ClearanceModel.Order, reason: String)], _ now: Timestamp, _ width: Int
  ) -> String {
    var text = ""
    for (order, reason) in orders {
      let left = order.expires.map { "free in \(max(.zero, $0 - now).shortText)" } ?? ""
      let head = "  \(Inert.text(order.id, limit: 32))  \(Inert.text(order.submitter, limit: 16))  \(left)  "
      text += head + Inert.text(order.names.joined(separator: " "), limit: max(20, width - head.columns)) + "\n"
      if !reason.isEmpty { text += Columns.wrapped(Inert.text(reason, limit: 300), indent: 4, width: width) }
    }
    return text
  }
}
