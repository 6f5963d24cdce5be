import EventLoop
import Gate
import Ledger
import Timing

/// Ledgers as years of use make them.
struct OldLedger {
  let directory: String
  private let clocks = PastClocks(ago: .zero)
  private var next = 0

  /// Of another boot, as all but the last days of a ledger are.
  private static let boot = BootID(rawValue: 0x0bad_cafe)
  private static let day = 86_400
  /// Records of one transaction: what is measured is reading, not writing.
  private static let batch = 3000

  init(_ directory: String) {
    self.directory = directory
  }

  /// A snapshot of so many names, each of which got its certificate in the last sixty days, and a tail.
  static func ordinary(names: Int, tail: Int, at directory: String) async throws(LedgerError) {
    var old = OldLedger(directory)
    let ledger = try await old.open()
    try await old.add(names, to: ledger, names: names, from: 60 * day, until: day)
    _ = try await ledger.compact()
    try await old.add(tail / 3, to: ledger, names: names, from: day, until: 1)
    await ledger.close()
    try await old.beginBoot()
  }

  /// Records of orders that went round the names for two years, without a snapshot.
  static func long(records: Int, names: Int, at directory: String) async throws(LedgerError) {
    var old = OldLedger(directory)
    let ledger = try await old.open()
    try await old.add(records / 3, to: ledger, names: names, from: 730 * day, until: 1)
    await ledger.close()
    try await old.beginBoot()
  }

  /// As the first run since the machine came up leaves it: to be opened without anything to write.
  private func beginBoot() async throws(LedgerError) {
    let ledger = try await Ledger.open(
      at: directory, clocks: SystemClocks(), instance: BenchLedger.instance(), compactsGrown: false)
    await ledger.close()
  }

  private func open() async throws(LedgerError) -> Ledger {
    clocks.move(to: .seconds(800 * OldLedger.day))
    return try await Ledger.open(
      at: directory, clocks: clocks, instance: BenchLedger.instance(boot: OldLedger.boot),
      limits: BenchLedger.gate.limits, compactsGrown: false)
  }

  /// So many orders, three records each; a tenth of them fails.
  private mutating func add(
    _ orders: Int, to ledger: Ledger, names: Int, from: Int, until: Int
  ) async throws(LedgerError) {
    let owner = ledger.instance.id
    let first = next
    var done = 0
    while done < orders {
      let chunk = min(OldLedger.batch / 3, orders - done)
      clocks.move(to: .seconds(from - (from - until) * done / max(1, orders)))
      let start = first + done
      try await ledger.transact { transaction in
        for number in start..<start + chunk {
          var order = BenchLedger.order(number)
          order.names = [BenchLedger.name(number % names)]
          transaction.append(.accepted(Request(names: order.names, id: order.requestID)))
          transaction.append(.reserved(BenchLedger.reservation(order, owner: owner, at: transaction.now)))
          transaction.append(.settled(order.id, Settlement(number % 10 == 7 ? .failed : .issued)))
        }
      }
      done += chunk
    }
    next += orders
  }
}
