/// The course of one order at the CA (RFC 8555 section 7.1.6): event in, actions out. Knows no socket and no clock.
///
/// Its owner carries the actions out, those of one answer at the same time where it likes, and reports each by one
/// event. After `end` nothing is to be reported.
public struct OrderCourse: Sendable {
  public enum Purpose: Hashable, Sendable {
    /// To the certificate.
    case obtain
    /// Until the order is ready to be finalized.
    case validate
    /// To get rid of it: what is ready is completed, what is not is given up.
    case clear
  }

  public enum Start: Hashable, Sendable {
    case new
    /// It was asked for, or about to be; nobody knows whether the CA made it.
    case lost
    case known(url: String)
  }

  /// What it is about.
  enum Stage: Hashable {
    case placing
    case proving
    /// Waiting for the order to change.
    case watching
    case finalizing
    /// Looking for what made the order fail.
    case blaming
    /// Giving up authorizations, for this reason.
    case clearing(ProblemDocument)
    case ended
  }

  let names: Set<String>
  let purpose: Purpose
  let start: Start
  /// Whether it was surely asked for by the account that asks now, so that where the CA does not know it nobody does.
  let isOurs: Bool
  var stage = Stage.placing
  /// Actions under way whose events have still to come.
  var outstanding = 0
  /// What newOrder answered, until its URL is durable.
  var placed: OrderDocument?
  var url: String?
  /// The order's, as it was last seen.
  var status: OrderDocument.Status?
  var authorizations: [String] = []
  /// How often each challenge was answered, by its URL.
  var answers: [String: Int] = [:]
  /// What the CA said of names that failed.
  var blame: [ProblemDocument.Subproblem] = []
  var isDoomed = false
  var finalizeProblem: ProblemDocument?
  var failedDeactivation: RequestFailure?
  var counts = Counts()

  /// How often something was tried.
  struct Counts: Hashable {
    var searches = 0
    var placings = 0
    /// Since the order changed.
    var polls = 0
    var unreadable = 0
    var missing = 0
    var finalizings = 0
    var downloads = 0
    var validWithoutCertificate = 0
    var looksAfterClearing = 0
  }

  static let mostTries = 3

  /// - Parameters:
  ///   - names: In lower case, as A-labels.
  ///   - isOurs: Whether a known order was surely asked for by the account that asks now.
  public init(names: Set<String>, purpose: Purpose = .obtain, start: Start, isOurs: Bool = true) {
    self.isOurs = isOurs
    self.names = names
    self.purpose = purpose
    self.start = start
    if case .known(let url) = start { self.url = url }
  }

  public mutating func begin() -> [OrderAction] {
    switch start {
    case .new: return act([.place])
    case .lost: return act([.find])
    case .known: return look()
    }
  }

  public mutating func take(_ event: OrderEvent) -> [OrderAction] {
    guard stage != .ended else { return [] }
    if case .stopped(let reason) = event { return end(.open(.local(reason))) }
    outstanding -= 1
    switch event {
    case .placed(let url, let order):
      placed = order
      return record(url)
    case .found(let url): return record(url)
    case .mayPlace: return place()
    case .recorded(let isDurable): return recorded(isDurable)
    case .order(let order, let retryAfter): return take(order, retryAfter)
    case .authorization(let url, let authorization): return take(authorization, at: url)
    case .published(let answer): return published(answer)
    case .answered(_, let retryAfter): return proceed(retryAfter)
    case .deactivated: return cleared()
    case .downloaded: return end(.issued)
    case .foreignCertificate(let reason): return end(.failed(ProblemDocument(type: "", detail: reason)))
    case .failed(let action, let failure): return take(failure, of: action)
    case .stopped: return []
    }
  }

  // MARK: Placing

  private mutating func place() -> [OrderAction] {
    counts.placings += 1
    guard counts.placings <= OrderCourse.mostTries else {
      return end(.open(.lost("the CA's answer to newOrder was lost again and again")))
    }
    return act([.place])
  }

  mutating func find(after failure: RequestFailure) -> [OrderAction] {
    counts.searches += 1
    guard counts.searches <= OrderCourse.mostTries else { return end(.open(failure)) }
    return act([.find])
  }

  private mutating func record(_ url: String) -> [OrderAction] {
    self.url = url
    return act([.record(url: url)])
  }

  private mutating func recorded(_ isDurable: Bool) -> [OrderAction] {
    guard isDurable else { return end(.open(.local("the order's URL could not be written down"))) }
    guard let order = placed else { return look() }
    placed = nil
    return take(order, nil)
  }

  // MARK: Ends and waits

  /// Emits actions whose events are waited for.
  mutating func act(_ actions: [OrderAction]) -> [OrderAction] {
    outstanding += actions.count
    return actions
  }

  mutating func end(_ end: OrderEnd) -> [OrderAction] {
    stage = .ended
    return [.end(end)]
  }

  mutating func look(after delay: Duration = .zero) -> [OrderAction] {
    act([.fetchOrder(url: url ?? "", after: delay)])
  }

  /// Looks at the order again: when the CA says, else soon and then more and more seldom.
  mutating func poll(_ retryAfter: Duration?) -> [OrderAction] {
    let own = OrderCourse.pauses[min(counts.polls, OrderCourse.pauses.count - 1)]
    counts.polls += 1
    let asked = retryAfter.map { min(max($0, OrderCourse.shortestPause), OrderCourse.longestPause) }
    return look(after: asked ?? own)
  }

  private static let pauses: [Duration] = [250, 500, 1000, 2000, 3000, 5000, 8000, 10_000].map { .milliseconds($0) }
  /// A Retry-After of zero must not become a storm, nor a long one the order's whole life.
  private static let shortestPause = Duration.milliseconds(200)
  private static let longestPause = Duration.seconds(300)
}
