import Gate
import Readiness
import Reports
import Testing
import Timing

@Suite struct MetricsTests {
  @Test func countsWhatHappened() {
    var metrics = RunMetrics()
    func note(_ kind: RunEvent.Kind, order: String? = nil) {
      metrics.note(RunEvent(at: Samples.checkedAt, order: order, names: ["a.example"], kind))
    }
    for _ in 0..<3 { note(.accepted(line: 1)) }
    note(.checked(verdict: .ready, findings: []))
    note(.checked(verdict: .notReady, findings: []))
    note(.submitted(pending: 7, cap: 10), order: "a")
    note(.submitted(pending: 8, cap: 10), order: "b")
    note(.settled(.issued, detail: ""), order: "a")
    note(.settled(.unknown, detail: ""), order: "b")
    note(.waiting(reason: "", limit: "new-orders", until: nil))
    let lines = metrics.text.split(separator: "\n")
    for line in [
      "preflight_requests_accepted_total 3", "preflight_checks_total{verdict=\"not-ready\"} 1",
      "preflight_orders_settled_total{outcome=\"issued\"} 1", "preflight_orders_pending 7",
      "preflight_orders_pending_cap 10", "preflight_waits_total{limit=\"new-orders\"} 1",
      "# TYPE preflight_orders_pending gauge",
    ] { #expect(lines.contains(Substring(line)), "\(line)") }
    // Each metric is described once, and every sample line has a name and a number.
    #expect(lines.count { $0.hasPrefix("# TYPE") } == Set(lines.filter { $0.hasPrefix("# TYPE") }).count)
    for line in lines where !line.hasPrefix("#") { #expect(Int(line.split(separator: " ").last ?? "") != nil) }
  }
}
