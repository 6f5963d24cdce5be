import Checking
import EventLoop
import Gate
import Ledger
import Readiness
import Timing

extension Run {
  /// Checks requests, many at once, until the run ends.
  func check() async {
    await withDiscardingTaskGroup { group in
      while true {
        let ticket = await entrance.enter()
        guard let candidate = await toCheck.take(), !isStopping else { return entrance.leave(ticket) }
        group.addTask { await self.check(candidate, ticket) }
      }
    }
  }

  /// Checks one request after the other, as long as there is a place for them.
  private func check(_ first: Candidate, _ ticket: Int) async {
    var (candidate, ticket) = (first, ticket)
    while true {
      let reports = await reports(on: candidate)
      // What was cut off by the end of the run says nothing about the names.
      if !isStopping, isHeld(candidate) { await judge(candidate, reports) }
      underCheck -= 1
      guard let place = entrance.exchange(ticket) else { return }
      ticket = place
      guard !isStopping, let next = toCheck.takeNow() else { return entrance.leave(ticket) }
      candidate = next
    }
  }

  func haveChecked(_ candidate: Candidate) {
    underCheck += 1
    toCheck.put(candidate)
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
    let findings = Run.findings(of: reports)
    let ready = reports.filter { $0.verdict == .ready }.map(\.name)
    let verdict = Verdict(of: findings)
    count(verdict, findings)
    emit(.checked(verdict: verdict, findings: findings), names: candidate.request.names, reports: reports)
    var candidate = candidate
    if ready.count == reports.count || (settings.dropsUnreadyNames && !ready.isEmpty) {
      candidate.names = ready
      candidate.checkedAt = clocks.instant()
      candidate.needsCheck = false
      candidate.awaitsOrder = false
      candidate.isAnnounced = false
      queue.append(candidate)
      changed.ring()
      return
    }
    var codes: [FindingCode] = []
    for finding in findings where finding.severity == .blocker || finding.severity == .undetermined {
      if !codes.contains(finding.code) { codes.append(finding.code) }
    }
    let reason = findings.first { $0.severity == .blocker }?.summary ?? findings.first?.summary ?? ""
    if await hasDeparted(candidate, codes) { emit(.departed, names: candidate.request.names) }
    if let next = nextCheck(of: candidate, reports) {
      await putOff(candidate, until: next, code: codes.first ?? .selfDeadline, reason: reason)
    } else {
      await giveUp(candidate, Refusal(verdict: verdict, codes: codes, reason: reason))
    }
  }

  /// Of several names, each finding says which of them it is about.
  private static func findings(of reports: [Report]) -> [Finding] {
    guard reports.count > 1 else { return reports.flatMap(\.findings) }
    return reports.flatMap { report in
      report.findings.map { finding in
        var finding = finding
        finding.summary = "\(report.name): \(finding.summary)"
        return finding
      }
    }
  }

  /// Whether names that had a certificate have gone elsewhere.
  private func hasDeparted(_ candidate: Candidate, _ codes: [FindingCode]) async -> Bool {
    let leaving: Set<FindingCode> = [.dnsAddressElsewhere, .dnsNXDomain, .dnsNoAddress, .dnsCNAMEDangling]
    guard codes.contains(where: leaving.contains) else { return false }
    let key = candidate.key
    return await ledger.view { $0.certificate(for: key) != nil }
  }

  /// When a request that is not ready is checked again: by the TTLs of what was wrong and up to a fifth later, so that
  /// thousands do not wake together. Nil when its time is over.
  private func nextCheck(of candidate: Candidate, _ reports: [Report]) -> Instant? {
    let end = candidate.acceptedAt + settings.recheckFor
    let now = clocks.instant()
    guard now < end else { return nil }
    let seconds = reports.compactMap { $0.verdict == .ready ? nil : $0.retryAfterSeconds }.min() ?? 300
    var random = randomness.generator()
    let jitter = Int64.random(in: 0...200, using: &random)
    // The last check is made when the time is over.
    return min(now + .milliseconds(Int64(seconds) * (1000 + jitter)), end)
  }

  private func putOff(_ candidate: Candidate, until next: Instant, code: FindingCode, reason: String) async {
    let until = clocks.timestamp() + (next - clocks.instant())
    let key = candidate.key
    do throws(LedgerError) {
      try await ledger.transact { transaction in
        if transaction.book.isAccepted(key) { transaction.append(.deferred(key, Deferral(until: until, code: code))) }
      }
    } catch {
      return fail(error)
    }
    guard isHeld(candidate) else { return }
    var candidate = candidate
    candidate.needsCheck = true
    candidate.isAnnounced = true
    emit(.waiting(reason: "\(code): \(reason)", limit: nil, until: until), names: candidate.request.names)
    park(candidate, until: next)
    changed.ring()
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
      let open = try await ledger.transact { transaction -> OrderID? in
        // Whatever was found now: an order that is open for it, of an earlier run or of another process, decides.
        if let open = transaction.book.openOrder(ofRequest: request.key, at: transaction.now) { return open.order.id }
        if transaction.book.isAccepted(request.key) { transaction.append(.gaveUp(request, refusal)) }
        return nil
      }
      guard isHeld(candidate) else { return }
      if let open { return awaitOrder(candidate, open) }
    } catch {
      return fail(error)
    }
    summary.gaveUp += 1
    emit(.gaveUp(verdict: refusal.verdict, codes: refusal.codes), names: request.names)
    release(candidate.key)
  }
}
