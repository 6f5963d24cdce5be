import Gate
import Submission
import Timing

/// Orders at the simulated CA: by commands that outlive the process, or by the process itself, which then knows the
/// order's URL.
struct SimSubmitter: Submitter {
  let simulation: Simulation
  let process: SimProcess

  var name: String { "sim" }
  var mayMakeAccount: Bool { false }

  func prepare() async throws(SubmitterError) {}

  func submit(_ order: Order, log: OrderLog) async -> Settlement {
    simulation.isTold(of: order, by: process, isAdopted: false)
    return simulation.scenario.isNative ? await place(order, log) : await finish(order, log, isFirst: true)
  }

  func adopt(_ open: OpenOrder, log: OrderLog) async -> Settlement {
    simulation.isTold(of: open.order, by: process, isAdopted: true)
    guard simulation.scenario.isNative else { return await finish(open.order, log, isFirst: false) }
    if let url = open.url { return await carryOn(url) }
    guard await log.retried() else { return Settlement(.unknown, detail: "not asked again") }
    return await place(open.order, log)
  }

  func kept() -> Set<OrderID> { Set(simulation.clients.results.keys).union(simulation.clients.running.keys) }
  func forget(_ order: OrderID) { simulation.clients.results[order] = nil }
  func shutDown(grace: Duration) async {}
  func shutDownNow() {}

  // MARK: Commands

  /// As `SupervisedCommands` does it.
  private func finish(_ order: Order, _ log: OrderLog, isFirst: Bool) async -> Settlement {
    var starts = 0
    while true {
      if let result = simulation.clients.results[order.id], starts > 0 || result.outcome != .unknown { return result }
      if simulation.clients.running[order.id] == nil {
        guard starts < 2 else { return Settlement(.unknown, detail: "ended twice without a result") }
        if starts > 0 || !isFirst, !(await log.retried()) { return Settlement(.unknown) }
        simulation.clients.results[order.id] = nil
        simulation.startClient(order, isRetry: starts > 0 || !isFirst)
        starts += 1
      }
      await simulation.pass(.milliseconds(100), for: process)
    }
  }

  // MARK: Native

  private func place(_ order: Order, _ log: OrderLog) async -> Settlement {
    await simulation.pass(simulation.dice.milliseconds(1...200), for: process)
    let reply = simulation.newOrder(order)
    await simulation.pass(simulation.dice.milliseconds(1...400), for: process)
    switch reply {
    case nil: return Settlement(.unknown, detail: "no reply")
    case .refused(let limit, let retryAfter): return simulation.refusal(limit, retryAfter, isRetry: false)
    case .paused: return simulation.pause(isRetry: false)
    case .order(let url):
      guard await log.placed(url) else { return Settlement(.unknown, detail: "not written down") }
      return await carryOn(url)
    }
  }

  private func carryOn(_ url: String) async -> Settlement {
    for _ in 0..<3 {
      await simulation.pass(simulation.scenario.validationTime(&simulation.dice), for: process)
      let end = simulation.validate(url)
      await simulation.pass(simulation.dice.milliseconds(1...300), for: process)
      // A reply that is lost is asked for again.
      if simulation.dice.once(in: simulation.scenario.lostReplies) { continue }
      guard let end else { return Settlement(.failed, detail: "the order is gone") }
      return Settlement(end ? .issued : .failed)
    }
    return Settlement(.unknown, detail: "no reply")
  }
}
