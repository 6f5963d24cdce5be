import Readiness
import Timing

@testable import Gate

/// A random life of a ledger: records that follow one another, with the moments at which they were written. Orders end
/// in every way, processes die, the machine is restarted, the wall clock steps.
struct History {
  private(set) var entries: [(record: LedgerRecord, at: Moment)] = []
  private(set) var book: Book
  private(set) var now = Moment(
    date: Timestamp(milliseconds: 1_795_413_600_000), boot: BootID(rawValue: 1), instant: Instant(nanoseconds: 1))
  private var random: SeededRandom
  private var orders = 0

  static let requests: [[String]] =
    (0..<8).map { ["n\($0).example.com"] } + (0..<6).map { ["shop-\($0).org"] }
    + [["a.net", "www.a.net"], ["b.net", "www.a.net"], ["*.c.net", "c.net"]]

  init(seed: Int, limits: LimitTable) {
    random = SeededRandom(UInt64(seed))
    book = Book(limits: limits)
  }

  mutating func run(_ count: Int) throws {
    for _ in 0..<count {
      pass()
      guard let record = next() else { continue }
      try book.apply(record, at: now)
      entries.append((record, now))
    }
  }

  /// Time passes, seconds mostly, days now and then.
  private mutating func pass() {
    let span = [1, 30, 600, 7200, 86_400 * 3].randomElement(using: &random) ?? 1
    let step = Duration.milliseconds(Int64.random(in: 0...Int64(span * 1000), using: &random))
    now.date = now.date + step
    now.instant = now.instant + step
    switch Int.random(in: 0..<100, using: &random) {
    case 0:
      now.boot = BootID(rawValue: now.boot.rawValue + 1)
      now.instant = Instant(nanoseconds: Int64.random(in: 0...100_000_000_000, using: &random))
    case 1..<4: now.date = now.date + .seconds(Int.random(in: -90_000...90_000, using: &random))
    default: break
    }
  }

  private mutating func next() -> LedgerRecord? {
    let names = History.requests.randomElement(using: &random) ?? []
    let open = book.openOrders.keys.sorted { $0.text < $1.text }.randomElement(using: &random)
    switch Int.random(in: 0..<10, using: &random) {
    case 0: return .accepted(Request(names: names, id: Bool.random(using: &random) ? "r\"\u{e9}" : nil))
    case 1 where Bool.random(using: &random):
      return .deferred(
        NameSet(names),
        Deferral(until: now.date + .seconds(Int.random(in: 0...9000, using: &random)), code: .dnsNXDomain))
    case 1 where Bool.random(using: &random): return .account
    case 1: return .gaveUp(Request(names: names), Refusal(verdict: .notReady, reason: "no"))
    case 2 where Bool.random(using: &random):
      return open.flatMap { id in OwnerID("o\(orders)").map { .adopted(id, owner: $0) } }
    case 2: return open.map { Bool.random(using: &random) ? .lapsed($0) : .retried($0) }
    case 3 where Int.random(in: 0..<5, using: &random) == 0: return open.map { .expired($0) }
    case 3: return open.map { .placed($0, url: "https://acme.example/order/\($0)") }
    case 4...6: return reserve(names)
    default: return open.map { .settled($0, settlement()) }
    }
  }

  private mutating func reserve(_ names: [String]) -> LedgerRecord? {
    if let earlier = book.openOrder(for: NameSet(names)), !book.hasExpired(earlier, at: now) { return nil }
    orders += 1
    guard let id = OrderID("o\(orders)"), let owner = OwnerID("me") else { return nil }
    let request = Bool.random(using: &random) ? NameSet(names + ["more.example"]) : nil
    return .reserved(
      Reservation(
        order: Order(id: id, names: names, requestID: Bool.random(using: &random) ? "17" : nil), request: request,
        owner: owner, submitter: "command", expires: now.date + .seconds(86_400)))
  }

  private mutating func settlement() -> Settlement {
    let outcome = Settlement.Outcome.allCases.randomElement(using: &random) ?? .issued
    let later = now.date + .seconds(Int.random(in: -100...50_000, using: &random))
    return Settlement(
      outcome, detail: ["", "so it \u{e9}nded \"here\""].randomElement(using: &random) ?? "",
      retryAt: Bool.random(using: &random) ? later : nil,
      notAfter: Int.random(in: 0..<3, using: &random) == 0 ? later + .seconds(7_000_000) : nil,
      limit: Bool.random(using: &random) ? LimitName.allCases.randomElement(using: &random) : nil,
      isPaused: Int.random(in: 0..<10, using: &random) == 0)
  }
}

extension LimitTable {
  /// Small figures, so that limits bind in a short history: some in each kind of window, some missing.
  static func small(_ variant: Int) -> LimitTable {
    let bucket = RateLimit.Window.tokenBucket
    let sliding = RateLimit.Window.sliding
    switch variant % 3 {
    case 0:
      return LimitTable([
        .newOrders: RateLimit(20, per: .seconds(7200), bucket, exemptsRenewals: true),
        .certificatesPerDomain: RateLimit(5, per: .seconds(604_800), bucket, exemptsRenewals: true),
        .certificatesPerSet: RateLimit(3, per: .seconds(604_800), bucket),
        .failedValidations: RateLimit(2, per: .seconds(3600), bucket),
        .consecutiveFailures: RateLimit(10, per: .seconds(864_000), bucket),
        .newAccounts: RateLimit(4, per: .seconds(10_800), bucket),
      ])
    case 1:
      return LimitTable(
        [
          .newOrders: RateLimit(10, per: .seconds(3600), sliding),
          .certificatesPerDomain: RateLimit(8, per: .seconds(604_800), sliding, exemptsRenewals: true),
          .failedValidations: RateLimit(5, per: .seconds(7200), sliding),
          .newAccounts: RateLimit(3, per: .seconds(10_800), sliding),
        ], ordersPerRequest: 2)
    default: return LimitTable([.orderRequests: RateLimit(2, per: .seconds(60), sliding)])
    }
  }
}
