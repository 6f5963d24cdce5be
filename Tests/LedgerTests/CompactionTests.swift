import Gate
import Glibc
import Testing
import Timing

@testable import Ledger

@Suite("Compaction") struct CompactionTests {
  private static let journal = "/state/journal.ndjson"
  private let limits = LimitTable([
    .newOrders: RateLimit(50, per: .seconds(10_800), .tokenBucket),
    .certificatesPerDomain: RateLimit(5, per: .seconds(604_800), .sliding),
  ])

  /// Orders of every fate: some issued, one failed, one unknown, one open, a request that waits.
  private func fill(_ ledger: Ledger) async throws {
    for number in 0..<20 {
      try await ledger.append([
        .accepted(Request(names: ["n\(number).example"])), try reservation("o\(number)", ["n\(number).example"]),
      ])
      guard number < 18 else { continue }
      let outcome: Settlement.Outcome = number == 5 ? .failed : number == 6 ? .unknown : .issued
      try await ledger.append([try settled("o\(number)", outcome)])
    }
    try await ledger.append([.accepted(Request(names: ["late.example"], id: "late"))])
  }

  private func open(_ disk: some Disk & Clocks, _ name: String = "me") async throws -> Ledger {
    try await Ledger.open(at: "/state", disk: disk, clocks: disk, instance: try instance(name), limits: limits)
  }

  @Test func theBookIsTheSameAndTheJournalShorter() async throws {
    let disk = FakeDisk()
    let ledger = try await open(disk)
    try await fill(ledger)
    disk.set { $0.now = $0.now + .seconds(7200) }
    for _ in 0..<20 {
      try await ledger.append([.accepted(Request(names: ["late.example"], id: "late"))])
    }
    let before = await ledger.view { Summary($0) }
    let compaction = try await ledger.compact()
    #expect(compaction.before.records == 79 && compaction.after.records < 60)
    #expect(compaction.after.bytes == Int64(disk[CompactionTests.journal].count))
    #expect(await ledger.view { Summary($0) } == before)
    #expect(!disk.paths.contains { $0.hasSuffix(".new") })
    let text = String(decoding: disk[CompactionTests.journal], as: UTF8.self)
    #expect(text.contains(#""seq":80,"at":"#) && text.contains(#""kind":"snapshot""#))
    try await ledger.append([try settled("o19")])
    await ledger.close()
    let again = try await open(disk, "again")
    #expect(await again.view { $0.counts.openOrders } == before.orders.count - 1)
    #expect(await again.notices.isEmpty)
  }

  @Test("compacted between any two transactions of two who share it, nothing is lost or doubled", arguments: 0..<12)
  func sharing(_ seed: Int) async throws {
    var random = SplitMix(UInt64(seed))
    let disk = FakeDisk()
    let ledgers = [try await open(disk, "first"), try await open(disk, "second")]
    var expected = Book(limits: limits)
    var open: [String] = []
    for number in 0..<60 {
      let ledger = ledgers[Int.random(in: 0...1, using: &random)]
      disk.set { $0.now = $0.now + .seconds(60) }
      let now = Moment(date: disk.timestamp(), boot: BootID(rawValue: 7), instant: disk.instant())
      switch Int.random(in: 0..<4, using: &random) {
      case 0: _ = try await ledger.compact()
      case 1 where !open.isEmpty:
        let record = try settled(open.removeFirst(), Bool.random(using: &random) ? .issued : .failed)
        try await ledger.append([record])
        try expected.apply(record, at: now)
      default:
        let record = try reservation("o\(number)", ["n\(number).example"])
        try await ledger.append([record])
        try expected.apply(record, at: now)
        open.append("o\(number)")
      }
    }
    for ledger in ledgers {
      try await ledger.refresh()
      #expect(await ledger.view { Summary($0) } == Summary(expected))
      #expect(await ledger.notices.isEmpty)
    }
  }

  @Test(
    "a power failure at any call leaves the old journal or the new one, whole", arguments: CrashDisk.Remains.allCases)
  func crashes(_ remains: CrashDisk.Remains) async throws {
    let full = CrashDisk()
    var expected: Summary?
    do {
      let ledger = try await open(full)
      try await fill(ledger)
      expected = await ledger.view { Summary($0) }
    }
    let start = full.restarted(CrashDisk.Remains(halves: 2, keepsNames: true))
    let old = try #require(start[CompactionTests.journal])
    var replaced = 0
    var calls = 1
    while true {
      let disk = start.restarted(CrashDisk.Remains(halves: 2, keepsNames: true))
      let ledger = try await open(disk, "crashing")
      disk.failPower(after: calls)
      let isDone = (try? await ledger.compact()) != nil
      let after = disk.restarted(remains)
      let left = try #require(after[CompactionTests.journal])
      if left != old { replaced += 1 }
      #expect(left == old || left.count { $0 == 10 } > 1)
      let survivor = try await open(after, "survivor")
      #expect(await survivor.view { Summary($0) } == expected, "at call \(calls)")
      #expect(await survivor.notices.isEmpty, "at call \(calls)")
      try await survivor.append([try settled("o19")])
      #expect(await survivor.view { $0.counts.openOrders } == (expected?.orders.count ?? 0) - 1)
      #expect(after[CompactionTests.journal + ".new"] == nil, "nothing is left lying about")
      if isDone { break }
      calls += 1
    }
    #expect(calls > 4)
    #expect(replaced >= 1)
  }

  @Test("what others append after a process was killed while it compacted survives a power failure")
  func killed() async throws {
    let full = CrashDisk()
    try await fill(try await open(full))
    let start = full.restarted(CrashDisk.Remains(halves: 2, keepsNames: true))
    for calls in 1... {
      for joins in [false, true] {
        let disk = start.restarted(CrashDisk.Remains(halves: 2, keepsNames: true))
        let witness = try await open(disk, "witness")
        let ledger = try await open(disk, "killed")
        disk.failPower(after: calls)
        let isDone = (try? await ledger.compact()) != nil
        disk.endProcess()
        let other = joins ? try await open(disk, "other") : witness
        try await other.append([.accepted(Request(names: ["promised.example"]))])
        for remains in CrashDisk.Remains.allCases {
          let survivor = try await open(disk.restarted(remains), "survivor")
          #expect(await survivor.view { $0.isAccepted(NameSet(["promised.example"])) }, "call \(calls), \(remains)")
          #expect(await survivor.view { $0.counts.certificates } == 16)
        }
        if isDone, joins { return }
      }
    }
  }

  @Test func aFullDiskKeepsTheOldJournal() async throws {
    let disk = FakeDisk()
    let ledger = try await open(disk)
    try await fill(ledger)
    let bytes = disk[CompactionTests.journal]
    disk.set { $0.room = 500 }
    let error = await #expect(throws: LedgerError.self) { try await ledger.compact() }
    #expect(error?.code == "ledger.disk-full")
    #expect(disk[CompactionTests.journal] == bytes)
    #expect(!disk.paths.contains { $0.hasSuffix(".new") })
    disk.set { $0.room = .max }
    try await ledger.append([try settled("o19")])
    _ = try await ledger.compact()
  }

  @Test func aGrownJournalIsCompactedWhenItIsOpened() async throws {
    let disk = FakeDisk()
    do {
      let ledger = try await open(disk)
      try await fill(ledger)
      let request = LedgerRecord.accepted(Request(names: ["late.example"], id: "late"))
      try await ledger.append(Array(repeating: request, count: JournalGrowth.records))
      await ledger.close()
    }
    let length = disk[CompactionTests.journal].count
    let keeping = try await Ledger.open(
      at: "/state", disk: disk, clocks: disk, instance: try instance("keeping"), limits: limits, compactsGrown: false)
    let before = await keeping.view { Summary($0) }
    #expect(disk[CompactionTests.journal].count == length)
    // A disk without room for it is no reason not to go on.
    disk.set { $0.room = 100 }
    let cramped = try await open(disk, "cramped")
    #expect(await cramped.notices.count == 1)
    disk.set { $0.room = .max }
    let ledger = try await open(disk, "third")
    #expect(disk[CompactionTests.journal].count < length / 100)
    #expect(await ledger.view { Summary($0) } == before)
    try await keeping.append([try settled("o19")])
    #expect(try await ledger.refresh().openOrders == before.orders.count - 1)
  }

  @Test func aSnapshotThatEndsEarlyIsDamage() async throws {
    let disk = FakeDisk()
    do {
      let ledger = try await open(disk)
      try await fill(ledger)
      _ = try await ledger.compact()
      await ledger.close()
    }
    let whole = disk[CompactionTests.journal]
    let header = try #require(whole.firstIndex(of: 10))
    let second = try #require(whole[(header + 1)...].firstIndex(of: 10))
    for length in (second + 1)..<whole.count {
      let file = try disk.open(CompactionTests.journal, creating: false)
      try file.truncate(to: Int64(length))
      let error = await #expect(throws: LedgerError.self, "cut at \(length)") { try await open(disk, "again") }
      #expect(error?.code == "ledger.damaged")
      #expect(disk[CompactionTests.journal].count == length, "nothing is written")
      try file.write(whole, at: 0)
    }
  }

  @Test("another file in its place is followed only where it goes on from this one")
  func strangers() async throws {
    let disk = FakeDisk()
    let ledger = try await open(disk)
    try await ledger.append([.accepted(Request(names: ["a.example"]))])
    _ = try await ledger.compact()
    let backup = disk[CompactionTests.journal]
    try await ledger.append([.accepted(Request(names: ["b.example"]))])
    try disk.remove(CompactionTests.journal)
    let file = try disk.open(CompactionTests.journal, creating: true)
    try file.write(backup, at: 0)
    let error = await #expect(throws: LedgerError.self) { try await ledger.refresh() }
    #expect(error?.code == "ledger.removed")
    #expect(disk[CompactionTests.journal] == backup)
  }
}

/// What two books have in common that are the same to whoever asks them.
struct Summary: Hashable {
  var counts: Book.Counts
  var orders: Set<OpenOrder>
  var requests: [NameSet: Request]
  var certificates: [Certificate?]
  var setbacks: [Setback?]
  var used: [Int?]
  var time: Instant

  init(_ book: Book) {
    counts = book.counts
    orders = Set(book.openOrders.values)
    requests = book.requests.mapValues(\.request)
    let names = (0..<60).map { NameSet(["n\($0).example"]) }
    certificates = names.map { book.certificate(for: $0) }
    setbacks = names.map { book.setback(of: $0) }
    let last = book.lastMoment ?? Moment(date: Timestamp(milliseconds: 0), boot: BootID(rawValue: 0), instant: .never)
    time = book.time(at: last)
    let now = time
    let keys = [LimitKey(.newOrders)] + names.map { LimitKey(.certificatesPerDomain, of: $0.text) }
    used = keys.map { book.limits.state(of: $0, at: now)?.used }
  }
}

/// The same numbers from the same seed, everywhere.
struct SplitMix: RandomNumberGenerator {
  private var state: UInt64

  init(_ seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var value = state
    value = (value ^ (value >> 30)) &* 0xbf58_476d_1ce4_e5b9
    value = (value ^ (value >> 27)) &* 0x94d0_49bb_1331_11eb
    return value ^ (value >> 31)
  }
}
