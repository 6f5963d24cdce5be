import EventLoop
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
      for open in orders { running.insert(open.order.id) }
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

  /// Has one order carried out and writes its end down.
  func carryOut(_ assignment: Assignment) async {
    let order = assignment.order
    let settlement: Settlement
    switch assignment {
    case .new: settlement = await submitter.submit(order) { url in await self.place(order.id, url) }
    case .adopted(let open): settlement = await submitter.adopt(open) { url in await self.place(order.id, url) }
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
    guard let request else { return changed.ring() }
    tell(settlement, order, request, candidate)
    changed.ring()
  }

  /// Writes down by which URL the CA knows an order.
  private func place(_ id: OrderID, _ url: String) async -> Bool {
    guard url.utf8.count <= Run.longestURL else { return false }
    do throws(LedgerError) {
      return try await ledger.transact { transaction in
        guard transaction.book.openOrders[id] != nil else { return false }
        transaction.append(.placed(id, url: url))
        return true
      }
    } catch {
      fail(error)
      return false
    }
  }

  private func tell(_ settlement: Settlement, _ order: Order, _ request: NameSet, _ candidate: Candidate?) {
    emit(.settled(settlement.outcome, detail: settlement.detail), names: order.names, order: order.id)
    // An adopted order's request may be waiting here as well: it has ended with the order.
    let parkedHere = parked.firstIndex { $0.key == request }
    switch settlement.outcome {
    case .issued: summary.issued += 1
    case .alreadyCurrent: summary.alreadyCurrent += 1
    case .failed: summary.failed += 1
    case .unknown: summary.pending += 1
    case .rateLimited:
      // Offered again: the gate knows until when it has to wait.
      if let candidate, parkedHere == nil { parked.append(candidate) }
      return
    }
    if let parkedHere { parked.remove(at: parkedHere) }
    release(request)
  }
}
