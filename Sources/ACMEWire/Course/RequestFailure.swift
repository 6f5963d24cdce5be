public import Timing

/// Why a request to the CA brought nothing that can be used, by what may have become of it there.
public enum RequestFailure: Error, Hashable, Sendable, CustomStringConvertible {
  /// Nothing reached the CA.
  case notSent(String)
  /// It may have reached the CA; no answer came, or one of a server that has lost its way (5xx).
  case lost(String)
  /// The CA answered that it does not do it.
  case refused(CARefusal)
  /// The CA did it, and what it answered cannot be read.
  case unreadable(String)
  /// Something on our side: a disk, a signer.
  case local(String)

  public var description: String {
    switch self {
    case .notSent(let reason): "the CA could not be reached: \(reason)"
    case .lost(let reason): reason
    case .refused(let refusal): refusal.problem.text
    case .unreadable(let reason): "the CA's answer cannot be used: \(reason)"
    case .local(let reason): reason
    }
  }
}

/// An answer by which a CA declines.
public struct CARefusal: Hashable, Sendable {
  public let problem: ProblemDocument
  /// Of HTTP.
  public let status: Int
  /// Not before this moment again, where the CA said so.
  public let retryAt: Timestamp?
  /// Whether it bears a mark of ACME, a problem document or a nonce (RFC 8555 sections 6.5 and 6.7). A server in front of
  /// the CA that has lost it answers without.
  public let isACME: Bool

  public init(_ problem: ProblemDocument, status: Int, retryAt: Timestamp? = nil, isACME: Bool = true) {
    self.isACME = isACME
    self.problem = problem
    self.status = status
    self.retryAt = retryAt
  }

  /// Too many requests or orders (RFC 8555 section 6.6, RFC 6585 section 4).
  public var isLimit: Bool { problem.type == "rateLimited" || status == 429 }
}
