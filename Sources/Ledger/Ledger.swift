public import Gate
import Synchronization
public import Timing

/// What every process on one state directory remembers together: an append-only journal, written under a lock.
///
/// A directory of 0700 with `journal.ndjson` (0600, to be read and grepped by people), `lock`, one file for each
/// running owner under `owners`, and the submitters' files under `orders`.
///
/// Every call may be made from anywhere. Reading and writing happen on a thread of the ledger's own; bodies that arrive
/// while others are being written run together, under one lock and one sync.
public actor Ledger {
  public nonisolated let directory: String
  public nonisolated let instance: LedgerInstance
  private nonisolated let executor: any SerialExecutor
  private nonisolated let thread: DiskThread?
  private var journal: Journal
  private var waiting: [Waiting] = []
  private var isScheduled = false

  private struct Waiting {
    let body: (inout Transaction) -> Void
    let continuation: CheckedContinuation<LedgerError?, Never>
  }

  public nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  /// Opens the ledger in a directory, which is made where it is missing, reads it through, and registers this process
  /// as an owner. `notices` says what had to be mended.
  ///
  /// - Parameters:
  ///   - limits: what the book counts: the gate's.
  ///   - compactsGrown: whether a journal that is many times as long as it has to be is compacted.
  ///   - executor: where its blocking calls run; a thread of its own where it is nil.
  public static func open(
    at directory: String, disk: any Disk = PosixDisk(), clocks: any Clocks, instance: LedgerInstance,
    limits: LimitTable = LimitTable(), compactsGrown: Bool = true, executor: (any SerialExecutor)? = nil
  ) async throws(LedgerError) -> Ledger {
    let opening = try Opening(
      directory: directory, disk: disk, clocks: clocks, instance: instance, limits: limits,
      compactsGrown: compactsGrown, executor: executor)
    return try await opening.open()
  }

  init(directory: String, instance: LedgerInstance, executor: Opening.Executor, journal: Journal) {
    self.directory = directory
    self.instance = instance
    self.executor = executor.executor
    thread = executor.own
    self.journal = journal
  }

  deinit {
    thread?.stop()
  }

  /// What was found and mended while reading, for people: one sentence each.
  public var notices: [String] { journal.notices }

  // MARK: Writing

  /// Runs `body` on the book as it stands over all processes and makes durable what it appends, before it returns.
  ///
  /// `body` runs once, on the ledger's thread, while other processes wait: it decides and appends, nothing else. It may
  /// have run where an error is thrown, but then nothing of it was written.
  public func transact<T: Sendable>(
    _ body: @escaping @Sendable (inout Transaction) -> T
  ) async throws(LedgerError) -> T {
    let result = Answer<T>()
    let error = await withCheckedContinuation { continuation in
      waiting.append(Waiting(body: { result.set(body(&$0)) }, continuation: continuation))
      schedule()
    }
    if let error { throw error }
    guard let result = result.get() else { throw .poisoned(reason: "a transaction was not run") }
    return result
  }

  /// Reads what other processes have appended.
  @discardableResult
  public func refresh() async throws(LedgerError) -> Book.Counts {
    try await transact { $0.book.counts }
  }

  /// Shows the book as it was last read, without waiting for anyone.
  public func view<T: Sendable>(_ body: @Sendable (Book) -> T) -> T {
    body(journal.book)
  }

  /// Whether the process of that name still runs. Never true of one that has ended, however it ended.
  public func isAlive(_ owner: OwnerID) -> Bool {
    owner == instance.id || journal.owners.isAlive(owner)
  }

  /// Replaces the journal by one that begins with a snapshot of what it adds up to: the same book, in fewer records.
  public func compact() throws(LedgerError) -> LedgerCompaction {
    try journal.compact()
  }

  /// Does so where the journal is many times as long as it has to be. Where it cannot be done, the long one goes on.
  public func compactIfGrown() {
    journal.compactIfGrown()
  }

  /// Takes this process off the list of owners. To be called last; without it the kernel does so at the end.
  public func close() {
    journal.owners.leave()
  }

  private func schedule() {
    guard !isScheduled else { return }
    isScheduled = true
    // Behind whatever the executor holds already: all bodies that arrived while it wrote are in its queue before this.
    Task { self.commit() }
  }

  private func commit() {
    isScheduled = false
    let batch = waiting
    waiting = []
    let outcomes = journal.commit(batch.map(\.body))
    for (waiting, outcome) in zip(batch, outcomes) { waiting.continuation.resume(returning: outcome) }
  }
}

/// Carries what a body returns out of the commit that ran it.
private final class Answer<T: Sendable>: Sendable {
  private let value = Mutex<T?>(nil)

  func set(_ value: T) {
    self.value.withLock { $0 = value }
  }

  func get() -> T? {
    value.withLock { $0 }
  }
}
