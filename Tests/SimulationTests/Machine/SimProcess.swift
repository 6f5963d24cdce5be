import Gate
import Glibc
import Ledger
import Pipeline
import Submission
import Timing

/// One `preflight run`: the real ledger and pipeline on the simulated machine.
///
/// Unchecked: see `SimExecutor`.
final class SimProcess: @unchecked Sendable {
  enum End {
    case done(RunSummary)
    case failed(LedgerError)
    case killed
  }

  let number: Int
  let executor = SimExecutor()
  let requests: [[String]]
  /// Whether it waits for limits as long as it takes, and for no name.
  let isLast: Bool
  private(set) var end: End?
  var run: Run?
  var ledger: Ledger?
  /// Requests that were accepted and have not ended: as the events tell.
  var unfinished: [NameSet: Int] = [:]
  /// The requests of orders that it was told of, and whether it had taken those over.
  var told: [String: (request: NameSet, isAdopted: Bool)] = [:]

  init(number: Int, requests: [[String]], isLast: Bool = false) {
    self.isLast = isLast
    self.number = number
    self.requests = requests
  }

  var isAlive: Bool { end == nil }

  func checkAlive(_ call: String, _ path: String) throws(DiskError) {
    // Whoever is dead goes on to the end of its turn, and nothing that it does has an effect.
    if !isAlive { throw DiskError(call: call, path: path, number: EIO) }
  }

  func ends(_ end: End, in simulation: Simulation) {
    guard isAlive else { return }
    self.end = end
    executor.kill()
    simulation.machine.ended(process: number)
  }

  func start(in simulation: Simulation) {
    Task(executorPreference: executor) { await self.main(simulation) }
  }

  private func main(_ simulation: Simulation) async {
    let clocks = SimClocks(simulation: simulation)
    let gate = simulation.gate(of: self)
    guard let id = OwnerID("p\(number)") else { return }
    let instance = LedgerInstance(id: id, boot: BootID(rawValue: simulation.machine.boot), processID: Int32(number))
    let summary: RunSummary
    do throws(LedgerError) {
      let ledger = try await Ledger.open(
        at: Simulation.directory, disk: SimDisk(simulation: simulation, process: self), clocks: clocks,
        instance: instance, limits: gate.limits, executor: executor)
      self.ledger = ledger
      var settings = simulation.scenario.settings
      settings.gate = gate
      if isLast { (settings.recheckFor, settings.maximumWait) = (.zero, nil) }
      let run = Run(
        settings: settings, checking: SimChecking(simulation: simulation, process: self), ledger: ledger,
        submitter: SimSubmitter(simulation: simulation, process: self), clocks: clocks,
        randomness: SimRandomness(simulation: simulation), sleeping: SimSleeping(simulation, self),
        observe: { simulation.observe($0, self) }, notice: { _ in })
      self.run = run
      summary = try await run.run(SimSource(simulation: simulation, process: self))
      await ledger.close()
    } catch {
      return simulation.ended(self, .failed(error))
    }
    simulation.ended(self, .done(summary))
  }
}

struct SimClocks: Clocks {
  let simulation: Simulation

  func instant() -> Instant {
    let now = simulation.now
    let steady = simulation.machine.instant(at: now)
    return simulation.scenario.fault == .steppingClock ? steady + .nanoseconds(simulation.machine.offset) : steady
  }

  func timestamp() -> Timestamp { simulation.machine.date(at: simulation.now) }
}

struct SimRandomness: RunRandomness {
  let simulation: Simulation

  func next() -> UInt64 { simulation.dice.next() }
}

actor SimSleeping: Sleeping {
  private let simulation: Simulation
  private let process: SimProcess

  nonisolated var unownedExecutor: UnownedSerialExecutor { process.executor.asUnownedSerialExecutor() }

  init(_ simulation: Simulation, _ process: SimProcess) {
    self.simulation = simulation
    self.process = process
  }

  func sleep(until moment: Instant) async {
    let rest = moment - SimClocks(simulation: simulation).instant()
    await simulation.pass(max(.zero, rest), for: process)
  }
}
