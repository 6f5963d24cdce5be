import EventLoop
import Gate
import Ledger
import Readiness
import Timing

extension Run {
  /// Reads the source to its end, holding no more requests than allowed.
  func read(_ source: some RequestSource) async {
    var grouper = OrderGrouper(namesPerOrder: settings.namesPerOrder)
    while !isStopping {
      while held.count >= settings.maximumWaiting, !isStopping { await room.wait() }
      let lines = await source.next()
      if lines.isEmpty || isStopping { break }
      await acceptAsThereIsRoom(group(lines, &grouper))
      if grouper.heldCount + held.count >= settings.maximumWaiting { await acceptAsThereIsRoom(grouper.flush()) }
    }
    await acceptAsThereIsRoom(grouper.flush())
    hasReadAll = true
    changed.ring()
  }

  private func acceptAsThereIsRoom(_ requests: [GroupedRequest]) async {
    var rest = requests[...]
    while !rest.isEmpty {
      while held.count >= settings.maximumWaiting, !isStopping { await room.wait() }
      if isStopping { return }
      let piece = rest.prefix(settings.maximumWaiting - held.count)
      rest = rest.dropFirst(piece.count)
      await accept(Array(piece))
    }
  }

  /// The requests of the lines, each complete.
  private func group(_ lines: [NumberedLine], _ grouper: inout OrderGrouper) -> [GroupedRequest] {
    var requests: [GroupedRequest] = []
    for line in lines {
      switch line.line {
      case .blank: break
      case .rejected(let reason):
        summary.rejected += 1
        emit(.rejectedInput(line: line.number, reason: reason), names: [])
      case .request(let request, let targets):
        requests += grouper.add(request, line: line.number, targets: targets)
      }
    }
    return requests
  }

  private func accept(_ requests: [GroupedRequest]) async {
    var candidates: [Candidate] = []
    for group in requests {
      if let earlier = held[group.request.key] {
        let place = earlier == Run.isBeingAccepted ? "an earlier one" : "line \(earlier)"
        notice("line \(group.line): the same names as \(place), taken once")
      } else {
        held[group.request.key] = Run.isBeingAccepted
        var candidate = Candidate(group.request, line: group.line, targets: group.targets)
        candidate.acceptedAt = clocks.instant()
        candidates.append(candidate)
      }
    }
    guard !candidates.isEmpty else { return }
    do throws(LedgerError) {
      let (current, open, later, earlier) = try await recordAccepted(candidates)
      for var candidate in candidates {
        // A run that was cut off does not begin its patience anew.
        held[candidate.key] = candidate.line
        if let age = earlier[candidate.key] { candidate.acceptedAt = clocks.instant() + (.zero - age) }
        summary.accepted += 1
        emit(.accepted(line: candidate.line), names: candidate.request.names)
        if current.contains(candidate.key) {
          settledAsCurrent(candidate)
        } else if let order = open[candidate.key] {
          awaitOrder(candidate, order, lookingAgainAfter: .zero)
        } else if let next = later[candidate.key], settings.recheckFor > .zero {
          candidate.needsCheck = true
          park(candidate, until: instant(of: next))
        } else {
          haveChecked(candidate)
        }
      }
    } catch {
      fail(error)
    }
  }

  /// Writes the requests down, but for those whose certificate is not due: they need no check and end at once.
  private func recordAccepted(_ candidates: [Candidate]) async throws(LedgerError) -> (
    current: Set<NameSet>, open: [NameSet: OrderID], later: [NameSet: Timestamp], earlier: [NameSet: Duration]
  ) {
    let gate = settings.gate
    let forced = settings.forced
    return try await ledger.transact { transaction in
      var current: Set<NameSet> = []
      var open: [NameSet: OrderID] = [:]
      var later: [NameSet: Timestamp] = [:]
      var earlier: [NameSet: Duration] = [:]
      for candidate in candidates {
        let isForced = !forced.isDisjoint(with: candidate.names)
        let admission = gate.admit(candidate.key, book: transaction.book, now: transaction.now, forced: isForced)
        if case .current = admission {
          current.insert(candidate.key)
          // Left by a run that did not come to it.
          if transaction.book.isAccepted(candidate.key) { transaction.append(.current(candidate.request)) }
          continue
        }
        open[candidate.key] = transaction.book.openOrder(ofRequest: candidate.key, at: transaction.now)?.order.id
        if !transaction.book.isAccepted(candidate.key) {
          transaction.append(.accepted(candidate.request))
        } else {
          earlier[candidate.key] = transaction.book.acceptance(of: candidate.key)
            .map { max(.zero, transaction.now.elapsed(since: $0)) }
          later[candidate.key] = transaction.book.nextTry(of: candidate.key, now: transaction.now)
        }
      }
      return (current, open, later, earlier)
    }
  }

  /// Ends a request with the order that is open for it where that is this process's; else looks again until it has ended.
  func awaitOrder(
    _ candidate: Candidate, _ order: OrderID, lookingAgainAfter pause: Duration = .milliseconds(250)
  ) {
    var candidate = candidate
    candidate.awaitsOrder = true
    candidate.needsCheck = false
    let isOurs = running.contains(order) || orphans.contains { $0.order.id == order }
    if isOurs, underway[order] == nil {
      underway[order] = candidate
      return
    }
    park(candidate, until: clocks.instant() + pause)
    changed.ring()
  }

  func settledAsCurrent(_ candidate: Candidate) {
    summary.alreadyCurrent += 1
    emit(.settled(.alreadyCurrent, detail: "the certificate is not due"), names: candidate.request.names)
    release(candidate.key)
  }
}
