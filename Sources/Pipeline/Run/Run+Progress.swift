public import Gate
import Ledger
public import Timing

/// How far a run is, at one moment.
public struct RunProgress: Sendable {
  /// What it has come to so far. `waiting`, `pending`, `duration` and `causes` are only filled in at the end.
  public var summary: RunSummary
  public var accepted: Int
  /// Of those accepted.
  public var ended: Int
  /// Whether there is nothing more to accept.
  public var hasReadAll: Bool
  /// Orders of the whole ledger that count against the cap.
  public var pending: Int
  /// What holds back all that is left, beside the cap: a limit's name, or words.
  public var waitsFor: String?
  public var until: Timestamp?
}

extension Run {
  /// Orders that this run has handed over and that have not ended.
  public var ordersUnderWay: Int { running.count }

  public func progress() async -> RunProgress {
    let pending = await ledger.view { $0.openOrders.count }
    // Those that are being accepted are held already, but not counted yet.
    let ended = max(0, summary.accepted - held.count)
    var progress = RunProgress(
      summary: summary, accepted: summary.accepted, ended: ended, hasReadAll: hasReadAll,
      pending: pending)
    if let bound {
      switch bound.reason {
      case .pendingCap: break
      case .turn: progress.waitsFor = "its turn among the runs"
      case .limit, .rateLimited:
        progress.waitsFor = bound.reason.limit
        progress.until = bound.until
      }
    } else if running.isEmpty, underCheck == 0, let next = parked.first {
      // Nothing happens before.
      progress.waitsFor =
        next.awaitsOrder ? "another run's order" : next.needsCheck ? "the next check" : "a domain's limit"
      progress.until = next.awaitsOrder ? nil : clocks.timestamp() + (next.notBefore - clocks.instant())
    }
    return progress
  }

  /// What has not ended, for a plan; nothing where it is more than `limit`.
  public func remaining(atMost limit: Int) async -> (orders: [NameSet], book: Book, now: Moment) {
    let keys = held.count <= limit ? Array(held.keys) : []
    let book = await ledger.view { $0 }
    return (keys, book, LedgerInstance.moment(clocks))
  }
}
