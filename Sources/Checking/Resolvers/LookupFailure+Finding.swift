import Network
import Readiness

extension LookupFailure {
  /// What became of the question for addresses.
  var addressOutcome: AddressLookup.Outcome {
    switch self {
    case .timeout: .timeout
    case .malformed: .servfail("\(self)")
    case .deadline, .cancelled: .deadline
    case .unreachable, .resolverFailed: .resolverUnreachable("\(self)")
    case .overloaded(let words): .resolverOverloaded(words)
    }
  }

  /// CAA could not be asked for, and that is our own side's fault.
  func caaFinding(at owner: String) -> Finding {
    let summary = "CAA of \(owner) could not be asked for (\(self))."
    switch self {
    case .deadline, .cancelled:
      return Finding(
        .selfDeadline, .undetermined, summary: summary,
        remedy: "Run the check again, or give it more time with --deadline.")
    case .overloaded:
      return Finding(
        .selfResolverOverloaded, .undetermined, summary: summary, remedy: Finding.overloadRemedy)
    case .timeout, .malformed, .unreachable, .resolverFailed:
      return Finding(
        .selfResolverUnreachable, .undetermined, summary: summary,
        remedy: "Check the resolver in /etc/resolv.conf, or name another with --resolver ADDRESS.")
    }
  }
}
