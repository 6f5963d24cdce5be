import Timing

extension LedgerEntry {
  /// Reads an entry of the kinds that fill a journal from exactly what `write` makes of it: the object's bytes without
  /// the closing brace. Nil for anything else, which may be an entry all the same and is to be read as JSON.
  ///
  /// A journal is read whole whenever it is opened: this is what makes that quick.
  public init?(written bytes: UnsafeBufferPointer<UInt8>) {
    var cursor = WrittenCursor(bytes: bytes)
    guard cursor.skip("{\"seq\":"), let sequence = cursor.integer(), cursor.skip(",\"at\":"),
      let date = cursor.timestamp(), cursor.skip(",\"boot\":"), let boot = cursor.string().flatMap({ BootID($0) }),
      cursor.skip(",\"up\":"), let instant = cursor.integer(), cursor.skip(",\"kind\":"), let kind = cursor.string()
    else { return nil }
    let at = Moment(date: date, boot: boot, instant: Instant(nanoseconds: instant))
    let record: LedgerRecord?
    switch kind {
    case "accepted": record = cursor.request().map { .accepted($0) }
    case "reserved": record = cursor.reservation().map { .reserved($0) }
    case "placed": record = cursor.placed()
    case "settled": record = cursor.settled()
    case "certificate": record = cursor.certificate(at).map { .checkpoint($0) }
    case "used": record = cursor.used().map { .checkpoint(.used($0)) }
    case "uses": record = cursor.uses().map { .checkpoint(.uses($0)) }
    default: record = nil
    }
    guard let record, cursor.isAtEnd else { return nil }
    self.init(sequence: sequence, at: at, record: record)
  }
}

extension WrittenCursor {
  fileprivate mutating func request() -> Request? {
    guard skip(",\"names\":"), let names = strings(), let id = optionalString(",\"id\":"),
      let alias = optionalString(",\"alias\":")
    else { return nil }
    return Request(names: names, id: id.value, alias: alias.value)
  }

  fileprivate mutating func order() -> OrderID? {
    guard skip(",\"order\":") else { return nil }
    return string().flatMap { OrderID($0) }
  }

  fileprivate mutating func reservation() -> Reservation? {
    guard let order = order(), skip(",\"names\":"), let names = strings() else { return nil }
    var request: [String]?
    if skip(",\"request\":") {
      request = strings()
      if request == nil { return nil }
    }
    guard let id = optionalString(",\"id\":"), let alias = optionalString(",\"alias\":"), skip(",\"owner\":"),
      let owner = string().flatMap({ OwnerID($0) }), skip(",\"submitter\":"), let submitter = string(),
      skip(",\"expires\":"), let expires = timestamp()
    else { return nil }
    return Reservation(
      order: Order(id: order, names: names, requestID: id.value, alias: alias.value),
      request: request.map { NameSet($0) }, owner: owner, submitter: submitter, expires: expires)
  }

  fileprivate mutating func placed() -> LedgerRecord? {
    guard let order = order(), skip(",\"url\":"), let url = string() else { return nil }
    return .placed(order, url: url)
  }

  fileprivate mutating func settled() -> LedgerRecord? {
    guard let order = order(), skip(",\"outcome\":"),
      let outcome = string().flatMap({ Settlement.Outcome(rawValue: $0) }), let detail = optionalString(",\"detail\":"),
      let retryAt = optionalTimestamp(",\"retryAt\":"), let notAfter = optionalTimestamp(",\"notAfter\":")
    else { return nil }
    return .settled(
      order, Settlement(outcome, detail: detail.value ?? "", retryAt: retryAt.value, notAfter: notAfter.value))
  }

  fileprivate mutating func certificate(_ at: Moment) -> Checkpoint? {
    guard skip(",\"names\":"), let names = strings(), skip(",\"ours\":"), let isOurs = boolean(),
      let notAfter = optionalTimestamp(",\"notAfter\":")
    else { return nil }
    return .certificate(NameSet(names), Certificate(at: at, notAfter: notAfter.value, isOurs: isOurs))
  }

  fileprivate mutating func uses() -> LimitState? {
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

  fileprivate mutating func used() -> LimitUse? {
    guard skip(",\"names\":"), let names = strings(), skip(",\"time\":"), let time = integer(),
      skip(",\"renewal\":"), let isRenewal = boolean(), skip(",\"ordered\":"), let order = boolean(),
      skip(",\"issued\":"), let certificate = boolean()
    else { return nil }
    var counted = LimitBook.Counted(order: order, certificate: certificate)
    if skip(",\"failed\":\"all\"") { counted.failed = nil }
    counted.request = skip(",\"requested\":true")
    return LimitUse(NameSet(names), isRenewal: isRenewal, counted, at: Instant(nanoseconds: time))
  }
}
