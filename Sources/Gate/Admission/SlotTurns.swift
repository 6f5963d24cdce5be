public import Timing

/// That a run has orders ready and waits for a slot that others wait for as well.
public struct SlotWait: Hashable, Sendable {
  /// The limit of the account that holds it back; nil: the pending cap.
  public var limit: LimitName?
  /// When it got its last slot, or began to wait.
  public var since: Instant

  public init(limit: LimitName? = nil, since: Instant) {
    self.limit = limit
    self.since = since
  }
}

extension Gate {
  /// What `admit` said to be free may have to be left to other runs on the same ledger: a run takes one more only where
  /// enough is left for those that wait and have fewer orders under way to draw level with it. Where none of them has
  /// any, as where there are more runs than slots, they take turns.
  ///
  /// So each gets its share however quick it is, what nobody else wants is used by whoever does, and one of those who
  /// wait may always go on: the one with the fewest, and of these the one that has waited longest.
  ///
  /// - Parameter since: when this run got its last slot, or began to wait.
  /// - Returns: `reserve`, or a wait for one's turn.
  public func turn(
    of own: OwnerID, since: Instant, among others: [OwnerID: SlotWait], for names: NameSet, book: Book, now: Moment
  ) -> Admission {
    guard !others.isEmpty else { return .reserve }
    let room = room(for: names, book, now)
    var underWay: [OwnerID: Int] = [:]
    for open in book.openOrders.values where open.unknown == nil { underWay[open.owner, default: 0] += 1 }
    let mine = underWay[own] ?? 0
    var owed = 0
    for (other, wait) in others where wait.limit.map(room.limits.contains) ?? true {
      let theirs = underWay[other] ?? 0
      owed += max(0, mine - theirs)
      if mine == 0, theirs == 0, (wait.since, other.text) < (since, own.text) { owed += 1 }
    }
    return room.count > owed ? .reserve : .wait(.turn(room.tightest), until: nil)
  }

  /// Whether others, with a cap of their own that is higher, hold more slots than this cap allows. Whatever they left to
  /// this run would not reach it.
  public func isOverCap(_ book: Book, at now: Moment) -> Bool { book.pendingCount(at: now) > cap }

  private struct Room {
    /// As many more orders fit.
    var count: Int
    /// What leaves no more; nil: the cap.
    var tightest: LimitName?
    /// The limits of the account that such an order uses.
    var limits: Set<LimitName> = []
  }

  private func room(for names: NameSet, _ book: Book, _ now: Moment) -> Room {
    var room = Room(count: cap - book.pendingCount(at: now))
    for (limit, count) in book.limits.roomOfAccount(
      for: names, isRenewal: book.certificate(for: names) != nil, at: book.time(at: now))
    {
      room.limits.insert(limit)
      if count < room.count {
        room.count = count
        room.tightest = limit
      }
    }
    return room
  }
}
