import Gate
import Timing

/// Orders that a command of an earlier run had, for a submitter that runs none: such a command may still be at work, or
/// have left how it ended.
struct EarlierCommands: Sendable {
  private let files: OrderFiles
  private let waiting: any Waiting

  private static let interval = Duration.milliseconds(200)

  /// - Parameter directory: the ledger's `orders` directory.
  init(directory: String, waiting: any Waiting) {
    files = OrderFiles(directory: directory)
    self.waiting = waiting
  }

  /// How the command ended, waiting for it while it runs. Nil where there was none, or where nothing tells: the order is
  /// then to be taken up again.
  func settlement(of order: OrderID, timeLimit: Duration) async -> Settlement? {
    guard let begun = files.begun(order), let outcomes = OutcomeTable.named(begun.submitter) else { return nil }
    let deadline = waiting.clocks.instant() + timeLimit
    while true {
      if case .with(let result) = files.result(order) {
        let settlement = outcomes.settle(result, isRetry: begun.isRetry)
        return settlement.outcome == .unknown ? nil : settlement
      }
      let isRunning: Bool
      do throws(SystemError) {
        isRunning = try files.lock(order) == nil
      } catch {
        return Settlement(.unknown, detail: "\(error)")
      }
      // The command may have ended between the two looks.
      if !isRunning, files.result(order) == nil { return nil }
      guard waiting.clocks.instant() < deadline, !Task.isCancelled else {
        return Settlement(.unknown, detail: "the command still runs (its lock is held)")
      }
      if isRunning { await waiting.sleep(until: waiting.clocks.instant() + EarlierCommands.interval) }
    }
  }

  func forget(_ order: OrderID) { files.forget(order) }

  /// All of which there are files.
  func kept() -> Set<OrderID> { files.orders().subtracting(CommandSubmitter.preparation.map { [$0] } ?? []) }
}
