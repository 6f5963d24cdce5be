/// How the course of an order ended.
public enum OrderEnd: Hashable, Sendable {
  /// The certificate chain is here.
  case issued
  /// The names are proved, and whoever finalizes elsewhere may do so, or has done so.
  case validated(isFinalized: Bool)
  /// The order has ended at the CA without a certificate, or with one that is of no use.
  case failed(ProblemDocument)
  /// The CA refused to begin.
  case refused(CARefusal)
  /// It never began, for a reason of ours or of the way to the CA.
  case notBegun(String)
  /// The order may still be open at the CA.
  case open(RequestFailure)
}
