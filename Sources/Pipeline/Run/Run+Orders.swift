import Gate
import Ledger
import Readiness
import Submission
import Timing

extension Run {
  /// Waits until at least one order may begin. Nil when nothing more will: everything has ended, or waits for longer
  /// than allowed, and no order of ours is under way.
  func admitNext() async -> [(Order, isAdopted: Bool)]? {
    while true {
      if isStopping {
        if running.isEmpty { return nil }
      } else {
        unpark()
        let orders = await offerQueue()
        if !orders.isEmpty { return orders }
        if hasReadAll, running.isEmpty, held.isEmpty { return nil }
        if isTiredOfWaiting { stop() }
      }
      if isStopping, running.isEmpty { return nil }
      await changed.wait()
    }
  }

  /// Whether all that is left waits for limits, for longer than the user wants to.
  private var isTiredOfWaiting: Bool {
    guard let maximumWait = settings.maximumWait, hasReadAll, running.isEmpty,
      held.count == queue.count + parked.count
    else {
      waitEnds = .never
      return false
    }
    waitEnds = min(waitEnds, clocks.instant() + maximumWait)
    return clocks.instant() >= waitEnds
  }

  private func unpark() {
    let now = clocks.instant()
    guard parked.contains(where: { $0.notBefore <= now }) else { return }
    queue += parked.filter { $0.notBefore <= now }
    parked.removeAll { $0.notBefore <= now }
  }

  /// What the gate said to the head of the queue.
  private struct Answer: Sendable {
    var candidate: Candidate
    var admission: Admission
    var order: Order?
    var pending = 0
    var isAdopted = false
  }

  /// Offers the queue to the gate, in one transaction, as far as it goes.
  private func offerQueue() async -> [(Order, isAdopted: Bool)] {
    let now = clocks.instant()
    for candidate in queue where candidate.checkedAt + settings.readyFor < now { toCheck.put(candidate) }
    queue.removeAll { $0.checkedAt + settings.readyFor < now }
    guard !queue.isEmpty else { return [] }
    let offered = Array(queue.prefix(1024))
    queue.removeFirst(offered.count)
    do throws(LedgerError) {
      let answers = try await reserve(offered)
      // What got no answer stands before what came in the meantime.
      queue = Array(offered.dropFirst(answers.count)) + queue
      var orders: [(Order, isAdopted: Bool)] = []
      for answer in answers { await act(on: answer, &orders) }
      return orders
    } catch {
      fail(error)
      return []
    }
  }

  private func reserve(_ offered: [Candidate]) async throws(LedgerError) -> [Answer] {
    let gate = settings.gate
    let owner = ledger.instance.id
    let submitter = submitter.name
    return try await ledger.transact { transaction in
      var answers: [Answer] = []
      for candidate in offered {
        let admission = gate.admit(candidate.nameSet, book: transaction.book, now: transaction.now)
        var answer = Answer(candidate: candidate, admission: admission)
        switch admission {
        case .wait(.pendingCap, _):
          // The cap binds everyone behind as well.
          answers.append(answer)
          return answers
        case .reserve:
          var random = SystemRandomNumberGenerator()
          let order = Order(
            id: OrderID(using: &random), names: candidate.names, requestID: candidate.request.id,
            alias: candidate.request.alias)
          transaction.append(
            .reserved(
              Reservation(
                order: order, request: candidate.key, owner: owner, submitter: submitter,
                expires: gate.expiry(ofOrderAt: transaction.now))))
          answer.order = order
          answer.pending = transaction.book.pendingCount(at: transaction.now)
        case .open(let open):
          // Nobody works on it: an earlier run's order whose end is unknown, or whose process died.
          let isOrphan = open.owner != owner && !transaction.isAlive(open.owner)
          if isOrphan || (open.unknown != nil && !candidate.hasRetried) {
            transaction.append(.adopted(open.order.id, owner: owner))
            answer.order = open.order
            answer.isAdopted = true
          }
        case .current, .backOff, .wait(.rateLimited, _): break
        }
        answers.append(answer)
      }
      return answers
    }
  }

  private func act(on answer: Answer, _ orders: inout [(Order, isAdopted: Bool)]) async {
    var candidate = answer.candidate
    if let order = answer.order {
      running.insert(order.id)
      if answer.isAdopted {
        candidate.hasRetried = true
        park(candidate, until: clocks.instant() + .milliseconds(250))
      } else {
        summary.mostPending = max(summary.mostPending, answer.pending)
        emit(.submitted(pending: answer.pending, cap: settings.gate.cap), names: order.names, order: order.id)
      }
      orders.append((order, answer.isAdopted))
      return
    }
    switch answer.admission {
    case .reserve: break
    case .current: await endAsCurrent(candidate)
    case .backOff(let until):
      await giveUp(candidate, Refusal(verdict: .ready, reason: "the last order failed; not again before \(until.text)"))
    case .open(let open):
      announce(&candidate, "the same names are on order (\(open.order.id))", limit: nil, until: nil)
      park(candidate, until: clocks.instant() + .milliseconds(250))
    case .wait(let reason, let until):
      if case .pendingCap = reason {
        // A slot opens when any order ends: nobody knows when.
        announce(&candidate, reason.words, limit: reason.limit, until: nil)
        queue.insert(candidate, at: 0)
      } else {
        announce(&candidate, reason.words, limit: reason.limit, until: until)
        park(candidate, until: until.map { clocks.instant() + ($0 - clocks.timestamp()) } ?? clocks.instant())
      }
    }
  }

  private func announce(_ candidate: inout Candidate, _ reason: String, limit: String?, until: Timestamp?) {
    if candidate.isAnnounced { return }
    candidate.isAnnounced = true
    emit(.waiting(reason: reason, limit: limit, until: until), names: candidate.names)
  }

  private func park(_ candidate: Candidate, until moment: Instant) {
    var candidate = candidate
    candidate.notBefore = moment
    parked.append(candidate)
  }

  private func endAsCurrent(_ candidate: Candidate) async {
    let request = candidate.request
    do throws(LedgerError) {
      try await ledger.transact { transaction in
        guard transaction.book.isAccepted(request.key) else { return }
        transaction.append(.gaveUp(request, Refusal(verdict: .ready, reason: "the certificate is not due")))
      }
      settledAsCurrent(candidate)
    } catch {
      fail(error)
    }
  }
}

extension WaitReason {
  var words: String {
    switch self {
    case .pendingCap(let count, let cap): "\(count) of \(cap) orders are pending"
    case .rateLimited: "the CA asked to wait"
    }
  }
}
