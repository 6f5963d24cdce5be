public import Timing

/// Decides whether an order may begin now. Pure: what it knows is the CA's profile and the book it is shown.
public struct Gate: Sendable {
  public let profile: CAProfile
  /// Slots in all: the profile's pending cap, or what the user set.
  public let cap: Int

  /// - Parameter cap: at least 1; the profile's where it is nil.
  public init(profile: CAProfile, cap: Int? = nil) {
    self.profile = profile
    self.cap = max(1, cap ?? profile.pendingCap)
  }

  /// What may be done about these names now. `forced` passes over a certificate that is not due and over a back-off,
  /// never over an open order or the cap.
  public func admit(_ names: NameSet, book: Book, now: Moment, forced: Bool = false) -> Admission {
    if let open = book.openOrder(for: names), !open.hasExpired(at: now) { return .open(open) }
    if !forced {
      if let certificate = book.certificate(for: names), now.upcoming(due(certificate), setAt: certificate.at) != nil {
        return .current(since: certificate.at.date)
      }
      if let setback = book.setback(of: names), let until = now.upcoming(nextTry(after: setback), setAt: setback.at) {
        return setback.isRateLimit ? .wait(.rateLimited, until: until) : .backOff(until: until)
      }
    }
    let count = book.pendingCount(at: now)
    guard count < cap else { return .wait(.pendingCap(count: count, cap: cap), until: nextExpiry(in: book, now: now)) }
    return .reserve
  }

  /// When the CA lets go of an order that is reserved now.
  public func expiry(ofOrderAt now: Moment) -> Timestamp { now.date + profile.pendingOrderLifetime }

  /// When a certificate is to be renewed.
  public func due(_ certificate: Certificate) -> Timestamp {
    if let end = certificate.notAfter { return end + (.zero - profile.renewBefore) }
    // A client that says "current" without saying until when is asked again the next day.
    guard certificate.isOurs else { return certificate.at.date + .seconds(86_400) }
    let due = certificate.at.date + (profile.certificateLifetime - profile.renewBefore)
    guard let confirmed = certificate.confirmedAt else { return due }
    return max(due, confirmed.date + .seconds(86_400))
  }

  /// The earliest moment after a setback, by the wall clock of that time: the profile's back-off, or what the CA said
  /// where that is later.
  public func nextTry(after setback: Setback) -> Timestamp {
    if setback.isRateLimit, let retryAt = setback.retryAt { return retryAt }
    let pause = setback.at.date + profile.backoff(afterFailures: setback.count)
    return max(pause, setback.retryAt ?? pause)
  }

  /// When a slot opens even if nobody settles anything.
  private func nextExpiry(in book: Book, now: Moment) -> Timestamp? {
    book.openOrders.values.compactMap { now.upcoming($0.expires, setAt: $0.reservedAt) }.min()
  }
}

/// The gate's answer.
public enum Admission: Hashable, Sendable {
  /// Write a reservation down, then order.
  case reserve
  /// Not now. `until` is when it opens by itself; nil where only an event can open it.
  case wait(WaitReason, until: Timestamp?)
  /// These very names are on order: by another process, by us, or by nobody any more (`unknown` is set).
  case open(OpenOrder)
  /// There is a certificate, and it is not due.
  case current(since: Timestamp)
  /// The last order failed, and its pause has not ended.
  case backOff(until: Timestamp)
}

/// Which limit is used up.
public enum WaitReason: Hashable, Sendable {
  case pendingCap(count: Int, cap: Int)
  /// The CA said so for these names.
  case rateLimited

  /// The limit's name, as events and plans show it.
  public var limit: String {
    switch self {
    case .pendingCap: "pending-orders"
    case .rateLimited: "ca-rate-limit"
    }
  }
}
