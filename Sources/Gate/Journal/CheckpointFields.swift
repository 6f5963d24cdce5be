import JSONText
import Readiness
import Timing

extension JSONWriter {
  mutating func checkpoint(_ checkpoint: Checkpoint) {
    switch checkpoint {
    case .start(let pieces, let clock):
      field("kind", "snapshot")
      field("pieces", pieces)
      field("clock", clock.nanoseconds)
    case .authority(let authority):
      field("kind", "authority")
      self.authority(authority)
    case .certificate(let names, let certificate):
      field("kind", "certificate")
      field("names", names.names)
      field("ours", certificate.isOurs)
      field("notAfter", optional: certificate.notAfter?.preciseText)
      guard let confirmed = certificate.confirmedAt else { break }
      moment("confirmed", confirmed)
    case .setback(let names, let setback):
      field("kind", "setback")
      field("names", names.names)
      field("count", setback.count)
      field("time", setback.time.nanoseconds)
      field("rateLimited", setback.isRateLimit)
      field("retryAt", optional: setback.retryAt?.preciseText)
      if setback.isPaused { field("paused", true) }
    case .request(let request):
      field("kind", "request")
      self.request(request)
    case .deferral(let request, let deferral):
      field("kind", "deferral")
      field("names", request.names)
      field("until", deferral.until.preciseText)
      field("code", deferral.code.rawValue)
    case .open(let open):
      field("kind", "open")
      reservation(
        Reservation(
          order: open.order, request: open.request, owner: open.owner, submitter: open.submitter,
          expires: open.reservedAt.date + open.lifetime))
      field("renewal", open.isRenewal)
      field("heldUntil", optional: open.heldUntil?.nanoseconds)
      if open.isPaused { field("heldBack", true) }
      field("asking", open.isAsking)
      field("working", open.isWorking)
      field("tries", open.tries)
      field("url", optional: open.url)
      field("since", open.since.nanoseconds)
      if let unknown = open.unknown { settlement(unknown) }
    case .used(let use):
      field("kind", "used")
      used(use)
    case .uses(let state):
      field("kind", "uses")
      uses(state)
    }
  }

  /// A moment beside the entry's own, as three members.
  private mutating func moment(_ key: String, _ moment: Moment) {
    field(key + "At", moment.date.preciseText)
    field(key + "Boot", moment.boot.description)
    field(key + "Up", moment.instant.nanoseconds)
  }

  private mutating func used(_ use: LimitUse) {
    field("names", use.names.names)
    field("time", use.time.nanoseconds)
    field("renewal", use.isRenewal)
    field("ordered", use.counted.order)
    field("issued", use.counted.certificate)
    if let failed = use.counted.failed {
      if !failed.isEmpty { field("failed", failed) }
    } else {
      field("failed", "all")
    }
    if use.counted.request { field("requested", true) }
    if use.counted.account { field("account", true) }
  }

  private mutating func uses(_ state: LimitState) {
    field("limit", state.key.limit.rawValue)
    field("subject", state.key.subject)
    switch state.spent {
    case .dates(let dates):
      field(array: "dates") { writer in for date in dates { writer.int(date.nanoseconds) } }
    case .bucket(let full, let count, let period):
      field("count", count)
      field("period", period.nanoseconds)
      field("full", full.nanoseconds)
    case .closed(let instant): field("closed", instant.nanoseconds)
    }
  }
}

extension Fields {
  /// Nil for a kind that is none of a snapshot's.
  mutating func checkpoint(_ kind: String, at moment: Moment) throws(EntryError) -> Checkpoint? {
    switch kind {
    case "snapshot":
      let pieces = try require("pieces", \.int)
      return .start(pieces: Int(clamping: pieces), clock: Instant(nanoseconds: try require("clock", \.int)))
    case "authority": return .authority(try authority())
    case "certificate":
      let names = NameSet(try names())
      return .certificate(names, try certificate(at: moment))
    case "setback":
      let names = NameSet(try names())
      return .setback(names, try setback(at: moment))
    case "request": return .request(try request())
    case "deferral":
      let request = NameSet(try names())
      return .deferral(request, try deferral())
    case "open": return .open(try open(at: moment))
    case "used": return .used(try used())
    case "uses": return .uses(try uses())
    default: return nil
    }
  }

  private mutating func certificate(at moment: Moment) throws(EntryError) -> Certificate {
    let isOurs = try require("ours", \.bool)
    let notAfter = try optional("notAfter") { $0.timestamp }
    return Certificate(
      at: moment, notAfter: notAfter, isOurs: isOurs, confirmedAt: try self.moment("confirmed"))
  }

  private mutating func moment(_ key: String) throws(EntryError) -> Moment? {
    guard let date = try optional(key + "At", { $0.timestamp }) else { return nil }
    return Moment(
      date: date, boot: try require(key + "Boot") { $0.string.flatMap(BootID.init) },
      instant: Instant(nanoseconds: try require(key + "Up", \.int)))
  }

  private mutating func setback(at moment: Moment) throws(EntryError) -> Setback {
    let count = Int(clamping: try require("count", \.int))
    let time = Instant(nanoseconds: try require("time", \.int))
    let isRateLimit = try require("rateLimited", \.bool)
    return Setback(
      isRateLimit: isRateLimit, count: count, at: moment, time: time, retryAt: try optional("retryAt") { $0.timestamp },
      isPaused: try optional("paused", \.bool) ?? false)
  }

  private mutating func open(at moment: Moment) throws(EntryError) -> OpenOrder {
    let reservation = try reservation()
    let isRenewal = try require("renewal", \.bool)
    let heldUntil = try optional("heldUntil", \.int)
    let isPaused = try optional("heldBack", \.bool) ?? false
    let isAsking = try require("asking", \.bool)
    let isWorking = try require("working", \.bool)
    let tries = Int(clamping: try require("tries", \.int))
    let url = try optional("url", \.string)
    let since = Instant(nanoseconds: try require("since", \.int))
    let isUnknown = find("outcome") != nil
    var open = OpenOrder(
      reservation, reservedAt: moment, since: since, isRenewal: isRenewal, url: url,
      unknown: isUnknown ? try settlement() : nil)
    open.heldUntil = heldUntil.map { Instant(nanoseconds: $0) }
    open.isPaused = isPaused
    open.isAsking = isAsking
    open.isWorking = isWorking
    open.tries = tries
    return open
  }

  private mutating func used() throws(EntryError) -> LimitUse {
    // None of an account's.
    let names = NameSet(try require("names", \.strings))
    let time = Instant(nanoseconds: try require("time", \.int))
    let isRenewal = try require("renewal", \.bool)
    var counted = LimitBook.Counted(
      order: try require("ordered", \.bool), certificate: try require("issued", \.bool))
    if let failed = try optional("failed", { $0 }) {
      counted.failed = failed.strings
      guard counted.failed != nil || failed.string == "all" else { throw .member("failed") }
    }
    counted.request = try optional("requested", \.bool) ?? false
    counted.account = try optional("account", \.bool) ?? false
    guard counted.account || !names.names.isEmpty else { throw .member("names") }
    return LimitUse(names, isRenewal: isRenewal, counted, at: time)
  }

  private mutating func uses() throws(EntryError) -> LimitState {
    let text = try require("limit", \.string)
    // To pass over what a newer version counts would be to forget it at the next snapshot.
    guard let limit = LimitName(rawValue: text) else { throw .unknownKind("uses of \(text)") }
    let key = LimitKey(limit, of: try require("subject", \.string))
    if let count = try optional("count", \.int) {
      let period = try require("period", \.int)
      guard count > 0, period > 0 else { throw .member("count") }
      let full = Instant(nanoseconds: try require("full", \.int))
      return LimitState(
        key, .bucket(fullAt: full, count: Int(clamping: count), period: .nanoseconds(period)))
    }
    if let closed = try optional("closed", \.int) {
      return LimitState(key, .closed(until: Instant(nanoseconds: closed)))
    }
    let dates = try require("dates") { json in
      json.array.flatMap { array in
        let dates = array.compactMap { $0.int.map { Instant(nanoseconds: $0) } }
        return dates.count == array.count ? dates : nil
      }
    }
    return LimitState(key, .dates(dates))
  }
}
