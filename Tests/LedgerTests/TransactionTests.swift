import Gate
import Glibc
import Ledger
import Synchronization
import Testing
import Timing

@Suite struct TransactionTests {
  private static let journal = "/state/journal.ndjson"

  @Test func nothingIsPromisedBeforeItIsSynced() async throws {
    let disk = FakeDisk()
    try await use(disk) { ledger in
      let before = disk.faults.withLock { $0.syncs }
      try await ledger.append([try reservation("o1", ["a.example"])])
      #expect(disk.faults.withLock { $0.syncs } == before + 1)
    }
  }

  @Test func whatArrivesTogetherIsSyncedTogether() async throws {
    let disk = FakeDisk()
    let executor = HeldExecutor()
    let me = try instance("me")
    let ledger = try await executor.running {
      try await Ledger.open(at: "/state", disk: disk, clocks: disk, instance: me, executor: executor)
    }
    let before = disk.faults.withLock { $0.syncs }
    let tasks = try (0..<64).map { index in
      let record = try reservation("o\(index)", ["n\(index).example"])
      return Task { try await ledger.append([record]) }
    }
    await executor.hold(until: 64)
    try await executor.running { for task in tasks { try await task.value } }
    #expect(disk.faults.withLock { $0.syncs } == before + 1)
    #expect(try await executor.running { await ledger.view { $0.counts.openOrders } } == 64)
  }

  @Test func aFullDiskReservesNothing() async throws {
    let disk = FakeDisk()
    try await use(disk) { ledger in
      try await ledger.append([try reservation("o1", ["a.example"])])
      let bytes = disk[TransactionTests.journal]
      disk.set { $0.room = 100 }
      let error = await #expect(throws: LedgerError.self) {
        try await ledger.append([try reservation("o2", ["b.example"]), try settled("o1")])
      }
      #expect(error?.code == "ledger.disk-full")
      #expect(disk[TransactionTests.journal] == bytes)
      #expect(await ledger.view { $0.counts }.openOrders == 1)
      disk.set { $0.room = .max }
      try await ledger.append([try reservation("o3", ["b.example"])])
      #expect(await ledger.view { $0.counts }.openOrders == 2)
    }
  }

  @Test func aLineThatCouldNotBeReadAgainIsNotWritten() async throws {
    let disk = FakeDisk()
    let before = try await use(disk) { ledger in
      try await ledger.append([try reservation("o1", ["a.example"])])
      let error = await #expect(throws: LedgerError.self) {
        try await ledger.append([
          try settled("o1"), try reservation("o2", [String(repeating: "a", count: 1 << 17)]),
        ])
      }
      #expect(error?.code == "ledger.refused")
      #expect(await ledger.view { $0.counts }.openOrders == 1)
      try await ledger.append([try reservation("o3", ["b.example"])])
      return await ledger.view { $0.counts }
    }
    #expect(before.openOrders == 2)
    try await use(disk, "other") { ledger in #expect(await ledger.view { $0.counts } == before) }
  }

  @Test func afterAFailedSyncNothingMoreIsWritten() async throws {
    let disk = FakeDisk()
    try await use(disk) { ledger in
      disk.set { $0.syncError = EIO }
      let first = await #expect(throws: LedgerError.self) {
        try await ledger.append([try reservation("a", ["a.example"])])
      }
      #expect(first?.code == "ledger.disk-failed")
      disk.set { $0.syncError = nil }
      let second = await #expect(throws: LedgerError.self) {
        try await ledger.append([try reservation("b", ["b.example"])])
      }
      #expect(second?.code == "ledger.poisoned")
    }
  }

  @Test func aDiskThatCannotEvenBeCutPoisonsTheLedger() async throws {
    let disk = FakeDisk()
    try await use(disk) { ledger in
      disk.set {
        $0.room = 10
        $0.truncateError = EIO
      }
      await #expect(throws: LedgerError.self) { try await ledger.append([try reservation("a", ["a.example"])]) }
      disk.set {
        $0.room = .max
        $0.truncateError = nil
      }
      let error = await #expect(throws: LedgerError.self) { try await ledger.refresh() }
      #expect(error?.code == "ledger.poisoned")
    }
  }

  @Test func aRefusedRecordTakesItsWholeTransactionBack() async throws {
    let disk = FakeDisk()
    try await use(disk) { ledger in
      try await ledger.append([try reservation("o1", ["a.example"])])
      let bytes = disk[TransactionTests.journal]
      let unknown = try #require(OrderID("nobody"))
      await #expect(throws: LedgerError.refused(.notOpen(unknown))) {
        try await ledger.append([try reservation("o2", ["b.example"]), try settled("nobody")])
      }
      #expect(disk[TransactionTests.journal] == bytes)
      #expect(await ledger.view { $0.counts }.openOrders == 1)
      try await ledger.append([try reservation("o2", ["b.example"])])
    }
  }

  @Test func aTransactionSeesWhatItAppended() async throws {
    try await use(FakeDisk()) { ledger in
      let record = try reservation("o1", ["a.example"])
      let counts = try await ledger.transact { transaction in
        transaction.append(record)
        return transaction.book.pendingCount(at: transaction.now)
      }
      #expect(counts == 1)
    }
  }

  @Test func aLockHeldForTooLongSaysByWhom() async throws {
    let disk = FakeDisk()
    try await use(disk, "first") { ledger in
      let lock = try disk.open("/state/lock", creating: false)
      #expect(try lock.tryLock(shared: false))
      let error = await #expect(throws: LedgerError.self) { try await ledger.refresh() }
      guard case .busy("/state/lock", let holder, let waited)? = error else {
        Issue.record("not busy: \(String(describing: error))")
        return
      }
      #expect(holder == "process 42 (first)")
      #expect(waited == .seconds(10))
      try lock.unlock()
      try await ledger.refresh()
    }
  }

  @Test func aJournalThatWasRemovedIsNotWrittenAnyMore() async throws {
    let disk = FakeDisk()
    try await use(disk) { ledger in
      try disk.remove(TransactionTests.journal)
      let error = await #expect(throws: LedgerError.self) {
        try await ledger.append([try reservation("a", ["a.example"])])
      }
      #expect(error?.code == "ledger.removed")
    }
  }

  @Test(arguments: [(EACCES, "Permission denied"), (EROFS, "Read-only file system"), (ENOTDIR, "Not a directory")])
  func aStateDirectoryThatCannotBeUsedIsSaid(number: Int32, words: String) async throws {
    let disk = FakeDisk()
    disk.set { $0.openError = number }
    let error = await #expect(throws: LedgerError.self) { try await use(disk) { _ in } }
    #expect(error?.code == "ledger.unusable")
    #expect(error?.description.contains("/state: \(words)") == true)
  }
}

/// Holds jobs back until so many are there, so that "at the same time" is no matter of luck.
private final class HeldExecutor: SerialExecutor {
  private let jobs = Mutex<[UnownedJob]>([])
  private let isDone = Mutex(false)

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    jobs.withLock { $0.append(job) }
  }

  /// Waits until so many jobs are there, and runs none.
  func hold(until count: Int) async {
    while jobs.withLock({ $0.count < count }) { await Task.yield() }
  }

  /// Runs jobs for as long as `body` takes.
  func running<T: Sendable>(_ body: @escaping @Sendable () async throws -> T) async throws -> T {
    isDone.withLock { $0 = false }
    return try await withThrowingTaskGroup(of: T.self) { group in
      group.addTask {
        defer { self.isDone.withLock { $0 = true } }
        return try await body()
      }
      while !isDone.withLock({ $0 }) {
        runJobs()
        await Task.yield()
      }
      return try #require(try await group.next())
    }
  }

  private func runJobs() {
    let batch = jobs.withLock { jobs in
      defer { jobs = [] }
      return jobs
    }
    for job in batch { job.runSynchronously(on: asUnownedSerialExecutor()) }
  }
}
