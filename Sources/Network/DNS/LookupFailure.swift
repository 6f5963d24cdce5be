public import Addressing

/// Why a question has no answer, good or bad. An error code in a reply is an answer.
public enum LookupFailure: Error, Hashable, Sendable, CustomStringConvertible {
  /// No server replied within the time for one lookup.
  case timeout
  /// No server could be reached; the errno of the last attempt.
  case unreachable(Int32)
  /// A server replied over TCP with something that is no DNS message, or closed the connection.
  case malformed
  /// The caller's deadline came first.
  case deadline
  /// The resolver was shut down.
  case cancelled
  /// The resolver cannot be used at all (a refused certificate, an HTTP error, no answer to anything), in words.
  case resolverFailed(String)
  /// The resolver answers, but fails for too many names at once to blame any of them, in words.
  case overloaded(String)

  /// A clause for people.
  public var description: String {
    switch self {
    case .timeout: "no answer in time"
    case .unreachable(let number): "\(SocketError(number: number))"
    case .malformed: "a broken answer"
    case .deadline: "no answer before the deadline"
    case .cancelled: "the check was ended"
    case .resolverFailed(let words), .overloaded(let words): words
    }
  }
}

/// How a stub resolver asks.
public struct ResolverSettings: Sendable {
  /// Asked in this order; the next one when one does not answer in time.
  public var servers: [Endpoint]
  /// How long each attempt waits, one after the other, going round the servers.
  public var attempts: [Duration]
  /// Questions under way at once; further ones wait for their turn.
  public var maximumInFlight: Int
  /// Bound on the questions sent in a second, 0 for none.
  public var perSecond: Int
  public var source: IPAddress?

  public init(
    servers: [Endpoint], attempts: [Duration] = [.seconds(2), .seconds(3), .seconds(5), .seconds(5)],
    maximumInFlight: Int = 512, perSecond: Int = 0, source: IPAddress? = nil
  ) {
    self.servers = servers
    self.attempts = attempts
    self.maximumInFlight = maximumInFlight
    self.perSecond = perSecond
    self.source = source
  }
}
