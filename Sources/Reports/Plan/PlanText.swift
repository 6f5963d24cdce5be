public import Gate
import Timing

/// A plan for people.
public enum PlanText {
  /// - Parameter others: The same list on other profiles.
  public static func block(_ plan: Plan, others: [Plan], style: Style = .plain, width: Int = 80) -> String {
    var text = style(.strong, "\(Inert.text(plan.ca)): ") + sentence(plan) + "\n"
    if plan.current > 0 {
      text += "\(Columns.counted(plan.current, "order")) not due: the certificate is good for longer\n"
    }
    if !plan.binding.isEmpty {
      text += "\n\(style(.strong, "What it waits for"))\n"
      text += Columns.table(
        plan.binding.map { [$0.limit, $0.fromSeconds == 0 ? "from the start" : "after \(time($0.fromSeconds))"] },
        indent: 2, width: width)
    }
    if plan.timeline.count > 1 {
      text += "\n\(style(.strong, "Orders begun"))\n" + Columns.table(rows(plan), indent: 2)
    }
    if !plan.crowded.isEmpty {
      text += "\n\(style(.strong, "Held back by the limit of their registered domain"))\n"
      text += Columns.table(
        plan.crowded.prefix(10).map {
          [Inert.text($0.domain), Columns.counted($0.orders, "order"), "done after \(time($0.seconds))"]
        }, indent: 2, width: width)
      if plan.crowded.count > 10 { text += "  and \(plan.crowded.count - 10) more domains\n" }
    }
    if !plan.impossible.isEmpty {
      text += "\n\(style(.strong, "Can never pass"))\n"
      for item in plan.impossible.prefix(10) {
        let names = Inert.text(item.names.joined(separator: " "), limit: 60)
        text += Columns.wrapped("\(names): \(item.reason)", indent: 4, width: width, first: "  ")
      }
      if plan.impossible.count > 10 { text += "  and \(plan.impossible.count - 10) more orders\n" }
    }
    if !others.isEmpty {
      text += "\n\(style(.strong, "The same list on other profiles"))\n"
      text += Columns.table(others.map { [Inert.text($0.ca), $0.total.shortText] }, indent: 2)
    }
    return text
  }

  private static func sentence(_ plan: Plan) -> String {
    guard plan.orders > 0 else { return "nothing to order" }
    let names = plan.names == plan.orders ? "" : " for \(Columns.counted(plan.names, "name"))"
    let hours = (plan.total.secondsRoundedUp + 1800) / 3600
    let sum = hours >= 24 ? " (\(hours) hours)" : ""
    return "\(Columns.counted(plan.orders, "order"))\(names) in \(plan.total.shortText)\(sum)"
  }

  /// The burst before the first limit binds, and five moments from there on: enough to see the shape.
  private static func rows(_ plan: Plan) -> [[String]] {
    let last = plan.timeline.last?.seconds ?? 0
    let burst = min(plan.binding.first?.fromSeconds ?? 0, last)
    var seconds = (0...5).map { burst + (last - burst) * $0 / 5 }
    seconds = seconds.enumerated().filter { $0.offset == 0 || seconds[$0.offset - 1] != $0.element }.map(\.element)
    var before: Plan.Point?
    return seconds.compactMap { moment in
      guard let point = plan.timeline.last(where: { $0.seconds <= moment }) else { return nil }
      defer { before = point }
      let when = point.seconds == 0 ? "at once" : time(point.seconds)
      guard let before, point.seconds > before.seconds else {
        return before == nil ? [when, "\(point.ordered)", ""] : nil
      }
      let pace = Double(point.ordered - before.ordered) * 3600 / Double(point.seconds - before.seconds)
      // What is less than a few an hour is said by the day.
      let speed = pace < 5 ? "\(Int((pace * 24).rounded())) a day" : "\(Int(pace.rounded())) an hour"
      return [when, "\(point.ordered)", speed]
    }
  }

  private static func time(_ seconds: Int64) -> String { Duration.seconds(seconds).shortText }
}
