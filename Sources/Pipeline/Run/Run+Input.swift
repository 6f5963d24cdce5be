import Gate
import Ledger
import Readiness
import Timing

extension Run {
  /// Reads the source to its end, holding no more requests than allowed.
  func read(_ source: some RequestSource) async {
    while !isStopping {
      while held.count >= settings.maximumWaiting, !isStopping { await room.wait() }
      let lines = await source.next()
      if lines.isEmpty || isStopping { break }
      await accept(lines)
    }
    hasReadAll = true
    changed.ring()
  }

  private func accept(_ lines: [NumberedLine]) async {
    var candidates: [Candidate] = []
    for line in lines {
      switch line.line {
      case .blank: break
      case .rejected(let reason):
        summary.rejected += 1
        emit(.rejectedInput(line: line.number, reason: reason), names: [])
      case .request(let request, let targets):
        if let earlier = held[request.key] {
          notice("line \(line.number): the same names as line \(earlier), taken once")
        } else {
          held[request.key] = line.number
          var candidate = Candidate(request, line: line.number, targets: targets)
          candidate.acceptedAt = clocks.instant()
          candidates.append(candidate)
        }
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
  private func recordAccepted(_ candidates: [Candidate]) async throws(LedgerError) -> (current: Set<NameSet>, later: [NameSet: Timestamp]) {
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
