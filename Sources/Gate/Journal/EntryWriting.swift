public import JSONText
import Readiness
import Timing

extension LedgerEntry {
  /// Writes the members of the entry's object, "seq" first.
  public func write(to writer: inout JSONWriter) {
    writer.field("seq", sequence)
    writer.field("at", at.date.preciseText)
    writer.field("boot", at.boot.description)
    writer.field("up", at.instant.nanoseconds)
    switch record {
    case .accepted(let request):
      writer.field("kind", "accepted")
      writer.request(request)
    case .deferred(let request, let deferral):
      writer.field("kind", "deferred")
      writer.field("names", request.names)
      writer.field("until", deferral.until.preciseText)
      writer.field("code", deferral.code.rawValue)
    case .reserved(let reservation):
      writer.field("kind", "reserved")
      writer.reservation(reservation)
    case .placed(let order, let url):
      writer.field("kind", "placed")
      writer.field("order", order.text)
      writer.field("url", url)
    case .adopted(let order, let owner):
      writer.field("kind", "adopted")
      writer.field("order", order.text)
      writer.field("owner", owner.text)
    case .lapsed(let order):
      writer.field("kind", "lapsed")
      writer.field("order", order.text)
    case .retried(let order):
      writer.field("kind", "retried")
      writer.field("order", order.text)
    case .settled(let order, let settlement):
      writer.field("kind", "settled")
      writer.field("order", order.text)
      writer.settlement(settlement)
    case .expired(let order):
      writer.field("kind", "expired")
      writer.field("order", order.text)
    case .booted: writer.field("kind", "booted")
    case .serves(let authority):
      writer.field("kind", "serves")
      writer.authority(authority)
    case .account: writer.field("kind", "account")
    case .gaveUp(let request, let refusal):
      writer.field("kind", "gave-up")
      writer.request(request)
      writer.field("verdict", refusal.verdict.rawValue)
      writer.field("codes", refusal.codes.map(\.rawValue))
      writer.field("reason", refusal.reason)
    case .checkpoint(let checkpoint): writer.checkpoint(checkpoint)
    }
  }
}

extension JSONWriter {
  mutating func authority(_ authority: CAIdentity) {
    field("ca", authority.name)
    field("directory", optional: authority.directoryURL)
  }

  mutating func request(_ request: Request) {
    field("names", request.names)
    field("id", optional: request.id)
    field("alias", optional: request.alias)
  }

  mutating func settlement(_ settlement: Settlement) {
    field("outcome", settlement.outcome.rawValue)
    if !settlement.detail.isEmpty { field("detail", settlement.detail) }
    field("retryAt", optional: settlement.retryAt?.preciseText)
    field("notAfter", optional: settlement.notAfter?.preciseText)
    field("limit", optional: settlement.limit?.rawValue)
    if settlement.isPaused { field("paused", true) }
    field("fault", optional: settlement.fault?.rawValue)
  }

  mutating func reservation(_ reservation: Reservation) {
    let order = reservation.order
    field("order", order.id.text)
    field("names", order.names)
    if reservation.request != order.nameSet { field("request", reservation.request.names) }
    field("id", optional: order.requestID)
    field("alias", optional: order.alias)
    field("owner", reservation.owner.text)
    field("submitter", reservation.submitter)
    field("expires", reservation.expires.preciseText)
  }
}
