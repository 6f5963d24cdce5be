public import Gate
import Synchronization
import Timing

/// Hands orders to somebody else, a person or another system, and waits until the ledger has their word for how each
/// ended: `preflight orders settle`. The slot is taken until then.
public final class HandoffSubmitter: Submitter {
  public static let name = "handoff"
  public var name: String { HandoffSubmitter.name }
  public var mayMakeAccount: Bool { false }

  private let waiting: any Waiting
  private let isOpen: @Sendable (OrderID) async -> Bool
  private let say: @Sendable (String) -> Void
  private let isEnding = Atomic(false)

  /// How often the ledger is asked for each order, which a person has in hand.
  private static let pause = Duration.seconds(1)

  /// - Parameters:
  ///   - isOpen: Whether the ledger holds the order as open, whichever process settles it.
  ///   - say: Shows a line to people.
  public init(
    waiting: any Waiting, isOpen: @escaping @Sendable (OrderID) async -> Bool, say: @escaping @Sendable (String) -> Void
  ) {
    self.waiting = waiting
    self.isOpen = isOpen
    self.say = say
  }

  public func prepare() async throws(SubmitterError) {}

  public func submit(_ order: Order, log: OrderLog) async -> Settlement { await wait(for: order) }

  public func adopt(_ open: OpenOrder, log: OrderLog) async -> Settlement { await wait(for: open.order) }

  public func forget(_ order: OrderID) {}

  public func shutDown(grace: Duration) async { shutDownNow() }

  public func shutDownNow() { isEnding.store(true, ordering: .relaxed) }

  /// Of an order that an earlier run handed over, in a run with another submitter: nobody else is to place it.
  public static func inOtherHands(_ order: OrderID) -> Settlement {
    Settlement(.unknown, detail: "handed over by an earlier run; when it has ended: \(word(order))")
  }

  private static func word(_ order: OrderID) -> String { "preflight orders settle \(order) issued (or failed)" }

  /// Its outcome counts only where nobody has settled the order: then it is not known.
  private func wait(for order: Order) async -> Settlement {
    let word = HandoffSubmitter.word(order.id)
    if !isEnding.load(ordering: .relaxed) {
      say("order \(order.id) is yours: \(order.names.joined(separator: " ")); when it has ended: \(word)")
    }
    while !isEnding.load(ordering: .relaxed), await isOpen(order.id) {
      await waiting.sleep(until: waiting.clocks.instant() + HandoffSubmitter.pause)
    }
    return Settlement(.unknown, detail: "handed over; when it has ended: \(word)")
  }
}
