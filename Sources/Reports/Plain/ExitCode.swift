public import Gate
public import Readiness

/// What a command has to tell its caller, gathered while it works. Whatever order things happened in, the gravest
/// decides: signal, ledger or disk, usage or input, not ready, undetermined, left waiting.
public struct ExitCode: Hashable, Sendable {
  /// The signal that ended it.
  public var signal: Int32?
  /// The ledger, the disk or the output failed.
  public var diskFailed = false
  /// Usage, configuration, or a line of the input that was rejected.
  public var inputFailed = false
  /// A name not ready; an order failed or given up.
  public var isNotReady = false
  public var isUndetermined = false
  /// Orders left waiting when the time for waiting ran out.
  public var leftWaiting = false

  public init() {}

  public var value: Int32 {
    if let signal { return 128 + signal }
    if diskFailed { return 4 }
    if inputFailed { return 2 }
    if isNotReady { return 1 }
    if isUndetermined { return 3 }
    if leftWaiting { return 75 }
    return 0
  }

  /// Takes in the verdict on one name.
  public mutating func note(_ verdict: Verdict) {
    switch verdict {
    case .ready: break
    case .notReady: isNotReady = true
    case .undetermined: isUndetermined = true
    }
  }

  /// Takes in an event of a run. A verdict counts only once its request has ended: it may be checked again.
  public mutating func note(_ event: RunEvent) {
    switch event.kind {
    case .rejectedInput: inputFailed = true
    case .settled(.failed, _): isNotReady = true
    case .gaveUp(.undetermined, _): isUndetermined = true
    case .gaveUp: isNotReady = true
    case .accepted, .checked, .waiting, .submitted, .settled, .departed, .summary: break
    }
  }
}
