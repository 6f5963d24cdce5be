import Gate
import Ledger
import Submission
import Timing

extension Run {
  /// Takes over the orders whose process is dead. Their submitters may still be at work, or have left a result.
  func adoptOrphans() async -> [Assignment] {
    let owner = ledger.instance.id
    do throws(LedgerError) {
      let orders = try await ledger.transact { transaction in
        let orphans = transaction.book.openOrders.values.filter { open in
          open.unknown == nil && open.owner != owner && !transaction.isAlive(open.owner)
        }.sorted { $0.order.id.text < $1.order.id.text }
        for orphan in orphans { transaction.append(.adopted(orphan.order.id, owner: owner)) }
        return orphans
      }
      for open in orders {
        running.insert(open.order.id)
        orphans[open.request] = open.order.id
      }
      if !orders.isEmpty {
        notice(
          "\(orders.count) order\(orders.count == 1 ? "" : "s") left open by an earlier run: carrying on with them")
      }
      return orders.map { .adopted($0) }
    } catch {
      fail(error)
      return []
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
    let settlement: Settlement
    switch assignment {
    case .new: settlement = await submitter.submit(order, log: log(of: order.id))
    case .adopted(let open): settlement = await submitter.adopt(open, log: log(of: order.id))
    }
    let request: NameSet?
    do throws(LedgerError) {
      request = try await ledger.transact { transaction -> NameSet? in
        guard let open = transaction.book.openOrders[order.id] else { return nil }
        transaction.append(.settled(order.id, settlement))
        return open.request
      }
    } catch {
      running.remove(order.id)
      return fail(error)
    }
    // What is kept of an order whose end nobody knows may still tell it.
    if settlement.outcome != .unknown { submitter.forget(order.id) }
    running.remove(order.id)
    let candidate = underway.removeValue(forKey: order.id)
    if let request {
      tell(settlement, order, request, candidate)
    } else if let candidate {
      // Somebody else has ended it: the gate knows how.
      parked.append(candidate)
    }
    changed.ring()
  }

  private nonisolated func log(of id: OrderID) -> OrderLog {
    let owner = ledger.instance.id
    return OrderLog(
      placed: { url in url.utf8.count <= Run.longestURL ? await self.write(.placed(id, url: url), of: id) : false },
      retried: { await self.write(.adopted(id, owner: owner), of: id) })
  }

  /// Writes something down about an order that this process works on.
  private func write(_ record: LedgerRecord, of id: OrderID) async -> Bool {
    let owner = ledger.instance.id
    do throws(LedgerError) {
      return try await ledger.transact { transaction in
        guard transaction.book.openOrders[id]?.owner == owner else { return false }
        transaction.append(record)
        return true
      }
    } catch {
      fail(error)
      return false
    }
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
    guard let candidate else { return }
    // The end of an order for the same names ends its own request, and no other.
    let isItsOwn = candidate.key == request || settlement.outcome == .unknown
    if settlement.outcome != .rateLimited, isItsOwn {
      release(candidate.key)
    } else {
      // Offered again: the gate knows until when it has to wait, or that it has a certificate now.
      parked.append(candidate)
    }
  }
}
