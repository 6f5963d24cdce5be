import EventLoop
import Gate
import Ledger
import Synchronization
import Timing

/// What the ledger's stages share: a gate that counts all that Let's Encrypt limits and lets everything through, names
/// and records as a platform has them.
enum BenchLedger {
  static let gate: Gate = {
    var profile = CAProfile.named("letsencrypt") ?? .plain
    for name in profile.limits.keys { profile.limits[name]?.count = 1_000_000_000 }
    return Gate(profile: profile, cap: 1_000_000)
  }()

  /// Three labels, spread over some ten thousand registered domains.
  static func name(_ number: Int) -> String { "www.shop-\(number).example-\(number % 9973).com" }

  static func order(_ number: Int) -> Order {
    let digits = String(number)
    let id = OrderID("order" + String(repeating: "0", count: max(0, 11 - digits.count)) + digits)
    // Digits are what an id may have.
    return Order(id: id ?? placeless, names: [name(number)], requestID: "shop-\(number)")
  }

  private static let placeless: OrderID = {
    var random = SystemRandomNumberGenerator()
    return OrderID(using: &random)
  }()

  static func reservation(_ order: Order, owner: OwnerID, at now: Moment) -> Reservation {
    Reservation(order: order, owner: owner, submitter: "command", expires: gate.expiry(ofOrderAt: now))
  }

  static func instance(boot: BootID? = nil) -> LedgerInstance {
    var random = SystemRandomNumberGenerator()
    var instance = LedgerInstance.current(using: &random)
    if let boot { instance.boot = boot }
    return instance
  }
}

/// Clocks that are moved on by hand, from some time ago up to now.
final class PastClocks: Clocks {
  private let ago: Mutex<Duration>
  private let now = SystemClocks()

  init(ago: Duration) {
    self.ago = Mutex(ago)
  }

  func move(to ago: Duration) { self.ago.withLock { $0 = ago } }
  func instant() -> Instant { now.instant() + (.zero - ago.withLock { $0 }) }
  func timestamp() -> Timestamp { now.timestamp() + (.zero - ago.withLock { $0 }) }
}
