import Timing

/// The time limits of one fetch. Each stage has its own, and the whole has one: the dial, TLS after it, the answer, and
/// the rest of an answer that is decided already.
struct FetchClock: Hashable {
  enum Stage: Hashable {
    case dialling
    case handshaking
    case answering
    /// Nothing depends on what still comes.
    case lingering
  }

  private(set) var stage = Stage.dialling
  /// When the stage is over.
  private(set) var end: Instant
  private let whole: Instant
  private let dialTimeout: Duration

  /// How long the rest of a page is waited for, once the answer is decided.
  static let lingering = Duration.seconds(1)

  init(start: Instant = .never, dialTimeout: Duration = .zero, timeout: Duration = .zero) {
    self.dialTimeout = dialTimeout
    whole = start == .never ? .never : start + timeout
    end = start == .never ? .never : min(start + dialTimeout, start + timeout)
  }

  /// The connection is there, and TLS is under way.
  mutating func connected(at now: Instant) {
    guard stage == .dialling else { return }
    stage = .handshaking
    end = min(now + dialTimeout, whole)
  }

  /// The request can be sent.
  mutating func established() {
    stage = .answering
    end = whole
  }

  /// Returns whether the end has moved.
  mutating func decided(at now: Instant) -> Bool {
    guard stage == .answering else { return false }
    stage = .lingering
    end = min(now + FetchClock.lingering, whole)
    return true
  }
}
