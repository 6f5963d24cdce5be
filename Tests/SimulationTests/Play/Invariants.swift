import Readiness
import Timing

@testable import Gate
@testable import Ledger
@testable import Pipeline

/// What is watched besides: since when something could go and does not.
struct Watch {
  /// By process and names, in nanoseconds of true time.
  var admissibleSince: [String: Int64] = [:]
  var lastLook: Int64 = 0
}

/// The promises of DESIGN.md, checked wherever they could be broken.
extension Simulation {
  private var moment: Moment { machine.moment(at: now) }

  /// The submitter is told of an order.
  func isTold(of order: Order, by process: SimProcess, isAdopted: Bool) {
    guard process.isAlive else { return }
    note("told \(order.id) \(order.nameSet) by \(process.number)\(isAdopted ? ", adopted" : "")")
    guard scenario.fault == .lyingSync || isDurable(order.id) else {
      return violate("the submitter is told of \(order.id) before its reservation is durable")
    }
    guard let open = mirror.book.openOrders[order.id] else {
      return violate("the submitter is told of \(order.id), which the ledger does not hold")
    }
    if open.owner.text != "p\(process.number)" {
      violate("process \(process.number) works on \(order.id), which is \(open.owner)'s")
    }
    process.told[order.id.text] = (open.request, isAdopted)
    guard !isAdopted else { return }
    if let certificate = mirror.book.certificate(for: order.nameSet),
      moment.upcoming(gate(of: process).due(certificate), setAt: certificate.at) != nil
    {
      violate("\(order.nameSet) is ordered although its certificate is not due")
    }
    if let setback = mirror.book.setback(of: order.nameSet) {
      if setback.isPaused { violate("\(order.nameSet) is ordered although the CA has paused it") }
      let pause = setback.isRateLimit ? .zero : scenario.profile.backoff(afterFailures: setback.count)
      if mirror.book.time(at: moment) - setback.time < pause {
        violate("\(order.nameSet) is ordered again before its pause ends")
      }
    }
  }

  private func isDurable(_ order: OrderID) -> Bool {
    guard let end = mirror.ends[order], let inode = machine.durableNames[Mirror.path], inode == mirror.inode
    else { return false }
    return machine.inodes[inode]?.durable.count ?? 0 >= end
  }

  /// A new order arrives at the CA.
  func checkNewOrder(_ order: Order) {
    if let open = authority.openOrder(for: order.nameSet, at: now), open.order.id != order.id {
      violate("\(order.nameSet) is ordered as \(order.id) while \(open.order.id) is open at the CA")
    }
    if mirror.book.openOrders[order.id] == nil, scenario.isNative {
      violate("\(order.id) reaches the CA and the ledger does not hold it")
    }
  }

  /// An event of a run: each accepted request ends once.
  func observe(_ event: RunEvent, _ process: SimProcess) {
    note("event \(process.number) \(event.kind.name) \(event.order ?? "-") \(event.names)")
    switch event.kind {
    case .accepted: process.unfinished[NameSet(event.names), default: 0] += 1
    case .gaveUp: ends(NameSet(event.names), process)
    case .settled(let outcome, _):
      guard outcome != .unknown, outcome != .rateLimited else { return }
      guard let order = event.order.flatMap({ process.told[$0] }) else { return ends(NameSet(event.names), process) }
      // Of orders that were taken over, no request here need be known.
      if process.unfinished[order.request] ?? 0 > 0 || !order.isAdopted { ends(order.request, process) }
    default: break
    }
  }

  private func ends(_ names: NameSet, _ process: SimProcess) {
    guard let count = process.unfinished[names], count > 0 else {
      return violate("process \(process.number): \(names) ended twice, or was never accepted")
    }
    process.unfinished[names] = count - 1
  }

  func check(_ summary: RunSummary, of process: SimProcess) {
    let unfinished = process.unfinished.values.reduce(0, +)
    if unfinished > summary.waiting + summary.pending {
      violate("process \(process.number): \(unfinished) requests without an end, \(summary.waiting) said to wait")
    }
  }

  /// A run may end by its disk's failure, and by nothing else.
  func check(_ error: LedgerError, of process: SimProcess) {
    switch error {
    case .diskFull where scenario.fullDisks, .poisoned where scenario.fullDisks: break
    default: violate("process \(process.number): \(error)")
    }
  }

  // MARK: Nothing waits that could go

  /// Nothing happens until `time`: whatever the gate lets through now should be on its way already.
  func checkIdle(until time: Int64) {
    guard now - watch.lastLook >= 500_000_000 else { return }
    watch.lastLook = now
    var admissible: [String: Int64] = [:]
    for process in processes {
      guard let run = process.run, !isDiskFull else { continue }
      let gate = gate(of: process)
      let waiting = run.assumeIsolated { run in
        run.isStopping
          ? []
          : (run.queue.elements + run.parked.elements.filter { !$0.needsCheck }).filter { !$0.awaitsOrder }.prefix(30)
            .map(\.names)
      }
      for names in waiting where gate.admit(NameSet(names), book: mirror.book, now: moment) == .reserve {
        let key = "\(process.number) \(names)"
        let since = watch.admissibleSince[key] ?? now
        admissible[key] = since
        if now - since > 3_000_000_000 { violate("process \(process.number): \(names) may go for 3 s and does not") }
      }
    }
    watch.admissibleSince = admissible
  }

  // MARK: The end

  /// Whether nothing is left in the ledger but what nobody can end, and whatever is ready has its certificate.
  var isAllDone: Bool { leftOver == nil }

  func checkEnd() {
    if let leftOver { violate(leftOver) }
  }

  private var leftOver: String? {
    let book = mirror.book
    if let open = book.openOrders.values.first(where: { !book.hasExpired($0, at: moment) }) {
      return "\(open.order.id) is left open"
    }
    // By groups that came about otherwise, requests were made that nobody asks for any more.
    guard scenario.settings.namesPerOrder == 1 else { return nil }
    if !book.requests.isEmpty { return "requests are left: \(book.requests.keys.map(\.text).sorted())" }
    let without = scenario.requests.first { names in
      // A request whose names were ready one after the other may have ended with some of them.
      if scenario.settings.dropsUnreadyNames, names.count > 1 { return false }
      let set = NameSet(names)
      let isReady = names.allSatisfy { network.verdict(on: $0, at: now) == .ready }
      return isReady && !authority.paused.contains(set) && authority.issued[set] == nil
    }
    return without.map { "\($0) is ready and has no certificate" }
  }
}
