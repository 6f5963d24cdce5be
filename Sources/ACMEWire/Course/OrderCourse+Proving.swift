/// From the order's first sight to the day on which all of its names are proved.
extension OrderCourse {
  mutating func take(_ order: OrderDocument, _ retryAfter: Duration?) -> [OrderAction] {
    guard order.names == names else {
      return end(.open(.unreadable("it shows an order for other names than those asked for")))
    }
    counts.unreadable = 0
    counts.missing = 0
    authorizations = order.authorizations
    if order.status != status {
      status = order.status
      counts.polls = 0
    }
    if case .clearing(let reason) = stage { return take(order, whileClearing: reason, retryAfter) }
    switch order.status {
    case .pending: return pending(retryAfter)
    case .ready: return ready(order, retryAfter)
    case .processing:
      stage = .watching
      return poll(retryAfter)
    case .valid: return valid(order, retryAfter)
    case .invalid: return invalid(order)
    }
  }

  private mutating func pending(_ retryAfter: Duration?) -> [OrderAction] {
    guard !authorizations.isEmpty else {
      return end(.open(.unreadable("the order is pending, and has no authorizations")))
    }
    if purpose == .clear {
      return clear(because: ProblemDocument(type: "", detail: "the order was given up"))
    }
    // A name that failed makes the order invalid. Not at once with every CA.
    if isDoomed, counts.polls >= OrderCourse.mostTries { return end(.failed(blamed)) }
    // The first look, and now and then another: an answer may have been lost on its way.
    let isDue = stage != .watching || counts.polls % 5 == 4
    guard isDue, !isDoomed else { return poll(retryAfter) }
    stage = .proving
    if counts.polls > 0 { counts.polls += 1 }
    return act(authorizations.map { .fetchAuthorization(url: $0) })
  }

  mutating func take(_ authorization: Authorization, at url: String) -> [OrderAction] {
    guard names.contains(authorization.name) else {
      return end(.open(.unreadable("it shows an authorization for \(authorization.name), which is not in the order")))
    }
    if stage == .blaming {
      note(authorization)
      return outstanding == 0 ? end(.failed(blamed)) : []
    }
    if case .clearing = stage { return proceed(nil) }
    switch authorization.status {
    case .valid: return proceed(nil)
    case .invalid, .deactivated, .expired, .revoked:
      note(authorization)
      isDoomed = true
      return proceed(nil)
    case .pending: break
    }
    guard let challenge = authorization.http01 else {
      return clear(
        because: ProblemDocument(
          type: "", detail: "the CA offers no http-01 challenge for \(authorization.name)"))
    }
    let answer = ChallengeAnswer(name: authorization.name, token: challenge.token, url: challenge.url)
    switch challenge.status {
    case .pending where answers[answer.url, default: 0] < OrderCourse.mostTries:
      return act([.publish(answer)])
    case .processing where answers[answer.url] == nil:
      // Answered before we came: what it needs may be gone since.
      answers[answer.url] = OrderCourse.mostTries
      return act([.publish(answer)])
    case .invalid:
      note(authorization)
      isDoomed = true
      return proceed(nil)
    case .pending, .processing, .valid: return proceed(nil)
    }
  }

  mutating func published(_ answer: ChallengeAnswer) -> [OrderAction] {
    let count = answers[answer.url, default: 0]
    if case .clearing = stage { return proceed(nil) }
    guard count < OrderCourse.mostTries else { return proceed(nil) }
    answers[answer.url] = count + 1
    return act([.answer(answer)])
  }

  /// Once every authorization has been seen to, the order is watched.
  mutating func proceed(_ retryAfter: Duration?) -> [OrderAction] {
    guard outstanding == 0 else { return [] }
    if case .clearing = stage { return deactivateAll() }
    stage = .watching
    return isDoomed ? look() : poll(retryAfter)
  }

  private mutating func invalid(_ order: OrderDocument) -> [OrderAction] {
    if let problem = finalizeProblem ?? order.error { return end(.failed(problem)) }
    guard blame.isEmpty, !order.authorizations.isEmpty else { return end(.failed(blamed)) }
    stage = .blaming
    return act(order.authorizations.map { .fetchAuthorization(url: $0) })
  }

  private mutating func note(_ authorization: Authorization) {
    guard blame.count < ProblemDocument.maximumSubproblems else { return }
    if let error = authorization.error {
      blame.append(.init(type: error.type, detail: error.detail, name: authorization.name))
    } else if authorization.status != .valid, authorization.status != .pending {
      blame.append(
        .init(type: "", detail: "the authorization is \(authorization.status.rawValue)", name: authorization.name))
    }
  }

  /// What made the order fail, as far as the CA told.
  var blamed: ProblemDocument {
    guard let first = blame.first else {
      return ProblemDocument(type: "", detail: "the CA says that the order is invalid, and not why")
    }
    if blame.count == 1 { return ProblemDocument(type: first.type, detail: first.detail) }
    return ProblemDocument(type: first.type, detail: "\(blame.count) names failed", subproblems: blame)
  }
}
