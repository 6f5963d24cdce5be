public import Gate

/// What a submitter has to have written down of an order while it works on it. Each call returns when that is durable;
/// false: it failed, and nothing more is to be done with the order, which is settled as unknown.
public struct OrderLog: Sendable {
  private let place: @Sendable (_ url: String) async -> Bool
  private let retry: @Sendable () async -> Bool

  public init(
    placed: @escaping @Sendable (_ url: String) async -> Bool, retried: @escaping @Sendable () async -> Bool
  ) {
    place = placed
    retry = retried
  }

  /// The CA knows the order by this URL: to be said as soon as it has answered, before anything else is done.
  public func placed(_ url: String) async -> Bool { await place(url) }

  /// The CA may be asked for the order once more, whoever asked before being gone: to be said before. Waits until the
  /// CA's limits let it be; false also where the run ends before they do.
  public func retried() async -> Bool { await retry() }
}

/// Obtains certificates: an order in, a settlement out. The order is durable in the ledger before `submit` is called.
public protocol Submitter: Sendable {
  /// By which the ledger remembers whose order it was: "uacme".
  var name: String { get }

  /// Whether `prepare` may make a new account at the CA, which counts those: there is none yet.
  var mayMakeAccount: Bool { get }

  /// Makes or checks what orders need (the client, one account), before the first of them.
  func prepare() async throws(SubmitterError)

  /// Returns when the order has ended, or when nobody can tell how it ends.
  func submit(_ order: Order, log: OrderLog) async -> Settlement

  /// Goes on with an order whose owner is gone: waits for it where it still runs, reads its end where it has one, asks
  /// the CA where its URL is known, else submits it again as the same order.
  func adopt(_ open: OpenOrder, log: OrderLog) async -> Settlement

  /// Removes what is kept of an order. To be called after its settlement is durable, and not for `unknown`.
  func forget(_ order: OrderID)

  /// The orders of which something is kept, by whatever process: one that is killed has no time to forget.
  func kept() -> Set<OrderID>

  /// Lets running orders end for `grace`, then ends them. Nothing is begun any more; what does not begin or end is
  /// settled as unknown.
  func shutDown(grace: Duration) async

  /// Ends running orders at once, without waiting.
  func shutDownNow()
}

extension Submitter {
  /// Nothing, of one that keeps nothing beside the ledger.
  public func kept() -> Set<OrderID> { [] }
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
