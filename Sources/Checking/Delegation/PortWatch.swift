import Addressing
import DNSWire
import Readiness
import Timing

/// Whether servers beyond this machine's network can be asked at all, as learnt in this run.
struct PortWatch: Sendable {
  /// The families over which somebody answered as only a zone's own server does.
  private(set) var open: Set<IPAddress.Family> = []
  private var silentZones: Set<DNSName> = []
  private var closedUntil: Instant?
  private var wasClosed = false

  /// So many zones without a word, and not one that answered: it is our side, and asking further is no use.
  private static let enoughZones = 3
  /// Then it is tried again: a run may be long, and a network comes back.
  private static let pause = Duration.seconds(300)

  func isClosed(at now: Instant) -> Bool { closedUntil.map { now < $0 } ?? false }

  /// Whether zones were asked, and none answered as only a zone's own server does.
  var hasHeardNobody: Bool { open.isEmpty && (wasClosed || !silentZones.isEmpty) }

  /// An answer with authority, or a referral from a server that does not recurse: no resolver in between gives those.
  mutating func note(_ message: Message, zone: DNSName, _ family: IPAddress.Family) {
    guard message.isAuthoritative || (!message.recursionAvailable && message.referral(below: zone) != nil) else {
      return
    }
    open.insert(family)
    silentZones = []
    closedUntil = nil
  }

  /// A zone's servers were asked, and what came before has been noted.
  mutating func noteEnd(of zone: DNSName, at now: Instant) {
    guard open.isEmpty else { return }
    silentZones.insert(zone)
    guard silentZones.count >= PortWatch.enoughZones else { return }
    silentZones = []
    wasClosed = true
    closedUntil = now + PortWatch.pause
  }
}
