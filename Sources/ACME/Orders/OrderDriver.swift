import ACMEWire
import Gate
import Submission
import Timing

/// Carries out what the course of one order asks for.
actor OrderDriver {
  nonisolated let home: any Waiting & Actor
  let session: Session
  let order: Order
  let log: OrderLog
  let names: Set<String>
  let deadline: Instant
  /// Whether nobody has asked the CA for it yet.
  var isNew = true
  /// When newOrder was sent by this process.
  var sent: Instant?
  /// The certificate that this one is to replace.
  var replaces: String?
  /// What was issued.
  var certificate: CertificateFacts?

  nonisolated var unownedExecutor: UnownedSerialExecutor { home.unownedExecutor }

  init(_ order: Order, session: Session, log: OrderLog) {
    self.order = order
    self.session = session
    self.log = log
    home = session.home
    names = Set(order.nameSet.names)
    deadline = session.home.clocks.instant() + session.settings.orderTimeout
  }

  /// Follows the order to its end, or until its time is up or the task is cancelled.
  func drive(_ start: OrderCourse.Start, _ purpose: OrderCourse.Purpose) async -> OrderEnd {
    isNew = start == .new
    replaces = session.predecessor(of: order)
    let isOurs = isNew || session.files.origin(of: order.id) == session.origin
    var course = OrderCourse(names: names, purpose: purpose, start: start, isOurs: isOurs)
    let time = session.settings.orderTimeout
    return await withTaskGroup(of: OrderEvent.self) { group in
      let deadline = deadline
      group.addTask {
        await self.home.sleep(until: deadline)
        return .stopped("it has not ended within \(time.shortText)")
      }
      var actions = course.begin()
      while true {
        for action in actions {
          if case .end(let end) = action {
            group.cancelAll()
            return end
          }
          group.addTask { await self.perform(action) }
        }
        guard let event = await group.next() else { return .open(.local("the order was left")) }
        // What the CA has just said of a new order is written down even so.
        if Task.isCancelled, !event.isPlacement {
          actions = course.take(.stopped("the run ended before the order did"))
        } else {
          actions = course.take(event)
        }
      }
    }
  }

  private func perform(_ action: OrderAction) async -> OrderEvent {
    do throws(RequestFailure) {
      switch action {
      case .place: return try await place()
      case .find:
        switch await session.finder.find(names, lost: sent) {
        case .found(let url): return .found(url: url)
        case .mayPlace: return .mayPlace
        case .failed(let failure): throw failure
        }
      case .record(let url): return .recorded(await log.placed(url))
      case .fetchOrder(let url, let delay):
        try await pause(delay)
        let answer = try await session.client.fetch(url, until: deadline)
        return .order(try answer.document(OrderDocument.init), retryAfter: answer.retryAfter)
      case .fetchAuthorization(let url):
        let answer = try await session.client.fetch(url, until: deadline)
        return .authorization(url: url, try answer.document(Authorization.init))
      case .publish(let answer): return try await publish(answer)
      case .answer(let answer):
        let reply = try await session.client.post(
          .other, answer.url, Array("{}".utf8), .once, .empty, until: deadline)
        return .answered(answer, retryAfter: reply.retryAfter)
      case .deactivate(let url):
        _ = try await session.client.post(
          .other, url, Array(#"{"status":"deactivated"}"#.utf8), .repeatable, .empty, until: deadline)
        return .deactivated(authorization: url)
      case .finalize(let url): return try await finalize(url)
      case .download(let url, let delay):
        try await pause(delay)
        return try await download(url)
      case .end: return .stopped("")
      }
    } catch {
      return .failed(action, error)
    }
  }
}

extension OrderEvent {
  fileprivate var isPlacement: Bool {
    switch self {
    case .placed, .found: true
    default: false
    }
  }
}
