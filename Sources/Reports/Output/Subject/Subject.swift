public import Readiness
public import Timing

/// What one line of a CI job's report is about: a name that was checked, an order of a run at its end, or a line of the
/// input that is neither. All of its texts may be a stranger's.
public struct Subject: Sendable {
  /// How it ended; the raw values are words of the contract.
  public enum Outcome: String, Hashable, Sendable, CaseIterable {
    case ready
    case notReady = "not-ready"
    case undetermined
    case issued
    case alreadyCurrent = "already-current"
    case failed
    case gaveUp = "gave-up"
    /// Not ready, and left out of an order that was made (`--drop-unready-names`).
    case dropped
    /// Left in the ledger when the run ended: not submitted yet.
    case waiting
    /// Left in the ledger when the run ended: submitted, and nobody knows its end.
    case pending
    case rejected
    /// Stands for all that a signal cut off.
    case interrupted
  }

  /// What a test would call it.
  public enum Grade: Hashable, Sendable, CaseIterable {
    case passed
    /// The domain's side, or the CA.
    case failed
    /// Our side.
    case unsure
    case left
  }

  public var names: [String]
  /// As given, where a check says it.
  public var input: String?
  public var outcome: Outcome
  public var verdict: Verdict?
  /// Blockers, and what kept us from knowing.
  public var findings: [Finding] = []
  public var codes: [String] = []
  /// What the CA, a limit or the reader of the input said.
  public var detail = ""
  /// In the list.
  public var line: Int?
  public var order: String?
  public var addresses: [String] = []
  public var at: Timestamp?
  public var duration: Duration?
  public var retryAfterSeconds: Int?

  public init(names: [String], _ outcome: Outcome) {
    self.names = names
    self.outcome = outcome
  }

  public var grade: Grade {
    switch outcome {
    case .ready, .issued, .alreadyCurrent: .passed
    case .notReady, .failed: .failed
    case .gaveUp: verdict == .undetermined ? .unsure : .failed
    case .undetermined, .rejected, .interrupted: .unsure
    case .dropped, .waiting, .pending: .left
    }
  }
}

extension Subject {
  /// A name that was checked.
  init(_ report: Report, line: Int?) {
    switch report.verdict {
    case .ready: outcome = .ready
    case .notReady: outcome = .notReady
    case .undetermined: outcome = .undetermined
    }
    names = [report.name]
    input = report.input
    verdict = report.verdict
    findings = report.findings.filter(\.decides)
    codes = findings.map(\.code.rawValue)
    self.line = line
    addresses = report.dns?.addresses.map { "\($0.address)" } ?? []
    at = report.checkedAt
    duration = report.duration
    retryAfterSeconds = report.retryAfterSeconds
  }
}

extension Finding {
  /// Whether it keeps the name from being ready.
  var decides: Bool { severity == .blocker || severity == .undetermined }
}
