import Readiness
import Timing

extension LedgerEntry {
  /// Reads an entry of the kinds that fill a journal from exactly what `write` makes of it: the object's bytes without
  /// the closing brace. Nil for anything else, which may be an entry all the same and is to be read as JSON.
  ///
  /// A journal is read whole whenever it is opened: this is what makes that quick.
  public init?(written bytes: UnsafeBufferPointer<UInt8>) {
    var cursor = WrittenCursor(bytes: bytes)
    guard cursor.skip("{\"seq\":"), let sequence = cursor.integer(), cursor.skip(",\"at\":"),
      let date = cursor.timestamp(), cursor.skip(",\"boot\":"), let boot = cursor.boot(), cursor.skip(",\"up\":"),
      let instant = cursor.integer(), cursor.skip(",\"kind\":"), let kind = cursor.string()
    else { return nil }
    let at = Moment(date: date, boot: boot, instant: Instant(nanoseconds: instant))
    let record: LedgerRecord?
    switch kind {
    case "accepted": record = cursor.request().map { .accepted($0) }
    case "deferred": record = cursor.deferral().map { .deferred($0.request, $0.deferral) }
    case "reserved": record = cursor.reservation().map { .reserved($0) }
    case "placed": record = cursor.placed()
    case "adopted": record = cursor.adopted()
    case "lapsed": record = cursor.order().map { .lapsed($0) }
    case "retried": record = cursor.order().map { .retried($0) }
    case "settled": record = cursor.settled()
    case "expired": record = cursor.order().map { .expired($0) }
    case "gave-up": record = cursor.gaveUp()
    default: record = cursor.checkpoint(kind, at).map { .checkpoint($0) }
    }
    guard let record, cursor.isAtEnd else { return nil }
    self.init(sequence: sequence, at: at, record: record)
  }
}

extension WrittenCursor {
  mutating func request() -> Request? {
    guard let names = names(), let id = optionalString(",\"id\":"), let alias = optionalString(",\"alias\":") else {
      return nil
    }
    return Request(names: names, id: id.value, alias: alias.value)
  }

  mutating func deferral() -> (request: NameSet, deferral: Deferral)? {
    guard let names = names(), skip(",\"until\":"), let until = timestamp(), skip(",\"code\":"), let code = string()
    else { return nil }
    return (NameSet(names), Deferral(until: until, code: FindingCode(rawValue: code)))
  }

  mutating func names() -> [String]? { skip(",\"names\":") ? strings() : nil }

  fileprivate mutating func order() -> OrderID? {
    guard skip(",\"order\":") else { return nil }
    return string().flatMap { OrderID($0) }
  }

  fileprivate mutating func reservation() -> Reservation? {
    guard let order = order(), let names = names() else { return nil }
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

  fileprivate mutating func adopted() -> LedgerRecord? {
    guard let order = order(), skip(",\"owner\":"), let owner = string().flatMap({ OwnerID($0) }) else { return nil }
    return .adopted(order, owner: owner)
  }

  fileprivate mutating func settled() -> LedgerRecord? {
    guard let order = order(), skip(",\"outcome\":"),
      let outcome = string().flatMap({ Settlement.Outcome(rawValue: $0) }), let detail = optionalString(",\"detail\":"),
      let retryAt = optionalTimestamp(",\"retryAt\":"), let notAfter = optionalTimestamp(",\"notAfter\":")
    else { return nil }
    return .settled(
      order, Settlement(outcome, detail: detail.value ?? "", retryAt: retryAt.value, notAfter: notAfter.value))
  }

  fileprivate mutating func gaveUp() -> LedgerRecord? {
    guard let request = request(), skip(",\"verdict\":"), let verdict = string().flatMap({ Verdict(rawValue: $0) }),
      skip(",\"codes\":"), let codes = skip("[]") ? [] : strings(), skip(",\"reason\":"), let reason = string()
    else { return nil }
    let refusal = Refusal(verdict: verdict, codes: codes.map { FindingCode(rawValue: $0) }, reason: reason)
    return .gaveUp(request, refusal)
  }
}
