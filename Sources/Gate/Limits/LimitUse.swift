public import Timing

/// One order's end, a try of it, or an account that was asked for, as the CA's limits count it: by whatever figures and
/// windows.
public struct LimitUse: Hashable, Sendable {
  public let names: NameSet
  /// On the book's own clock.
  public let time: Instant
  public let isRenewal: Bool
  fileprivate(set) var counted: LimitBook.Counted

  init(_ names: NameSet, isRenewal: Bool, _ counted: LimitBook.Counted, at time: Instant) {
    self.names = names
    self.isRenewal = isRenewal
    self.counted = counted
    self.time = time
  }

  /// How long they are kept at least: no CA is known to slide a longer window.
  static let memory = Duration.seconds(31 * 86_400)
  /// The same of requests, which are counted by the second.
  static let requestMemory = Duration.seconds(3600)

  /// Whether it says more than that somebody asked.
  var isCounted: Bool { counted.order || counted.certificate || counted.failed != [] || counted.account }
}

extension LimitBook.Counted {
  /// Both at once, of the same names; nil where something would count twice.
  fileprivate func merged(with other: Self) -> Self? {
    guard !(order && other.order), !(certificate && other.certificate), !(request && other.request), !account,
      !other.account, failed == [] || other.failed == []
    else { return nil }
    return Self(
      order: order || other.order, certificate: certificate || other.certificate,
      failed: failed == [] ? other.failed : failed, request: request || other.request)
  }
}

extension LimitBook {
  /// Notes what a snapshot will need, in a book that is read for one.
  mutating func log(_ names: NameSet, isRenewal: Bool, _ counted: Counted, at time: Instant) {
    guard keepsLog else { return }
    let use = LimitUse(names, isRenewal: isRenewal, counted, at: time)
    guard use.isCounted || counted.request else { return }
    if let last = log.last, last.names == names, last.time == time, last.isRenewal == isRenewal,
      let both = last.counted.merged(with: counted)
    {
      log[log.count - 1].counted = both
    } else {
      log.append(use)
    }
  }

  /// Counts what a snapshot says was used. Nothing is in flight yet.
  mutating func restore(_ use: LimitUse) {
    if use.counted.account { return account(at: use.time) }
    end(use.names, isRenewal: use.isRenewal, use.counted, at: use.time)
    table.eachUse(of: use.names, isRenewal: use.isRenewal, among: LimitName.ofNewOrders) { key, cost, limit in
      let isCounted = key.limit == .newOrders ? use.counted.order : use.counted.request
      if isCounted { end(0, of: key, counted: cost, at: use.time, limit) }
    }
  }

  /// An order is under way, as it was when the snapshot was made. Requests are counted when they begin.
  mutating func resume(_ names: NameSet, isRenewal: Bool, isAsking: Bool, isWorking: Bool) {
    if isWorking { begin(names, isRenewal: isRenewal) }
    guard isAsking else { return }
    table.eachUse(of: names, isRenewal: isRenewal, among: [.newOrders]) { key, cost, limit in
      uses[key, default: LimitUses(limit)].begin(cost)
    }
  }

  /// What still matters at `now` of what was noted.
  func recentUses(at now: Instant) -> [LimitUse] {
    let longest = table.limits.values.filter { $0.window == .sliding }.map(\.period).max()
    let memory = max(LimitUse.memory, longest ?? .zero)
    let requests = max(LimitUse.requestMemory, table.limits[.orderRequests]?.period ?? .zero)
    return log.filter { $0.time + ($0.isCounted ? memory : requests) > now }
  }
}
