/// What the course of an order wants done next.
public enum OrderAction: Hashable, Sendable {
  /// newOrder (RFC 8555 section 7.4).
  case place
  /// Looks for an order whose reply was lost: in the account's list of orders, or by the same newOrder again.
  case find
  /// Makes the order's URL durable.
  case record(url: String)
  case fetchOrder(url: String, after: Duration)
  case fetchAuthorization(url: String)
  /// Puts the answer to a challenge where the CA will look for it.
  case publish(ChallengeAnswer)
  /// Tells the CA to look (section 7.5.1).
  case answer(ChallengeAnswer)
  case deactivate(authorization: String)
  case finalize(url: String)
  case download(url: String, after: Duration)
  case end(OrderEnd)
}

/// A token to be served under a name.
public struct ChallengeAnswer: Hashable, Sendable {
  public let name: String
  public let token: String
  /// The challenge's.
  public let url: String

  public init(name: String, token: String, url: String) {
    self.name = name
    self.token = token
    self.url = url
  }
}

/// What came of an action.
public enum OrderEvent: Hashable, Sendable {
  /// newOrder was answered. The order's URL came with it; the order itself may have been unreadable.
  case placed(url: String, OrderDocument?)
  case found(url: String)
  /// The CA has no open order of these names, or gives back the open one when asked again.
  case mayPlace
  case recorded(Bool)
  /// `retryAfter`: what the CA said of the next look.
  case order(OrderDocument, retryAfter: Duration?)
  case authorization(url: String, Authorization)
  case published(ChallengeAnswer)
  case answered(ChallengeAnswer, retryAfter: Duration?)
  case deactivated(authorization: String)
  case downloaded
  /// The certificate is not for our key: it can be of no use to anyone.
  case foreignCertificate(String)
  case failed(OrderAction, RequestFailure)
  /// The order's time is up, or the program is about to end.
  case stopped(String)
}
