import Timing

extension WrittenCursor {
  /// The kinds that fill a snapshot.
  mutating func checkpoint(_ kind: String, _ at: Moment) -> Checkpoint? {
    switch kind {
    case "certificate": certificate(at)
    case "setback": setback(at)
    case "request": request().map { .request($0) }
    case "deferral": deferral().map { .deferral($0.request, $0.deferral) }
    case "used": used().map { .used($0) }
    case "uses": uses().map { .uses($0) }
    default: nil
    }
  }

  private mutating func certificate(_ at: Moment) -> Checkpoint? {
    guard let names = names(), skip(",\"ours\":"), let isOurs = boolean(),
      let notAfter = optionalTimestamp(",\"notAfter\":")
    else { return nil }
    return .certificate(NameSet(names), Certificate(at: at, notAfter: notAfter.value, isOurs: isOurs))
  }

  private mutating func setback(_ at: Moment) -> Checkpoint? {
    guard let names = names(), skip(",\"count\":"), let count = integer(), skip(",\"time\":"), let time = integer(),
      skip(",\"rateLimited\":"), let isRateLimit = boolean(), let retryAt = optionalTimestamp(",\"retryAt\":")
    else { return nil }
    let setback = Setback(
      isRateLimit: isRateLimit, count: Int(clamping: count), at: at, time: Instant(nanoseconds: time),
      retryAt: retryAt.value, isPaused: skip(",\"paused\":true"))
    return .setback(NameSet(names), setback)
  }

  private mutating func uses() -> LimitState? {
    guard skip(",\"limit\":"), let limit = string().flatMap({ LimitName(rawValue: $0) }), skip(",\"subject\":"),
      let subject = string()
    else { return nil }
    let key = LimitKey(limit, of: subject)
    if skip(",\"count\":") {
      guard let count = integer(), count > 0, skip(",\"period\":"), let period = integer(), period > 0,
        skip(",\"full\":"), let full = integer()
      else { return nil }
      return LimitState(
        key,
        .bucket(fullAt: Instant(nanoseconds: full), count: Int(clamping: count), period: .nanoseconds(period)))
    }
    guard skip(",\"dates\":"), let dates = integers() else { return nil }
    return LimitState(key, .dates(dates.map { Instant(nanoseconds: $0) }))
  }

  private mutating func used() -> LimitUse? {
    guard let names = names(), skip(",\"time\":"), let time = integer(),
      skip(",\"renewal\":"), let isRenewal = boolean(), skip(",\"ordered\":"), let order = boolean(),
      skip(",\"issued\":"), let certificate = boolean()
    else { return nil }
    var counted = LimitBook.Counted(order: order, certificate: certificate)
    if skip(",\"failed\":\"all\"") { counted.failed = nil }
    counted.request = skip(",\"requested\":true")
    return LimitUse(NameSet(names), isRenewal: isRenewal, counted, at: Instant(nanoseconds: time))
  }
}
