import JSONText
public import Timing

/// How an order ended, or that nobody can tell.
public struct Settlement: Hashable, Sendable {
  public enum Outcome: String, Hashable, Sendable, CaseIterable {
    case issued
    /// The client says that the certificate it has is good for longer.
    case alreadyCurrent = "already-current"
    /// The order has ended at the CA without a certificate, or never began.
    case failed
    /// The CA refused to begin because a limit is used up.
    case rateLimited = "rate-limited"
    /// The order may still be pending at the CA: its slot stays taken.
    case unknown
  }

  public var outcome: Outcome
  /// One line for people: at most 400 characters, none that moves a cursor.
  public let detail: String
  /// Not before this moment again, where the CA said so.
  public var retryAt: Timestamp?
  /// The end of the certificate, where it is known.
  public var notAfter: Timestamp?
  /// Which limit is used up, where the CA named one.
  public var limit: LimitName?
  /// The CA holds the account back from these names until a person has asked it to go on.
  public var isPaused: Bool
  /// Set where our own side, or the way to the CA, kept the order from beginning. Of an order that failed: the CA did
  /// nothing, and its names are not to blame.
  public var fault: OwnFault?

  /// What of our own side can keep an order from beginning.
  public enum OwnFault: String, Hashable, Sendable, CaseIterable {
    /// The order's files could not be written: nor can any other order's.
    case disk
    /// The system had no process, descriptor or memory left, or no such command; the signer or the CA was out of reach.
    case system
  }

  public init(
    _ outcome: Outcome, detail: String = "", retryAt: Timestamp? = nil, notAfter: Timestamp? = nil,
    limit: LimitName? = nil, isPaused: Bool = false, fault: OwnFault? = nil
  ) {
    self.fault = fault
    self.outcome = outcome
    self.detail = Settlement.oneLine(detail)
    self.retryAt = retryAt
    self.notAfter = notAfter
    self.limit = limit
    self.isPaused = isPaused
  }

  /// Whether it failed before anybody but us knew of it.
  public var isOwnFailure: Bool { outcome == .failed && fault != nil }

  /// The same, where an earlier try of the order may have left one at the CA: that it refused another says nothing of it.
  public var afterAnotherTry: Settlement {
    var settlement = self
    if outcome == .rateLimited { settlement.outcome = .unknown }
    return settlement
  }

  /// A stranger's text made fit for a log: control characters become spaces, runs of spaces one, the rest is cut.
  static func oneLine(_ text: String) -> String {
    var line = String.UnicodeScalarView()
    var space = true
    var count = 0
    for scalar in text.unicodeScalars {
      guard count < 400 else {
        line.append("…")
        break
      }
      let blank = scalar == " " || scalar.movesTheCursor
      if blank && space { continue }
      line.append(blank ? " " : scalar)
      space = blank
      count += 1
    }
    if line.last == " " { line.removeLast() }
    return String(line)
  }
}
