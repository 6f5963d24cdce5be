import Ledger
import Pipeline
import Timing

@testable import Gate

/// The real pipeline, gate, ledger and scheduler on a simulated machine, network and CA, all driven by one seed: the same
/// seed plays the same game, step by step. In the manner of the simulations of FoundationDB and TigerBeetle.
///
/// Unchecked: see `SimExecutor`.
final class Simulation: @unchecked Sendable {
  static let directory = "/state"

  let scenario: Scenario
  var dice: Dice
  /// True time, in nanoseconds.
  private(set) var now: Int64 = 0
  var machine = SimMachine()
  var network: SimNetwork
  var authority: SimAuthority
  var clients = SimClients()
  var isDiskFull = false
  var processes: [SimProcess] = []
  private var started = 0
  private var events = Events()
  private(set) var steps = 0
  /// What was promised and did not hold. The first one ends the game.
  private(set) var violations: [String] = []
  /// Of everything that happened: two games with one value were the same.
  private(set) var trace: UInt64 = 0xcbf2_9ce4_8422_2325
  lazy var mirror = Mirror(self)
  var watch = Watch()

  init(_ scenario: Scenario) {
    self.scenario = scenario
    dice = Dice(scenario.seed)
    network = SimNetwork(Set(scenario.requests.joined()).sorted(), until: scenario.chaos, &dice)
    authority = SimAuthority(Gate(profile: scenario.profile))
  }

  func violate(_ what: String) {
    if violations.isEmpty { violations.append("seed \(scenario.seed), step \(steps), \(now / 1_000_000) ms: \(what)") }
  }

  /// - Parameter details: for people alone.
  func note(_ what: String, _ details: @autoclosure () -> String = "") {
    trace = (trace ^ UInt64(bitPattern: now)) &* 0x100_0000_01b3
    for octet in what.utf8 { trace = (trace ^ UInt64(octet)) &* 0x100_0000_01b3 }
    if let log { log("\(now / 1_000_000) \(what) \(details())") }
  }

  /// For whoever looks at one seed.
  var log: ((String) -> Void)?

  // MARK: Time

  func after(_ duration: Duration, _ body: @escaping () -> Void) {
    events.add(at: now + max(0, duration.nanoseconds), body)
  }

  /// Lets time pass for a process: it is never resumed where it has died meanwhile.
  func pass(_ duration: Duration, for process: SimProcess) async {
    await withUnsafeContinuation { continuation in
      after(duration) { if process.isAlive { continuation.resume() } }
    }
  }

  /// Plays until `isOver`, nothing is left to happen, something is violated, or so many steps were made.
  func play(atMost limit: Int, until isOver: () -> Bool) {
    while violations.isEmpty, !isOver() {
      guard steps < limit else { return violate("no end after \(limit) steps") }
      if let (process, index) = nextJob() {
        steps += 1
        process.executor.run(index)
        mirror.catchUp()
        continue
      }
      guard let time = events.nextTime else { return }
      if time > now { checkIdle(until: time) }
      now = max(now, time)
      events.pop()?.body()
    }
  }

  private func nextJob() -> (SimProcess, Int)? {
    let count = processes.reduce(0) { $0 + $1.executor.count }
    guard count > 0 else { return nil }
    var place = Int.random(in: 0..<count, using: &dice)
    for process in processes {
      if place < process.executor.count { return (process, place) }
      place -= process.executor.count
    }
    return nil
  }

  // MARK: Processes

  func gate(of process: SimProcess) -> Gate {
    var profile = scenario.profile
    var cap = scenario.cap
    if scenario.fault == .otherCap, process.number.isMultiple(of: 2) { cap += 2 }
    if scenario.fault == .halfLimits, process.number.isMultiple(of: 2) {
      for name in profile.limits.keys { profile.limits[name]?.count *= 2 }
    }
    return Gate(profile: profile, cap: cap, orderTimeout: scenario.orderTimeout)
  }

  @discardableResult
  func startProcess(_ requests: [[String]], isLast: Bool = false) -> SimProcess {
    started += 1
    let process = SimProcess(number: started, requests: requests, isLast: isLast)
    processes.append(process)
    note("start \(started)")
    process.start(in: self)
    return process
  }

  func ended(_ process: SimProcess, _ end: SimProcess.End) {
    guard process.isAlive else { return }
    switch end {
    case .done(let summary):
      note("end \(process.number) \(summary.issued) \(summary.alreadyCurrent) \(summary.failed) \(summary.gaveUp)")
      check(summary, of: process)
    case .failed(let error):
      note("end \(process.number) \(error)")
      check(error, of: process)
    case .killed: note("kill \(process.number)")
    }
    process.ends(end, in: self)
    processes.removeAll { $0 === process }
  }

  func kill(_ process: SimProcess) { ended(process, .killed) }

  func failPower() {
    note("power fails")
    for process in processes { kill(process) }
    clients.powerFails()
    machine.failPower(at: now, &dice)
    mirror.reset()
  }

  /// Makes a change on the disk for a process, which may die of it, or the machine with it.
  func change<T>(
    _ process: SimProcess, _ call: String, _ path: String, _ body: () throws(DiskError) -> T,
    half: (Simulation) -> Void = { _ in }
  ) throws(DiskError) -> T {
    try process.checkAlive(call, path)
    let powerFails = isChaotic && dice.once(in: scenario.powerFailures)
    guard powerFails || (isChaotic && dice.once(in: scenario.kills)) else { return try body() }
    switch dice.pick(0...2) {
    case 0: break
    case 1: half(self)
    default: _ = try body()
    }
    note("dies in \(call) \(path)")
    if powerFails { failPower() } else { kill(process) }
    throw DiskError(call: call, path: path, number: 5)
  }

  var isChaotic: Bool { now < scenario.chaos }
}
