public import Timing

/// One order's end, or one more try of it, as the CA's limits count it: by whatever figures and windows.
public struct LimitUse: Hashable, Sendable {
  public let names: NameSet
  /// On the book's own clock.
  public let time: Instant
  public let isRenewal: Bool
  let counted: LimitBook.Counted

  init(_ names: NameSet, isRenewal: Bool, _ counted: LimitBook.Counted, at time: Instant) {
    self.names = names
    self.isRenewal = isRenewal
    self.counted = counted
    self.time = time
  }

  /// How long they are kept at least: no CA is known to slide a longer window.
  static let memory = Duration.seconds(31 * 86_400)
}

extension LimitBook {
  /// Notes what a snapshot will need, in a book that is read for one.
  mutating func log(_ names: NameSet, isRenewal: Bool, _ counted: Counted, at time: Instant) {
    guard keepsLog, counted.order || counted.certificate || counted.failed != [] else { return }
    log.append(LimitUse(names, isRenewal: isRenewal, counted, at: time))
  }

  /// Counts what a snapshot says was used. Nothing is in flight yet.
  mutating func restore(_ use: LimitUse) {
    end(use.names, isRenewal: use.isRenewal, use.counted, at: use.time)
  }

  /// What still matters at `now` of what was noted.
  func recentUses(at now: Instant) -> [LimitUse] {
    let longest = table.limits.values.filter { $0.window == .sliding }.map(\.period).max()
    let memory = max(LimitUse.memory, longest ?? .zero)
    return log.filter { $0.time + memory > now }
  }
}
