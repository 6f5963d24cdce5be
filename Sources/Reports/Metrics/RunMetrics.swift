public import Gate
import Readiness
import Timing

/// What a run has come to so far, in Prometheus' text format (exposition format 0.0.4).
public struct RunMetrics: Sendable {
  private var accepted = 0
  private var rejected = 0
  private var verdicts: [Verdict: Int] = [:]
  private var settled: [Settlement.Outcome: Int] = [:]
  private var gaveUp = 0
  private var departed = 0
  private var waiting: [String: Int] = [:]
  private var pending = PendingOrders()
  private var last: Timestamp?

  public init() {}

  public mutating func note(_ event: RunEvent) {
    last = event.at
    _ = pending.note(event)
    switch event.kind {
    case .accepted: accepted += 1
    case .rejectedInput: rejected += 1
    case .checked(let verdict, _): verdicts[verdict, default: 0] += 1
    case .waiting(_, let limit, _): waiting[limit ?? "other", default: 0] += 1
    case .submitted: break
    case .settled(let outcome, _): settled[outcome, default: 0] += 1
    case .gaveUp: gaveUp += 1
    case .departed: departed += 1
    case .summary: break
    }
  }

  public var text: String {
    var text = ""
    func metric(_ name: String, _ type: String, _ help: String, _ samples: [(labels: String, value: Int)]) {
      text += "# HELP preflight_\(name) \(help)\n# TYPE preflight_\(name) \(type)\n"
      for sample in samples { text += "preflight_\(name)\(sample.labels) \(sample.value)\n" }
    }
    metric("requests_accepted_total", "counter", "Requests taken in.", [("", accepted)])
    metric("lines_rejected_total", "counter", "Lines of the input that are no requests.", [("", rejected)])
    metric(
      "checks_total", "counter", "Requests checked, by verdict.",
      Verdict.allCases.map { ("{verdict=\"\($0.rawValue)\"}", verdicts[$0] ?? 0) })
    metric(
      "orders_settled_total", "counter", "Orders that ended, by outcome.",
      Settlement.Outcome.allCases.map { ("{outcome=\"\($0.rawValue)\"}", settled[$0] ?? 0) })
    metric("requests_given_up_total", "counter", "Requests that ended without an order.", [("", gaveUp)])
    metric("names_departed_total", "counter", "Requests whose names had a certificate and left.", [("", departed)])
    metric(
      "waits_total", "counter", "Requests that had to wait, by limit.",
      waiting.keys.sorted().map { ("{limit=\"\($0)\"}", waiting[$0] ?? 0) })
    metric(
      "orders_pending", "gauge", "Orders pending at the CA, over all processes, when last told.",
      [("", pending.count)])
    metric("orders_pending_cap", "gauge", "Orders that may be pending.", [("", pending.cap)])
    metric(
      "last_event_timestamp_seconds", "gauge", "When something last happened.",
      [("", Int((last?.milliseconds ?? 0) / 1000))])
    return text
  }
}
