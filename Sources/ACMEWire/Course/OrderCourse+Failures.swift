/// What a request that failed means for the order.
extension OrderCourse {
  mutating func take(_ failure: RequestFailure, of action: OrderAction) -> [OrderAction] {
    switch action {
    case .place: placeFailed(failure)
    case .find, .record: end(.open(failure))
    case .fetchOrder: lookFailed(failure)
    case .fetchAuthorization: authorizationFailed(failure)
    case .publish: publishFailed(failure)
    case .answer: answerFailed(failure)
    case .deactivate: deactivationFailed(failure)
    case .finalize: finalizeFailed(failure)
    case .download(let url, _): downloadFailed(failure, url)
    case .end: []
    }
  }

  private mutating func placeFailed(_ failure: RequestFailure) -> [OrderAction] {
    let wasLost = start == .lost || counts.searches > 0
    switch failure {
    case .refused(let refusal):
      // Where an earlier newOrder was lost, a refusal of this one says nothing of that.
      return end(wasLost ? .open(failure) : .refused(refusal))
    case .notSent, .local:
      return end(wasLost ? .open(failure) : .notBegun("\(failure)"))
    case .lost, .unreadable: return find(after: failure)
    }
  }

  private mutating func lookFailed(_ failure: RequestFailure) -> [OrderAction] {
    switch failure {
    case .refused(let refusal) where refusal.status == 404:
      // A copy of the CA's database may lag behind.
      counts.missing += 1
      if counts.missing < OrderCourse.mostTries { return poll(nil) }
      // A page that some other server shows in the CA's place says nothing of the order.
      if case .known = start, isOurs, refusal.isACME {
        return end(.failed(ProblemDocument(type: "", detail: "the CA does not know the order any more")))
      }
      return end(.open(failure))
    case .unreadable:
      counts.unreadable += 1
      return counts.unreadable < OrderCourse.mostTries ? poll(nil) : end(.open(failure))
    case .notSent, .lost, .refused, .local: return end(.open(failure))
    }
  }

  private mutating func authorizationFailed(_ failure: RequestFailure) -> [OrderAction] {
    if stage == .blaming { return outstanding == 0 ? end(.failed(blamed)) : [] }
    return end(.open(failure))
  }

  private mutating func publishFailed(_ failure: RequestFailure) -> [OrderAction] {
    end(.open(failure))
  }

  /// Whatever became of it, the order tells; an answer that was lost is given again.
  private mutating func answerFailed(_ failure: RequestFailure) -> [OrderAction] {
    switch failure {
    case .refused(let refusal) where refusal.isLimit: end(.open(failure))
    case .notSent, .local: end(.open(failure))
    case .refused, .lost, .unreadable: proceed(nil)
    }
  }

  private mutating func deactivationFailed(_ failure: RequestFailure) -> [OrderAction] {
    failedDeactivation = failure
    return cleared()
  }

  private mutating func finalizeFailed(_ failure: RequestFailure) -> [OrderAction] {
    stage = .watching
    switch failure {
    case .refused(let refusal):
      // Nor is a proved order given up for the word of some other server, or of one that has lost its way.
      if refusal.isLimit || !refusal.isACME || refusal.status >= 500 { return end(.open(failure)) }
      // The order is not what we took it for, or this very request makes it fail: a look tells.
      if refusal.problem.type != "orderNotReady" { finalizeProblem = refusal.problem }
      return look()
    case .lost, .unreadable: return poll(nil)
    case .notSent, .local: return end(.open(failure))
    }
  }

  private mutating func downloadFailed(_ failure: RequestFailure, _ url: String) -> [OrderAction] {
    counts.downloads += 1
    guard case .unreadable = failure, counts.downloads < OrderCourse.mostTries else { return end(.open(failure)) }
    return act([.download(url: url, after: .seconds(1))])
  }
}
