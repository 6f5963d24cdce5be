import ACMEWire
import Gate
import Submission
import Timing

extension OrderEnd {
  /// No limit of any CA lasts longer than a week; what claims to is a mistake.
  private static let longestWait = Duration.seconds(8 * 86_400)

  /// What the ledger is told.
  ///
  /// - Parameter certificate: The one that was issued.
  func settlement(certificate: CertificateFacts?, now: Timestamp) -> Settlement {
    switch self {
    case .issued: return Settlement(.issued, notAfter: certificate?.notAfter)
    case .validated(isFinalized: true): return Settlement(.issued, detail: "it was finalized elsewhere")
    case .validated(isFinalized: false):
      return Settlement(.unknown, detail: "ready to be finalized, which is left to you; it is pending until then")
    case .failed(let problem): return Settlement(.failed, detail: problem.text)
    // The names are not to blame for a signer that is gone, or a CA that is out of reach or overloaded.
    case .notBegun(let reason): return Settlement(.failed, detail: "no order began: \(reason)", fault: .system)
    case .refused(let refusal) where (refusal.status >= 500 || !refusal.isACME) && !refusal.isLimit:
      return Settlement(.failed, detail: "no order began: \(refusal.problem.text)", fault: .system)
    case .refused(let refusal):
      guard refusal.isLimit else { return Settlement(.failed, detail: refusal.problem.text) }
      return ended(.rateLimited, refusal, now)
    case .open(let failure):
      guard case .refused(let refusal) = failure else { return Settlement(.unknown, detail: "\(failure)") }
      return ended(.unknown, refusal, now)
    }
  }

  private func ended(_ outcome: Settlement.Outcome, _ refusal: CARefusal, _ now: Timestamp) -> Settlement {
    let text = refusal.problem.text[...]
    let retryAt = refusal.retryAt ?? RetryTime.find(in: text, now: now)
    return Settlement(
      outcome, detail: refusal.problem.text, retryAt: retryAt.map { min($0, now + OrderEnd.longestWait) },
      limit: LimitWords.limit(in: text), isPaused: LimitWords.isPause(text))
  }
}
