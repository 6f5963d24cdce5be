import Ledger
import Pipeline
import Readiness
import Timing

@testable import Gate

/// What goes wrong, and who starts everything again.
extension Simulation {
  /// Plays all of it: a time in which things go wrong, and then a time in which nothing does, until all is done.
  func playAll() {
    for place in 0..<scenario.processes { keepRunning(place) }
    disturb()
    play(atMost: 400_000) { now >= scenario.chaos }
    guard violations.isEmpty else { return }
    note("calm")
    isDiskFull = false
    // Those that run come to their end first, each by its own rules.
    play(atMost: 1_200_000) { processes.isEmpty || now > scenario.chaos + 3600 * 1_000_000_000 }
    for process in processes { kill(process) }
    // What waited when a run had no more patience is what the last ones carry on with.
    for _ in 0..<20 where violations.isEmpty {
      startProcess(scenario.requests, isLast: true)
      play(atMost: 2_000_000) { processes.isEmpty }
      if isAllDone { break }
      advance(.seconds(60))
    }
    if violations.isEmpty { checkEnd() }
  }

  private func advance(_ duration: Duration) {
    var isOver = false
    after(duration) { isOver = true }
    play(atMost: 2_000_000) { isOver }
  }

  /// A process with a part of the list, and after it another, for as long as things go wrong.
  private func keepRunning(_ place: Int) {
    guard isChaotic else { return }
    let share = scenario.requests.filter { _ in !dice.once(in: 4) }
    let process = startProcess(share.isEmpty ? scenario.requests : share)
    if dice.once(in: scenario.stops) { after(dice.milliseconds(0...20_000)) { self.stop(process) } }
    awaitEnd(of: process, place)
  }

  private func awaitEnd(of process: SimProcess, _ place: Int) {
    after(.milliseconds(500)) {
      if process.isAlive { return self.awaitEnd(of: process, place) }
      self.after(self.dice.milliseconds(0...5000)) { self.keepRunning(place) }
    }
  }

  /// As by SIGTERM.
  private func stop(_ process: SimProcess) {
    guard process.isAlive, let run = process.run else { return }
    note("stop \(process.number)")
    Task(executorPreference: process.executor) { await run.stop() }
  }

  /// Now and then a kill between two writes, a step of the clock, a disk that fills up and gets room again.
  private func disturb() {
    after(dice.milliseconds(100...6000)) {
      guard self.isChaotic else { return }
      switch self.dice.pick(0...5) {
      case 0 where self.scenario.kills > 0:
        if !self.processes.isEmpty { self.kill(self.dice.pick(self.processes)) }
      case 1 where self.scenario.powerFailures > 0 && self.dice.once(in: 6): self.failPower()
      // Of a step between the machine's start and the ledger's first record nobody can know.
      case 2 where self.scenario.clockSteps && self.mirror.book.lastMoment?.boot.rawValue == self.machine.boot:
        let seconds = self.dice.pick([-3600, 86_400, 5, -5, -60, 600])
        self.note("clock \(seconds)")
        self.machine.step(Int64(seconds) * 1_000_000_000)
      case 3 where self.scenario.fullDisks:
        self.isDiskFull = true
        self.after(self.dice.milliseconds(100...5000)) { self.isDiskFull = false }
      case 4 where self.dice.once(in: 3): self.compact()
      default: break
      }
      self.disturb()
    }
  }

  /// As a long run does, or a person by hand.
  private func compact() {
    guard let process = processes.isEmpty ? nil : dice.pick(processes), let ledger = process.ledger else { return }
    note("compacts \(process.number)")
    Task(executorPreference: process.executor) { _ = try? await ledger.compact() }
  }

  // MARK: The CA

  /// A new order, of which the reply may be lost.
  func newOrder(_ order: Order) -> SimAuthority.Reply? {
    checkNewOrder(order)
    if isChaotic, dice.once(in: scenario.lostReplies), dice.once(in: 2) {
      // It never arrived.
      return nil
    }
    if isChaotic, dice.once(in: scenario.refusals) {
      let limit = dice.pick([LimitName.newOrders, .certificatesPerDomain, .failedValidations, nil])
      note("refuses \(order.id)")
      return .refused(limit, retryAfter: dice.once(in: 2) ? dice.milliseconds(100...30_000) : nil)
    }
    if isChaotic, dice.once(in: scenario.pauses) { authority.pause(order.nameSet) }
    let (reply, exceeded) = authority.newOrder(order.id, order.nameSet, at: now, &dice)
    for key in exceeded { violate("\(key.limit.rawValue) of \"\(key.subject)\" exceeded by the new order \(order.id)") }
    note("new order \(order.id) \(order.nameSet) \(reply)")
    let open = authority.open(at: now).count
    if open > scenario.cap { violate("\(open) orders pending at the CA, cap \(scenario.cap), with \(order.id)") }
    return isChaotic && dice.once(in: scenario.lostReplies) ? nil : reply
  }

  /// Nil where the CA does not know the order any more.
  func validate(_ url: String) -> Bool? {
    guard let order = authority.orders[url] else { return nil }
    switch order.state {
    case .valid: return true
    case .invalid: return false
    case .pending:
      guard order.expires > now else { return nil }
      let isValid = order.names.names.allSatisfy { network.verdict(on: $0, at: now) == .ready }
      let exceeded = authority.finish(url, isValid: isValid, at: now)
      for key in exceeded { violate("\(key.limit.rawValue) of \"\(key.subject)\" exceeded by the end of \(order.id)") }
      note("validated \(order.id) \(isValid)")
      return isValid
    }
  }
}
