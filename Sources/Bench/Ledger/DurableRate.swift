import EventLoop
import Gate
import Ledger
import Timing

/// How many reservations and settlements become durable in a second, beside what the disk allows.
struct DurableRate {
  private let options: BenchOptions
  private let scratch: Scratch
  private let clocks = SystemClocks()

  static let goal = 5000.0
  static let share = 0.8

  init(_ options: BenchOptions, _ scratch: Scratch) {
    self.options = options
    self.scratch = scratch
  }

  func measure() async throws -> BenchSection {
    var section = BenchSection(
      key: "ledger.durable", title: "Durable reservations and settlements",
      notes: [
        "Each caller reserves, settles, reserves, …, and waits until each is durable.",
        "The disk allows as many records as there are callers in one write, as often as it writes and syncs so much.",
      ],
      goal: "5,000 a second, or 80 % of what the disk allows",
      columns: [
        .init(key: "operationsPerSecond", title: "a second", unit: .perSecond, showsRange: true),
        .init(key: "operationsPerSync", title: "a sync", unit: .count),
        .init(key: "bytesPerOperation", title: "bytes each", unit: .bytes),
        .init(key: "diskSyncsPerSecond", title: "disk: syncs a second", unit: .perSecond, showsRange: true),
        .init(key: "diskAllowsPerSecond", title: "disk allows", unit: .perSecond),
        .init(key: "shareOfDisk", title: "of that", unit: .ratio),
      ])
    for callers in options.callers { section.rows.append(try await row(callers)) }
    return section
  }

  private func row(_ callers: Int) async throws -> BenchSection.Row {
    var rounds: [Round] = []
    for round in 0..<options.rounds {
      rounds.append(try await measure(callers, in: "\(scratch.path)/durable-\(callers)-\(round)"))
    }
    func figure(_ value: (Round) -> Double) -> Figure { Figure(rounds.map(value)) }
    let rate = figure(\.rate)
    let share = figure { $0.rate / $0.allowed }
    return BenchSection.Row(
      name: callers == 1 ? "1 caller" : "\(callers) callers",
      figures: [
        rate, figure { $0.operations / $0.syncs }, figure(\.bytesEach), figure(\.diskSyncs), figure(\.allowed), share,
      ],
      isMet: rate.median >= DurableRate.goal || share.median >= DurableRate.share)
  }

  private struct Round {
    var callers: Double
    var operations: Double
    var seconds: Double
    var syncs: Double
    var bytes: Double
    /// Writes of as many records as there are callers, each synced, in a second.
    var diskSyncs = 0.0

    var rate: Double { operations / seconds }
    var bytesEach: Double { bytes / operations }
    var allowed: Double { callers * diskSyncs }
  }

  private func measure(_ callers: Int, in directory: String) async throws -> Round {
    let disk = CountedDisk()
    let ledger = try await Ledger.open(
      at: directory, disk: disk, clocks: clocks, instance: BenchLedger.instance(), limits: BenchLedger.gate.limits)
    let loop = try Loop(clocks: clocks)
    let before = disk.counted
    let start = clocks.instant()
    let operations = try await Callers(ledger, loop).work(
      callers, until: start + .nanoseconds(Int64(options.seconds * 1e9)))
    let seconds = Double((clocks.instant() - start).nanoseconds) / 1e9
    let after = disk.counted
    await ledger.close()
    await loop.stop()
    var round = Round(
      callers: Double(callers), operations: Double(max(1, operations)), seconds: seconds,
      syncs: Double(max(1, after.syncs - before.syncs)), bytes: Double(after.bytes - before.bytes))
    // Right after, so that both have met the same disk.
    round.diskSyncs = try syncs(of: Int(round.bytesEach) * callers, in: directory)
    Scratch.remove(directory)
    return round
  }

  /// Appends and syncs in the same calls as the ledger, with nothing else to do.
  private func syncs(of count: Int, in directory: String) throws(DiskError) -> Double {
    let file = try PosixDisk().open(directory + "/plain", creating: true)
    let bytes = [UInt8](repeating: 120, count: max(1, count))
    let start = clocks.instant()
    let end = start + .nanoseconds(Int64(options.seconds * 5e8))
    var done = 0
    while done == 0 || clocks.instant() < end {
      try file.write(bytes, at: Int64(done * bytes.count))
      try file.sync()
      done += 1
    }
    return Double(done) / (Double((clocks.instant() - start).nanoseconds) / 1e9)
  }
}

/// Callers on a loop's thread, as those of a run are.
private actor Callers {
  private let ledger: Ledger
  private nonisolated let loop: Loop
  private var next = 0

  nonisolated var unownedExecutor: UnownedSerialExecutor { loop.unownedExecutor }

  init(_ ledger: Ledger, _ loop: Loop) {
    self.ledger = ledger
    self.loop = loop
  }

  /// Returns how many records were made durable.
  func work(_ callers: Int, until end: Instant) async throws(LedgerError) -> Int {
    let results = await withTaskGroup(of: Result<Int, LedgerError>.self) { group in
      for _ in 0..<callers { group.addTask { await self.call(until: end) } }
      var results: [Result<Int, LedgerError>] = []
      for await result in group { results.append(result) }
      return results
    }
    var operations = 0
    for result in results { operations += try result.get() }
    return operations
  }

  private func call(until end: Instant) async -> Result<Int, LedgerError> {
    var operations = 0
    do throws(LedgerError) {
      repeat {
        next += 1
        try await orderOnce(BenchLedger.order(next))
        operations += 2
      } while loop.clocks.instant() < end
    } catch {
      return .failure(error)
    }
    return .success(operations)
  }

  private func orderOnce(_ order: Order) async throws(LedgerError) {
    let owner = ledger.instance.id
    try await ledger.transact { transaction in
      let names = order.nameSet
      guard BenchLedger.gate.admit(names, book: transaction.book, now: transaction.now) == .reserve else { return }
      transaction.append(.reserved(BenchLedger.reservation(order, owner: owner, at: transaction.now)))
    }
    try await ledger.transact { $0.append(.settled(order.id, Settlement(.issued))) }
  }
}
