public import Timing

/// Decides whether an order may begin now. Pure: what it knows is the CA's profile and the book it is shown.
public struct Gate: Sendable {
  public let profile: CAProfile
  /// Slots in all: the profile's pending cap, or what the user set.
  public let cap: Int

  /// How long a submitter may work on one order.
  public let orderTimeout: Duration

  /// - Parameter cap: at least 1; the profile's where it is nil.
  public init(profile: CAProfile, cap: Int? = nil, orderTimeout: Duration = .zero) {
    self.profile = profile
    self.orderTimeout = orderTimeout
    self.cap = max(1, cap ?? profile.pendingCap)
  }

  /// What a book has to count for this gate.
  public var limits: LimitTable { LimitTable(profile.limits, ordersPerRequest: profile.ordersPerRequest) }

  /// What may be done about these names now. `forced` passes over a certificate that is not due, over a back-off and
  /// over a pause that the CA imposed; never over an open order, a limit or the cap.
  public func admit(_ names: NameSet, book: Book, now: Moment, forced: Bool = false) -> Admission {
    if let open = book.openOrder(for: names), !book.hasExpired(open, at: now) { return .open(open) }
    if !forced {
      if let certificate = book.certificate(for: names), now.upcoming(due(certificate), setAt: certificate.at) != nil {
        return .current(since: certificate.at.date)
      }
      if let held = heldBack(names, book, now) { return held }
    }
    let count = names.names.count
    if count > profile.namesPerCertificate {
      return .impossible(.namesPerCertificate(count: count, of: profile.namesPerCertificate))
    }
    let isRenewal = book.certificate(for: names) != nil
    if let limit = limit(on: names, isRenewal: isRenewal, book, now) { return limit }
    let pending = book.pendingCount(at: now)
    guard pending < cap else {
      return .wait(.pendingCap(count: pending, cap: cap), until: nextExpiry(in: book, now: now))
    }
    return .reserve
  }

  /// Until when no new account may be asked for from here; nil where one may now.
  public func accountOpening(book: Book, now: Moment) -> Timestamp? {
    let time = book.time(at: now)
    guard case .at(let instant) = book.limits.state(of: LimitKey(.newAccounts), at: time)?.opening else { return nil }
    return date(of: instant, on: book, now)
  }

  /// What holds back that the CA is asked once more for an order that is open and has lapsed; nil where nothing does. It
  /// has its slot. `forced` passes over a pause that the CA imposed.
  public func obstacle(toRetrying open: OpenOrder, book: Book, now: Moment, forced: Bool = false) -> Admission? {
    if open.isPaused, !forced { return .paused }
    if let held = open.heldUntil, held > book.time(at: now) {
      return .wait(.rateLimited, until: date(of: held, on: book, now))
    }
    return limit(on: open.order.nameSet, isRenewal: open.isRenewal, book, now)
  }

  /// What went wrong with these names, or with one of them, and is not over yet.
  private func heldBack(_ names: NameSet, _ book: Book, _ now: Moment) -> Admission? {
    let single = names.names
    let sets = single.count == 1 ? [names] : [names] + single.map { NameSet([$0]) }
    var held: Admission?
    var latest: Timestamp?
    for set in sets {
      guard let setback = book.setback(of: set) else { continue }
      if setback.isPaused { return .paused }
      guard let until = nextTry(of: set, after: setback, book: book, now: now) else { continue }
      if let latest, latest >= until { continue }
      latest = until
      held = setback.isRateLimit ? .wait(.rateLimited, until: until) : .backOff(until: until)
    }
    return held
  }

  private func limit(on names: NameSet, isRenewal: Bool, _ book: Book, _ now: Moment) -> Admission? {
    let obstacle = book.limits.obstacle(for: names, isRenewal: isRenewal, at: book.time(at: now))
    guard let (key, opening) = obstacle else { return nil }
    switch opening {
    case .now: return nil
    case .at(let instant): return .wait(.limit(key), until: date(of: instant, on: book, now))
    case .uponEnd: return .wait(.limit(key), until: nil)
    case .never: return .impossible(.limit(key))
    }
  }

  /// Dates have milliseconds: rounded up, so that it is open then.
  private func date(of instant: Instant, on book: Book, _ now: Moment) -> Timestamp {
    now.date + (instant - book.time(at: now) + .nanoseconds(999_999))
  }

  /// When the CA has let go of an order that is reserved now and of which nothing is heard: it may have been asked for
  /// it as late as a submitter may still work on it.
  public func expiry(ofOrderAt now: Moment) -> Timestamp { now.date + orderTimeout + profile.pendingOrderLifetime }

  /// When a certificate is to be renewed.
  public func due(_ certificate: Certificate) -> Timestamp {
    if let end = certificate.notAfter { return end + (.zero - profile.renewBefore) }
    // A client that says "current" without saying until when is asked again the next day.
    guard certificate.isOurs else { return certificate.at.date + .seconds(86_400) }
    let due = certificate.at.date + (profile.certificateLifetime - profile.renewBefore)
    guard let confirmed = certificate.confirmedAt else { return due }
    return max(due, confirmed.date + .seconds(86_400))
  }

  /// When names may be tried again after a setback; nil where that is now.
  public func nextTry(of names: NameSet, after setback: Setback, book: Book, now: Moment) -> Timestamp? {
    let rest = pause(of: names, after: setback) - (book.time(at: now) - setback.time)
    return rest > .zero ? now.date + rest : nil
  }

  /// The profile's back-off with up to a tenth more, so that thousands do not wake together, or what the CA said where
  /// that is later.
  private func pause(of names: NameSet, after setback: Setback) -> Duration {
    let said = setback.retryAt.map { max(.zero, $0 - setback.at.date) }
    if setback.isRateLimit, let said { return said }
    let pause = profile.backoff(afterFailures: setback.count)
    let jitter = Duration.nanoseconds(pause.nanoseconds / 10_240 * Int64(names.spread(setback.count)))
    return max(pause + jitter, said ?? .zero)
  }

  /// When a slot opens even if nobody settles anything.
  private func nextExpiry(in book: Book, now: Moment) -> Timestamp? {
    book.openOrders.values.compactMap { book.expiry(of: $0, at: now) }.min()
  }
}

extension NameSet {
  /// 0 to 1023, the same for the same names and round in every process (FNV-1a).
  fileprivate func spread(_ round: Int) -> UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for octet in text.utf8 { hash = (hash ^ UInt64(octet)) &* 0x100_0000_01b3 }
    hash = (hash ^ UInt64(truncatingIfNeeded: round)) &* 0x100_0000_01b3
    return (hash >> 32) & 1023
  }
}
