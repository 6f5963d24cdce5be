import Gate
import Testing
import Timing

/// A moment so many seconds after the tests' beginning, by both clocks, or by the wall clock set off by `step`.
func moment(_ seconds: Int, step: Int = 0, boot: UInt32 = 1) -> Moment {
  Moment(
    date: Timestamp(milliseconds: 1_795_413_600_000) + .seconds(seconds + step), boot: BootID(rawValue: boot),
    instant: Instant(nanoseconds: 0) + .seconds(seconds))
}

func orderID(_ text: String) throws -> OrderID { try #require(OrderID(text)) }

func ownerID(_ text: String) throws -> OwnerID { try #require(OwnerID(text)) }

func reservation(
  _ id: String, _ names: [String], request: [String]? = nil, at: Moment = moment(0), lifetime: Duration = .seconds(3600)
) throws -> Reservation {
  Reservation(
    order: Order(id: try orderID(id), names: names), request: request.map { NameSet($0) }, owner: try ownerID("me"),
    submitter: "command", expires: at.date + lifetime)
}

extension CAProfile {
  /// Short lives, so that figures stay readable: an order 1 h, a certificate 90 days, due 30 days before its end.
  static let test = CAProfile(
    name: "test", title: "Test", directoryURL: nil, caaIdentities: [], pendingCap: 2,
    pendingOrderLifetime: .seconds(3600), certificateLifetime: .seconds(90 * 86_400),
    renewBefore: .seconds(30 * 86_400), namesPerCertificate: 10, source: "", sourceDate: "")
}
