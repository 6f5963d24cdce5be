import EventLoop
import Gate
import Ledger
import Readiness
import Submission
import Timing

extension Run {
  /// Waits until at least one order may begin. Nil when nothing more will: everything has ended, or waits for longer
  /// than allowed, and no order of ours is under way.
  func admitNext() async -> [Assignment]? {
    while true {
      if isStopping {
        if running.isEmpty { return nil }
      } else {
        if !orphans.isEmpty {
          defer { orphans.removeAll() }
          for orphan in orphans { running.insert(orphan.order.id) }
          return orphans
        }
        unpark()
        let orders = await offerQueue()
        if !orders.isEmpty { return orders }
        if hasReadAll, running.isEmpty, orphans.isEmpty, held.isEmpty { return nil }
        if isTiredOfWaiting { stop() }
      }
      if isStopping, running.isEmpty { return nil }
      await changed.wait()
    }
  }

  /// Whether all that is left waits for limits, for longer than the user wants to. That a verdict is brought up to date
  /// meanwhile ends no wait; those that are tried again later have a patience of their own (`recheckFor`).
  private var isTiredOfWaiting: Bool {
    guard let maximumWait = settings.maximumWait, hasReadAll, running.isEmpty, orphans.isEmpty else {
      waitEnds = .never
      return false
    }
    waitEnds = min(waitEnds, clocks.instant() + maximumWait)
    return clocks.instant() >= waitEnds && underCheck == 0
      && !parked.elements.contains { $0.needsCheck && !$0.awaitsOrder }
  }

  private func unpark() {
    let now = clocks.instant()
    while let candidate = parked.takeDue(at: now) {
      if candidate.needsCheck { haveChecked(candidate) } else { queue.append(candidate) }
    }
  }

  /// What the gate said to the head of the queue.
  private struct Answer: Sendable {
    var candidate: Candidate
    var admission: Admission
    var assignment: Assignment?
    var pending = 0
    /// What it waits for may open sooner than by itself, when an order ends.
    var mayOpenSooner = false
    /// The order that it waited for has ended, and it is not done.
    var needsCheck = false
  }

  /// Offers the queue to the gate, in one transaction, as far as it goes.
  private func offerQueue() async -> [Assignment] {
    let now = clocks.instant()
    guard closedUntil <= now else { return [] }
    var offered: [Candidate] = []
    while offered.count < Run.offeredAtOnce, let candidate = queue.popFirst() {
      guard isHeld(candidate) else { continue }
      if !candidate.awaitsOrder, candidate.checkedAt + settings.readyFor < now {
        haveChecked(candidate)
      } else {
        offered.append(candidate)
      }
    }
    guard !offered.isEmpty else {
      bound = nil
      return []
    }
    do throws(LedgerError) {
      let answers = try await reserve(offered)
      // What got no answer stands before what came in the meantime.
      queue.prepend(offered.dropFirst(answers.count))
      var orders: [Assignment] = []
      for answer in answers { await act(on: answer, &orders) }
      putBack()
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
    let forced = settings.forced
    let randomness = randomness
    let before = slotWait
    let (answers, wait) = try await ledger.transact { transaction in
      var answers: [Answer] = []
      transaction.expireOrders()
      var turn = SlotTurn(gate, owner, before: before, transaction)
      offering: for candidate in offered {
        let admission = gate.admit(
          candidate.nameSet, book: transaction.book, now: transaction.now,
          forced: !forced.isDisjoint(with: candidate.names))
        var answer = Answer(candidate: candidate, admission: admission)
        if candidate.awaitsOrder {
          if let open = transaction.book.openOrder(ofRequest: candidate.key, at: transaction.now) {
            answer.admission = .open(open)
          } else if case .current = admission {
          } else {
            answer.needsCheck = true
            answers.append(answer)
            continue
          }
        }
        if answer.admission == .reserve { answer.admission = turn.admit(candidate.nameSet, transaction) }
        if case .wait(let reason, _) = answer.admission { turn.isHeldBack(by: reason) }
        switch answer.admission {
        case .wait(.pendingCap, _), .wait(.turn(nil), _):
          // It binds everyone behind as well; a limit of the account may exempt one of them.
          answers.append(answer)
          break offering
        case .reserve:
          turn.took()
          var random = randomness.generator()
          let order = Order(
            id: OrderID(using: &random), names: candidate.names, requestID: candidate.request.id,
            alias: candidate.request.alias)
          transaction.append(
            .reserved(
              Reservation(
                order: order, request: candidate.key, owner: owner, submitter: submitter,
                expires: gate.expiry(ofOrderAt: transaction.now))))
          answer.assignment = .new(order)
          answer.pending = transaction.book.pendingCount(at: transaction.now)
        case .open(let open):
          // Nobody works on it: an earlier run's order whose end is unknown, or whose process died.
          let isOrphan = open.owner != owner && !transaction.isAlive(open.owner)
          if isOrphan || open.unknown != nil {
            transaction.append(.adopted(open.order.id, owner: owner))
            answer.assignment = .adopted(open)
          }
        case .wait(.limit(let key), _): answer.mayOpenSooner = transaction.book.limits.isInFlight(key)
        case .current, .backOff, .wait, .paused, .impossible: break
        }
        answers.append(answer)
      }
      return (answers, turn.tell(transaction))
    }
    slotWait = wait
    return answers
  }

  private func act(on answer: Answer, _ orders: inout [Assignment]) async {
    var candidate = answer.candidate
    if let assignment = answer.assignment {
      let order = assignment.order
      running.insert(order.id)
      bound = nil
      underway[order.id] = candidate
      if case .new = assignment {
        summary.mostPending = max(summary.mostPending, answer.pending)
        emit(.submitted(pending: answer.pending, cap: settings.gate.cap), names: order.names, order: order.id)
      }
      orders.append(assignment)
      return
    }
    guard isHeld(candidate) else { return }
    if answer.needsCheck {
      candidate.names = candidate.request.names
      return haveChecked(candidate)
    }
    switch answer.admission {
    case .reserve: break
    case .current: await endAsCurrent(candidate)
    case .backOff(let until):
      let next = instant(of: until)
      guard next <= candidate.acceptedAt + settings.recheckFor else {
        let reason = "the last order failed; not again before \(until.text)"
        return await giveUp(candidate, Refusal(verdict: .ready, reason: reason))
      }
      announce(&candidate, "the last order failed", limit: nil, until: until)
      candidate.needsCheck = true
      park(candidate, until: next)
    case .paused:
      await giveUp(
        candidate,
        Refusal(
          verdict: .ready,
          reason: "the CA has paused these names: unpause them there, then order them with --force NAME"))
    case .impossible(let why): await giveUp(candidate, Refusal(verdict: .ready, reason: why.words))
    case .open(let open):
      announce(&candidate, "the same names are on order (\(open.order.id))", limit: nil, until: nil)
      awaitOrder(candidate, open.order.id)
    case .wait(let reason, let until):
      // A slot opens when any order ends, or another run has had its turn: nobody knows when.
      let opensAnyTime = reason.opensAnyTime
      // The moment between two requests is no news.
      if reason.limit != LimitName.orderRequests.rawValue {
        announce(&candidate, reason.words, limit: reason.limit, until: opensAnyTime ? nil : until)
        if reason.bindsAll { bound = (reason, until) }
      }
      if reason.bindsAll {
        heldBack.append(candidate)
        // Looked at again before it opens by itself: an order that ends unused gives back what it had taken.
        let pause = opensAnyTime ? Duration.milliseconds(250) : .seconds(1)
        closedUntil = min(opensAnyTime ? .never : until.map { instant(of: $0) } ?? .never, clocks.instant() + pause)
      } else {
        let next = until.map { instant(of: $0) } ?? clocks.instant() + .milliseconds(250)
        park(candidate, until: answer.mayOpenSooner ? min(next, clocks.instant() + .seconds(1)) : next)
      }
    }
  }

  /// Those whom a limit of all holds back stand before whoever came later; where there are more than one transaction
  /// looks at, the others get their turn first.
  private func putBack() {
    if queue.count > Run.offeredAtOnce {
      for candidate in heldBack { queue.append(candidate) }
    } else {
      queue.prepend(heldBack)
    }
    heldBack.removeAll()
  }

  func instant(of date: Timestamp) -> Instant { clocks.instant() + (date - clocks.timestamp()) }

  func announce(_ candidate: inout Candidate, _ reason: String, limit: String?, until: Timestamp?) {
    if candidate.isAnnounced { return }
    candidate.isAnnounced = true
    emit(.waiting(reason: reason, limit: limit, until: until), names: candidate.names)
  }

  func park(_ candidate: Candidate, until moment: Instant) {
    var candidate = candidate
    candidate.notBefore = moment
    parked.add(candidate)
  }

  private func endAsCurrent(_ candidate: Candidate) async {
    let request = candidate.request
    do throws(LedgerError) {
      try await ledger.transact { transaction in
        guard transaction.book.isAccepted(request.key) else { return }
        transaction.append(.current(request))
      }
      // The order whose certificate it is may have ended the request meanwhile.
      if isHeld(candidate) { settledAsCurrent(candidate) }
    } catch {
      fail(error)
    }
  }
}

extension LedgerRecord {
  /// A request ends because there is a certificate.
  static func current(_ request: Request) -> LedgerRecord {
    .gaveUp(request, Refusal(verdict: .ready, reason: "the certificate is not due"))
  }
}

extension WaitReason {
  var words: String {
    switch self {
    case .pendingCap(let count, let cap): "\(count) of \(cap) orders are pending"
    case .limit(let key):
      key.subject.isEmpty
        ? "the limit \(key.limit.rawValue) is used up" : "the limit \(key.limit.rawValue) of \(key.subject) is used up"
    case .turn: "other runs on this ledger have fewer orders under way, and go first"
    case .rateLimited: "the CA asked to wait"
    }
  }

  fileprivate var opensAnyTime: Bool {
    switch self {
    case .pendingCap, .turn: true
    case .limit, .rateLimited: false
    }
  }
}

extension Transaction {
  /// Writes down of which orders the CA has let go.
  fileprivate mutating func expireOrders() {
    let expired = book.openOrders.values.filter { book.hasExpired($0, at: now) }.map(\.order.id)
    for order in expired.sorted(by: { $0.text < $1.text }) { append(.expired(order)) }
  }
}
