import EventLoop
import Gate
import Ledger
import Submission
import Timing

extension Run {
  /// Takes over the orders whose process is dead. Their submitters may still be at work, or have left a result.
  func adoptOrphans() async {
    let owner = ledger.instance.id
    do throws(LedgerError) {
      let orders = try await ledger.transact { transaction in
        let open = transaction.book.openOrders.values.filter { $0.unknown == nil && $0.owner != owner }
        let dead = Set(open.map(\.owner)).filter { !transaction.isAlive($0) }
        let orphans = open.filter { dead.contains($0.owner) }.sorted { $0.order.id.text < $1.order.id.text }
        for orphan in orphans { transaction.append(.adopted(orphan.order.id, owner: owner)) }
        return orphans
      }
      if !orders.isEmpty {
        notice(
          "\(orders.count) order\(orders.count == 1 ? "" : "s") left open by an earlier run: carrying on with them")
      }
      orphans += orders.map { .adopted($0) }
    } catch {
      fail(error)
    }
  }

  /// Removes what killed processes left of orders that have ended.
  func sweep() async {
    // Looked at before the book is: an order is in the book before anything is kept of it.
    let kept = submitter.kept()
    guard !kept.isEmpty else { return }
    do throws(LedgerError) {
      let ended = try await ledger.transact { transaction in kept.filter { transaction.book.openOrders[$0] == nil } }
      for order in ended { submitter.forget(order) }
    } catch {
      fail(error)
    }
  }

  /// Has one order carried out and writes its end down.
  func carryOut(_ assignment: Assignment) async {
    let order = assignment.order
    var settlement: Settlement
    switch assignment {
    case .new: settlement = await submitter.submit(order, log: log(of: order.id))
    case .adopted(let open) where open.submitter == HandoffSubmitter.name && open.submitter != submitter.name:
      settlement = HandoffSubmitter.inOtherHands(order.id)
    case .adopted(let open): settlement = await submitter.adopt(open, log: log(of: order.id))
    }
    // The next order's files would not be written either: the names on the list are not to pay for that one by one.
    if settlement.fault == .disk { fail(.orderFiles(reason: settlement.detail)) }
    let request: NameSet?
    do throws(LedgerError) {
      let said = settlement
      (request, settlement) = try await ledger.transact { transaction -> (NameSet?, Settlement) in
        guard let open = transaction.book.openOrders[order.id] else { return (nil, said) }
        let end = open.tries > 1 ? said.afterAnotherTry : said
        transaction.append(.settled(order.id, end))
        return (open.request, end)
      }
    } catch {
      running.remove(order.id)
      return fail(error)
    }
    // What is kept of an order whose end nobody knows may still tell it.
    if settlement.outcome != .unknown { submitter.forget(order.id) }
    running.remove(order.id)
    closedUntil = clocks.instant()
    let candidate = underway.removeValue(forKey: order.id)
    if let request {
      tell(settlement, order, request, candidate)
    } else if let candidate {
      // Somebody else has ended it: the gate knows how.
      park(candidate, until: clocks.instant())
    }
    changed.ring()
  }

  private nonisolated func log(of id: OrderID) -> OrderLog {
    OrderLog(
      placed: { url in url.utf8.count <= Run.longestURL ? await self.place(id, url) : false },
      retried: { await self.retry(id) })
  }

  /// Writes down by which URL the CA knows an order.
  private func place(_ id: OrderID, _ url: String) async -> Bool {
    let owner = ledger.instance.id
    do throws(LedgerError) {
      return try await ledger.transact { transaction in
        guard transaction.book.openOrders[id]?.owner == owner else { return false }
        transaction.append(.placed(id, url: url))
        return true
      }
    } catch {
      fail(error)
      return false
    }
  }

  /// Waits until the limits let the CA be asked for an open order once more, and writes that down. False where the run
  /// ends before.
  private func retry(_ id: OrderID) async -> Bool {
    let gate = settings.gate
    let owner = ledger.instance.id
    let forced = settings.forced
    let end = settings.maximumWait.map { clocks.instant() + $0 }
    while !isStopping {
      do throws(LedgerError) {
        let obstacle = try await ledger.transact { transaction -> Admission? in
          guard let open = transaction.book.openOrders[id], open.owner == owner else { return .paused }
          // Whoever worked on it before is gone: that try is over.
          if open.isWorking { transaction.append(.lapsed(id)) }
          let now = transaction.now
          let isForced = !forced.isDisjoint(with: open.order.names)
          if let obstacle = gate.obstacle(toRetrying: open, book: transaction.book, now: now, forced: isForced) {
            return obstacle
          }
          transaction.append(.retried(id))
          return nil
        }
        switch obstacle {
        case nil: return true
        case .wait(_, let until)?:
          let next = min(until.map { instant(of: $0) } ?? .never, clocks.instant() + .milliseconds(250))
          if let end, next > end { return false }
          await sleeping.sleep(until: next)
        default: return false
        }
      } catch {
        fail(error)
      }
    }
    return false
  }

  private func tell(_ settlement: Settlement, _ order: Order, _ request: NameSet, _ candidate: Candidate?) {
    emit(.settled(settlement.outcome, detail: settlement.detail), names: order.names, order: order.id)
    switch settlement.outcome {
    case .issued: summary.issued += 1
    case .alreadyCurrent: summary.alreadyCurrent += 1
    case .failed: summary.failed += 1
    case .unknown: summary.pending += 1
    case .rateLimited: break
    }
    guard var candidate else {
      // The request may be on its way here as well: it has ended with the order.
      let isEnd = settlement.outcome != .rateLimited && settlement.outcome != .unknown
      if isEnd, held[request] != Run.isBeingAccepted { release(request) }
      return
    }
    // The end of an order for the same names ends its own request, and no other.
    let isItsOwn = candidate.key == request || settlement.outcome == .unknown
    if settlement.outcome != .rateLimited, isItsOwn {
      release(candidate.key)
    } else {
      // Offered again: the gate knows until when it has to wait, or that it has a certificate now.
      candidate.isAnnounced = false
      park(candidate, until: clocks.instant())
    }
  }
}
