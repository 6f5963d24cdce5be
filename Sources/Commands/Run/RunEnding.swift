import Gate
import Timing

/// What somebody who interrupts a run is told.
enum RunEnding {
  /// At the first signal: what still runs, and how long.
  static func first(underWay: Int, grace: Duration) -> String {
    guard underWay > 0 else { return "interrupted: no further orders" }
    let orders = counted(underWay, "order")
    return "interrupted: no further orders; \(orders) under way \(underWay == 1 ? "has" : "have") "
      + "\(grace.shortText) to end (interrupt again to leave at once)"
  }

  /// At the end: what is left, and how to go on.
  static func last(_ summary: RunSummary, state: String) -> String {
    var left: [String] = []
    if summary.pending > 0 {
      let slots = summary.pending == 1 ? "keeps its slot" : "keep their slots"
      left.append("\(counted(summary.pending, "order")) may still be pending at the CA and \(slots)")
    }
    if summary.waiting > 0 { left.append("\(counted(summary.waiting, "request")) not done") }
    guard !left.isEmpty else { return "interrupted: nothing that was read is left" }
    return "interrupted: \(left.joined(separator: ", ")); all of it is in the ledger in \(state), and the same command "
      + "goes on with it"
  }

  private static func counted(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }
}
