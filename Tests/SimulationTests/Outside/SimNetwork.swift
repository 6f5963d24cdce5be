import Gate
import Pipeline
import Readiness
import Timing

/// How ready names are, and when that changes.
struct SimNetwork {
  /// Of each name: from which moment of true time on it is how, in order.
  private(set) var states: [String: [(from: Int64, verdict: Verdict)]] = [:]

  init(_ names: [String], until calm: Int64, _ dice: inout Dice) {
    for name in names {
      var list: [(from: Int64, verdict: Verdict)] = []
      switch dice.pick(0...9) {
      case 0...4: list = [(.min, .ready)]
      case 5: list = [(.min, .notReady)]
      case 6: list = [(.min, .notReady), (Int64(dice.pick(0...Int(calm))), .ready)]
      case 7: list = [(.min, .ready), (Int64(dice.pick(0...Int(calm))), .notReady)]
      default:
        list = [(.min, dice.pick(Verdict.allCases))]
        var time: Int64 = 0
        while time < calm {
          time += Int64(dice.pick(1...60_000)) * 1_000_000
          list.append((min(time, calm), dice.pick(Verdict.allCases)))
        }
        list.append((calm, .ready))
      }
      states[name] = list
    }
  }

  func verdict(on name: String, at now: Int64) -> Verdict {
    states[name]?.last { $0.from <= now }?.verdict ?? .undetermined
  }
}

/// Looks at the simulated network, and takes its time for it.
struct SimChecking: NameChecking {
  let simulation: Simulation
  let process: SimProcess

  func check(_ name: String, targets: [Target]) async -> Report {
    let time = simulation.dice.once(in: 20) ? 1...8000 : 1...200
    await simulation.pass(simulation.dice.milliseconds(time), for: process)
    let verdict = simulation.network.verdict(on: name, at: simulation.now)
    var findings: [Finding] = []
    switch verdict {
    case .ready: break
    case .notReady: findings = [Finding(simulation.dice.pick([.dnsNXDomain, .httpStatus]), summary: "not ready")]
    case .undetermined: findings = [Finding(.selfDeadline, .undetermined, summary: "cannot tell")]
    }
    return Report(
      name: name, input: name, verdict: verdict, checkedAt: simulation.machine.date(at: simulation.now),
      duration: .zero, retryAfterSeconds: verdict == .ready ? nil : simulation.dice.pick(2...40), findings: findings)
  }
}

/// Hands out a process's requests, in pieces.
///
/// Unchecked: see `SimExecutor`.
final class SimSource: RequestSource, @unchecked Sendable {
  private let simulation: Simulation
  private let process: SimProcess
  private var next = 0

  init(simulation: Simulation, process: SimProcess) {
    self.simulation = simulation
    self.process = process
  }

  func next() async -> [NumberedLine] {
    if simulation.dice.once(in: 3) { await simulation.pass(simulation.dice.milliseconds(1...5000), for: process) }
    let piece = process.requests.dropFirst(next).prefix(simulation.dice.pick(1...20))
    next += piece.count
    return piece.enumerated().map { index, names in
      NumberedLine(number: piece.startIndex + index + 1, line: .request(Request(names: names), targets: []))
    }
  }
}
