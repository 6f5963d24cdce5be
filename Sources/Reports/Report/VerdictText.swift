public import Readiness

extension Verdict {
  /// "✓ ready": a sign and a word, so that neither shape nor colour is needed.
  public var sign: String {
    switch self {
    case .ready: "✓"
    case .notReady: "✗"
    case .undetermined: "?"
    }
  }

  public var words: String {
    switch self {
    case .ready: "ready"
    case .notReady: "not ready"
    case .undetermined: "undetermined"
    }
  }

  var role: Style.Role {
    switch self {
    case .ready: .good
    case .notReady: .bad
    case .undetermined: .unsure
    }
  }
}

/// How many names had which verdict: the last line of a check.
public struct VerdictCounts: Hashable, Sendable {
  public private(set) var ready = 0
  public private(set) var notReady = 0
  public private(set) var undetermined = 0

  public init(ready: Int = 0, notReady: Int = 0, undetermined: Int = 0) {
    self.ready = ready
    self.notReady = notReady
    self.undetermined = undetermined
  }

  public var total: Int { ready + notReady + undetermined }

  public mutating func add(_ verdict: Verdict) {
    switch verdict {
    case .ready: ready += 1
    case .notReady: notReady += 1
    case .undetermined: undetermined += 1
    }
  }

  /// "3 names: 1 ready, 1 not ready, 1 undetermined"
  public var text: String {
    "\(Columns.counted(total, "name")): \(ready) ready, \(notReady) not ready, \(undetermined) undetermined"
  }
}

extension Probe {
  /// What came of the fetch, for people.
  var words: String {
    switch outcome {
    case .served: "served the token"
    case .connectRefused: "connection refused"
    case .connectTimeout: "no answer to the connection"
    case .unreachable: "unreachable"
    case .networkUnreachable: "no route from here"
    case .reset: "connection reset"
    case .responseTimeout: "connected, but no answer"
    case .badResponse: "not an HTTP answer"
    case .tlsFailed: "TLS failed"
    case .plainHTTPOnTLS: "plain HTTP on the TLS port"
    case .status: status.map { "answered \($0)" } ?? "answered with an error"
    case .bodyTooLong: "the answer is too long"
    case .mismatch: "answered something else"
    case .answered: status.map { "answered \($0)" } ?? "answered"
    case .redirectRefused: "redirect that no CA follows"
    case .redirectLookupFailed: "redirect to a host that does not resolve"
    case .deadline: "not finished in time"
    }
  }
}
