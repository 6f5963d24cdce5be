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
      await accept(group(lines, &grouper))
      if grouper.heldCount + held.count >= settings.maximumWaiting { await accept(grouper.flush()) }
    }
    if !isStopping { await accept(grouper.flush()) }
    hasReadAll = true
    changed.ring()
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
        notice("line \(group.line): the same names as line \(earlier), taken once")
      } else {
        held[group.request.key] = group.line
        var candidate = Candidate(group.request, line: group.line, targets: group.targets)
        candidate.acceptedAt = clocks.instant()
        candidates.append(candidate)
      }
    }
    guard !candidates.isEmpty else { return }
    do throws(LedgerError) {
      let (current, later) = try await recordAccepted(candidates)
      for candidate in candidates {
        summary.accepted += 1
        emit(.accepted(line: candidate.line), names: candidate.request.names)
        if current.contains(candidate.key) {
          settledAsCurrent(candidate)
        } else if let next = later[candidate.key], settings.recheckFor > .zero {
          var candidate = candidate
          candidate.needsCheck = true
          park(candidate, until: instant(of: next))
        } else {
          toCheck.put(candidate)
        }
      }
    } catch {
      fail(error)
    }
  }

  /// Writes the requests down, but for those whose certificate is not due: they need no check and end at once.
  private func recordAccepted(_ candidates: [Candidate]) async throws(LedgerError) -> (
    current: Set<NameSet>, later: [NameSet: Timestamp]
  ) {
    let gate = settings.gate
    let forced = settings.forced
    return try await ledger.transact { transaction in
      var current: Set<NameSet> = []
      var later: [NameSet: Timestamp] = [:]
      for candidate in candidates {
        let isForced = !forced.isDisjoint(with: candidate.names)
        let admission = gate.admit(candidate.key, book: transaction.book, now: transaction.now, forced: isForced)
        if case .current = admission {
          current.insert(candidate.key)
        } else if !transaction.book.isAccepted(candidate.key) {
          transaction.append(.accepted(candidate.request))
        } else {
          later[candidate.key] = transaction.book.nextTry(of: candidate.key, now: transaction.now)
        }
      }
      return (current, later)
    }
  }

  func settledAsCurrent(_ candidate: Candidate) {
    summary.alreadyCurrent += 1
    emit(.settled(.alreadyCurrent, detail: "the certificate is not due"), names: candidate.request.names)
    release(candidate.key)
  }
}
