import Foundation
import Testing

@Suite("Whole runs, simulated") struct SimulationTests {
  static let environment = ProcessInfo.processInfo.environment
  /// "FROM-TO", for `Fixtures/simulate`.
  static let range = environment["PREFLIGHT_SEEDS"]

  private func play(_ seed: Int, _ fault: Scenario.Fault? = nil) -> Simulation {
    let simulation = Simulation(Scenario(seed: UInt64(seed), fault: fault))
    simulation.playAll()
    return simulation
  }

  @Test("no seed breaks a promise", .serialized, .enabled(if: range == nil), arguments: 0..<25)
  func holds(_ group: Int) async {
    let violations = await aside { (group * 8..<group * 8 + 8).flatMap { play($0).violations.map { "\($0)" } } }
    for violation in violations { Issue.record("\(violation)") }
  }

  @Test("a seed plays the same game again", .serialized, .enabled(if: range == nil), arguments: [3, 11, 42])
  func replays(_ seed: Int) async {
    let (first, second) = await aside { (Game(play(seed)), Game(play(seed))) }
    #expect(first == second)
  }

  @Test(
    "a promise that is broken on purpose is missed", .serialized, .enabled(if: range == nil),
    arguments: Scenario.Fault.allCases)
  func faults(_ fault: Scenario.Fault) async {
    let found = await aside { (0..<40).first { !play($0, fault).violations.isEmpty } }
    #expect(found != nil, "\(fault)")
  }

  @Test("many seeds", .enabled(if: range != nil))
  func many() throws {
    let bounds = (Self.range ?? "").split(separator: "-").compactMap { Int($0) }
    let first = try #require(bounds.first)
    let last = bounds.count > 1 ? bounds[1] : first
    for seed in first...last {
      let simulation = Simulation(Scenario(seed: UInt64(seed)))
      if Self.environment["PREFLIGHT_SIMULATION_LOG"] != nil { simulation.log = { print($0) } }
      simulation.playAll()
      print(
        "seed \(seed): \(simulation.steps) steps, \(simulation.now / 1_000_000_000) s, "
          + "\(simulation.authority.newOrders) new orders, trace \(String(simulation.trace, radix: 16))")
      for violation in simulation.violations { Issue.record("\(violation)") }
    }
  }
}

/// How a seed was played.
private struct Game: Equatable {
  let steps: Int
  let trace: UInt64

  init(_ simulation: Simulation) {
    steps = simulation.steps
    trace = simulation.trace
  }
}

/// On a thread of its own: a simulation gives the threads of the other tests no turn for minutes, and these have
/// deadlines.
private func aside<Value: Sendable>(_ body: @escaping @Sendable () -> Value) async -> Value {
  await withCheckedContinuation { continuation in
    let thread = Thread { continuation.resume(returning: body()) }
    thread.stackSize = 8 << 20
    thread.start()
  }
}
