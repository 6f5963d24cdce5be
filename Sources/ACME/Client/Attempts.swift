import ACMEWire
import Network
import Submission
import Timing

/// Whether a request that failed is sent again, and when. Pure: time comes in.
struct Attempts {
  /// What the request does when it arrives twice.
  enum Effect: Hashable {
    /// The same as once.
    case repeatable
    /// Something else, perhaps: it is sent again only where it was surely not carried out.
    case once
  }

  enum Decision: Hashable {
    case again(after: Duration)
    case fail(RequestFailure)
  }

  private let effect: Effect
  private let deadline: Instant
  private var rejectedNonces = 0
  private var failures = 0

  /// A CA that rejects more in a row has another trouble.
  static let mostRejectedNonces = 12
  static let mostFailures = 40
  /// Of a connection that cannot be made, or a server that asks for patience without saying how much.
  private static let pauses: [Duration] = [1, 2, 4, 8, 15, 30].map { .seconds($0) }
  /// A pause longer than this is not waited for where the CA names a limit: others may go on.
  static let longestPause = Duration.seconds(60)

  init(_ effect: Effect, deadline: Instant) {
    self.effect = effect
    self.deadline = deadline
  }

  /// No answer came.
  mutating func failed(_ failure: WebFailure, now: Instant) -> Decision {
    switch failure {
    case .notSent, .timeout(isSent: false): pause(.notSent("\(failure)"), nil, now)
    case .tooLong: .fail(.unreadable("it is too long"))
    case .cancelled: .fail(.lost("stopped while the CA was asked"))
    case .lost, .timeout:
      effect == .once
        ? .fail(.lost("the CA's answer was lost: \(failure)"))
        : pause(.lost("the CA's answer was lost: \(failure)"), nil, now)
    }
  }

  /// The CA answered with an error.
  mutating func refused(_ refusal: CARefusal, now: Instant, date: Timestamp) -> Decision {
    if refusal.problem.type == "badNonce" {
      rejectedNonces += 1
      return rejectedNonces < Attempts.mostRejectedNonces ? .again(after: .zero) : .fail(.refused(refusal))
    }
    let asked = refusal.retryAt.map { max(.zero, $0 - date) }
    switch refusal.status {
    case 429 where refusal.isSpecific, 429 where asked.map({ $0 > Attempts.longestPause }) ?? false:
      return .fail(.refused(refusal))
    case 429, 503:
      // Turned away at the door: nothing was done.
      return pause(.refused(refusal), asked, now)
    case 500...:
      if effect == .once { return .fail(.lost("the CA's server failed: \(refusal.problem.text)")) }
      return pause(.lost("the CA's server failed: \(refusal.problem.text)"), asked, now)
    default: return .fail(.refused(refusal))
    }
  }

  private mutating func pause(_ failure: RequestFailure, _ asked: Duration?, _ now: Instant) -> Decision {
    let own = Attempts.pauses[min(failures, Attempts.pauses.count - 1)]
    failures += 1
    // At once is not what an overloaded server needs.
    let pause = max(asked ?? own, .milliseconds(100))
    guard failures < Attempts.mostFailures, now + pause < deadline else { return .fail(failure) }
    return .again(after: pause)
  }
}

extension CARefusal {
  /// Whether it names the limit, or the names that the CA has paused: others may still be ordered.
  var isSpecific: Bool {
    let text = problem.text[...]
    return LimitWords.limit(in: text) != nil || LimitWords.isPause(text)
  }
}
