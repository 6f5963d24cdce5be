import Gate
import Ledger
import Readiness
import Timing

extension Run {
  /// One of the tasks that check requests, one after the other.
  func check() async {
    while let candidate = await toCheck.take() {
      let reports = await reports(on: candidate)
      // What was cut off by the end of the run says nothing about the names.
      if isStopping { return }
      await judge(candidate, reports)
    }
  }

  private func reports(on candidate: Candidate) async -> [Report] {
    let checking = checking
    if let name = candidate.request.names.first, candidate.request.names.count == 1 {
      return [await checking.check(name, targets: candidate.targets)]
    }
    return await withTaskGroup(of: (Int, Report).self) { group in
      for (index, name) in candidate.request.names.enumerated() {
        group.addTask { (index, await checking.check(name, targets: candidate.targets)) }
      }
      var reports: [(Int, Report)] = []
      for await report in group { reports.append(report) }
      return reports.sorted { $0.0 < $1.0 }.map(\.1)
    }
  }

  private func judge(_ candidate: Candidate, _ reports: [Report]) async {
    let findings = reports.flatMap(\.findings)
    let ready = reports.filter { $0.verdict == .ready }.map(\.name)
    let verdict = Verdict(of: findings)
    count(verdict, findings)
    emit(.checked(verdict: verdict, findings: findings), names: candidate.request.names)
    var candidate = candidate
    if ready.count == reports.count || (settings.dropsUnreadyNames && !ready.isEmpty) {
      candidate.names = ready
      candidate.checkedAt = clocks.instant()
      queue.append(candidate)
      changed.ring()
      return
    }
    var codes: [FindingCode] = []
    for finding in findings where finding.severity == .blocker || finding.severity == .undetermined {
      if !codes.contains(finding.code) { codes.append(finding.code) }
    }
    let reason = findings.first { $0.severity == .blocker }?.summary ?? findings.first?.summary ?? ""
    await giveUp(candidate, Refusal(verdict: verdict, codes: codes, reason: reason))
  }

  private func count(_ verdict: Verdict, _ findings: [Finding]) {
    switch verdict {
    case .ready: summary.ready += 1
    case .notReady: summary.notReady += 1
    case .undetermined: summary.undetermined += 1
    }
    guard verdict != .ready, let first = findings.first(where: { $0.severity == .blocker }) ?? findings.first else {
      return
    }
    causes[first.code, default: 0] += 1
  }

  /// Ends a request without an order.
  func giveUp(_ candidate: Candidate, _ refusal: Refusal) async {
    let request = candidate.request
    do throws(LedgerError) {
      try await ledger.transact { transaction in
        if transaction.book.isAccepted(request.key) { transaction.append(.gaveUp(request, refusal)) }
      }
    } catch {
      return fail(error)
    }
    summary.gaveUp += 1
    emit(.gaveUp(verdict: refusal.verdict, codes: refusal.codes), names: request.names)
    release(candidate.key)
  }
}
