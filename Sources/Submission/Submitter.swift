public import Gate

/// Takes the URL by which the CA knows an order, and makes it durable before it returns. False: that failed, and nothing
/// more is to be done with the order, which is settled as unknown.
public typealias OrderPlacement = @Sendable (_ url: String) async -> Bool

/// Obtains certificates: an order in, a settlement out. The order is durable in the ledger before `submit` is called.
public protocol Submitter: Sendable {
  /// By which the ledger remembers whose order it was: "uacme".
  var name: String { get }

  /// Whether `prepare` may make a new account at the CA, which counts those: there is none yet.
  var mayMakeAccount: Bool { get }

  /// Makes or checks what orders need (the client, one account), before the first of them.
  func prepare() async throws(SubmitterError)

  /// Returns when the order has ended, or when nobody can tell how it ends.
  ///
  /// - Parameter placed: to be called as soon as the CA has said by which URL it knows the order, before anything else is
  ///   done with it. Submitters that do not learn it do not call it.
  func submit(_ order: Order, placed: @escaping OrderPlacement) async -> Settlement

  /// Goes on with an order whose owner is gone: waits for it where it still runs, reads its end where it has one, asks
  /// the CA where its URL is known, else submits it again as the same order.
  func adopt(_ open: OpenOrder, placed: @escaping OrderPlacement) async -> Settlement

  /// Removes what is kept of an order. To be called after its settlement is durable, and not for `unknown`.
  func forget(_ order: OrderID)

  /// Lets running orders end for `grace`, then ends them. Nothing is begun any more; what does not begin or end is
  /// settled as unknown.
  func shutDown(grace: Duration) async

  /// Ends running orders at once, without waiting.
  func shutDownNow()
}

/// Why no order can be submitted at all.
public enum SubmitterError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The program is not installed, or is no program.
  case commandMissing(program: String, hint: String)
  /// A file or directory that the submitter needs.
  case unusable(path: String, reason: String)
  /// There is no account at the CA, and none could be made.
  case noAccount(reason: String)

  /// Stable, for machines: "submitter.command-missing".
  public var code: String {
    switch self {
    case .commandMissing: "submitter.command-missing"
    case .unusable: "submitter.unusable"
    case .noAccount: "submitter.no-account"
    }
  }

  public var description: String {
    switch self {
    case .commandMissing(let program, let hint): "the command \(program) was not found; \(hint)"
    case .unusable(let path, let reason): "the submitter cannot use \(path): \(reason)"
    case .noAccount(let reason): "the account at the CA could not be made or checked: \(reason)"
    }
  }
}
