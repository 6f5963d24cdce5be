public import Readiness
public import Timing

/// One thing that happened in a run. Every accepted request ends in exactly one `settled` (issued, already-current or
/// failed) or `gaveUp`, or is still in the ledger.
public struct RunEvent: Hashable, Sendable {
  public var at: Timestamp
  /// The order's id; nil for what belongs to none (a rejected line, the summary).
  public var order: String?
  public var names: [String]
  public var kind: Kind
  /// Of a check: all that it found, name by name. No part of the event as JSON, which has the findings.
  public var reports: [Report] = []

  public init(at: Timestamp, order: String?, names: [String], _ kind: Kind, reports: [Report] = []) {
    self.reports = reports
    self.at = at
    self.order = order
    self.names = names
    self.kind = kind
  }

  public enum Kind: Hashable, Sendable {
    /// A request was taken in, and is durable. `line` is its line of the input; nil where it came from the ledger.
    case accepted(line: Int?)
    case rejectedInput(line: Int, reason: String)
    /// All names of the request were checked; findings of all of them.
    case checked(verdict: Verdict, findings: [Finding])
    /// Not now: `reason` in words, `limit` the CA's limit that binds (nil where another order or a re-check is waited
    /// for), `until` the earliest next try where it is known.
    case waiting(reason: String, limit: String?, until: Timestamp?)
    /// Handed to the submitter. Both numbers are of the whole ledger, this order included.
    case submitted(pending: Int, cap: Int)
    case settled(Settlement.Outcome, detail: String)
    /// No order will be made; what is to blame.
    case gaveUp(verdict: Verdict, codes: [FindingCode])
    /// The name no longer points here, and its order was dropped.
    case departed
    case summary(RunSummary)

    /// The event's name in the contract: "rejected-input".
    public var name: String {
      switch self {
      case .accepted: "accepted"
      case .rejectedInput: "rejected-input"
      case .checked: "checked"
      case .waiting: "waiting"
      case .submitted: "submitted"
      case .settled: "settled"
      case .gaveUp: "gave-up"
      case .departed: "departed"
      case .summary: "summary"
      }
    }
  }
}

/// What a run came to. Requests are counted, not names, where nothing else is said.
public struct RunSummary: Hashable, Sendable {
  public struct Cause: Hashable, Sendable {
    public var code: FindingCode
    public var count: Int

    public init(_ code: FindingCode, count: Int) {
      self.code = code
      self.count = count
    }
  }

  public var accepted = 0
  /// Lines of the input that are no requests.
  public var rejected = 0
  /// The last verdict of every request that was checked.
  public var ready = 0
  public var notReady = 0
  public var undetermined = 0
  public var issued = 0
  public var alreadyCurrent = 0
  public var failed = 0
  public var gaveUp = 0
  /// Left in the ledger: waiting for a limit or a next try.
  public var waiting = 0
  /// Left in the ledger: handed over, fate not known.
  public var pending = 0
  /// The greatest number pending at once, and the cap.
  public var mostPending = 0
  public var cap = 0
  public var duration = Duration.zero
  /// Why requests were not ready, most frequent first.
  public var causes: [Cause] = []

  public init() {}
}
