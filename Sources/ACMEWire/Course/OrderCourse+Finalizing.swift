/// From the proof of all names to the certificate, or to the order's being given up.
extension OrderCourse {
  mutating func ready(_ order: OrderDocument, _ retryAfter: Duration?) -> [OrderAction] {
    if purpose == .validate { return end(.validated(isFinalized: false)) }
    if let problem = finalizeProblem { return clear(because: problem) }
    counts.finalizings += 1
    guard counts.finalizings <= OrderCourse.mostTries else {
      return end(.open(.lost("the order is still ready after it was finalized \(OrderCourse.mostTries) times")))
    }
    stage = .finalizing
    if counts.finalizings > 1, let pause = retryAfter { return finalizeLater(pause) }
    return act([.finalize(url: order.finalize)])
  }

  /// The CA asked for a pause before its last answer: looks again instead of asking at once.
  private mutating func finalizeLater(_ pause: Duration) -> [OrderAction] {
    stage = .watching
    return poll(pause)
  }

  mutating func valid(_ order: OrderDocument, _ retryAfter: Duration?) -> [OrderAction] {
    if purpose == .validate { return end(.validated(isFinalized: true)) }
    guard let certificate = order.certificate else {
      counts.validWithoutCertificate += 1
      guard counts.validWithoutCertificate <= OrderCourse.mostTries else {
        return end(.open(.unreadable("the order is valid, and has no certificate")))
      }
      return poll(retryAfter)
    }
    return act([.download(url: certificate, after: .zero)])
  }

  // MARK: Giving up

  /// Gives up the order's authorizations, so that it ends as invalid and does not stay pending.
  mutating func clear(because reason: ProblemDocument) -> [OrderAction] {
    stage = .clearing(reason)
    // Those of the order's other actions that are under way end first.
    return outstanding == 0 ? deactivateAll() : []
  }

  mutating func deactivateAll() -> [OrderAction] {
    act(authorizations.map { .deactivate(authorization: $0) })
  }

  mutating func cleared() -> [OrderAction] {
    outstanding == 0 ? look() : []
  }

  mutating func take(
    _ order: OrderDocument, whileClearing reason: ProblemDocument, _ retryAfter: Duration?
  ) -> [OrderAction] {
    switch order.status {
    case .invalid: return end(.failed(reason))
    case .valid, .processing:
      // Somebody else was faster.
      stage = .watching
      return order.status == .valid ? valid(order, retryAfter) : poll(retryAfter)
    case .pending, .ready:
      counts.looksAfterClearing += 1
      if counts.looksAfterClearing < OrderCourse.mostTries { return poll(retryAfter) }
      // Without its authorizations it can come to nothing; a CA that refused to let them go keeps it open.
      return end(failedDeactivation.map { .open($0) } ?? .failed(reason))
    }
  }
}
