import Checking
import EventLoop
public import Gate
public import Ledger
import Readiness
public import Submission
public import Timing

/// Requests in, events out: each request is checked, passes the gate, is written down, submitted, settled. Nothing is
/// submitted that the ledger does not hold first.
///
/// All of its state is confined to one executor; clocks, network, disk and submitter come from outside.
public actor Run {
  let settings: RunSettings
  let checking: any NameChecking
  let ledger: Ledger
  let submitter: any Submitter
  let clocks: any Clocks
  let randomness: any RunRandomness
  nonisolated let sleeping: any Sleeping
  /// Told of everything in the order in which it happens.
  let observe: @Sendable (RunEvent) -> Void
  /// Sentences for people.
  let notice: @Sendable (String) -> Void

  var summary = RunSummary()
  var causes: [FindingCode: Int] = [:]
  /// In a line's place while a request is being written down.
  static let isBeingAccepted = 0
  /// By key: everything between acceptance and end, with its line.
  var held: [NameSet: Int] = [:]
  let toCheck = Mailbox<Candidate>()
  let entrance: Entrance
  /// Ready, in order of arrival.
  var queue = WaitingLine()
  /// Waiting for a moment or for another process's order.
  var parked = ParkedCandidates()
  /// Requests that are being checked; those in `toCheck` among them, and those on their way from there.
  var underCheck = 0
  /// Orders handed to the submitter by this process.
  var running: Set<OrderID> = []
  /// Taken over from processes that died, not handed over yet.
  var orphans: [Assignment] = []
  /// The requests here that end with one of them.
  var underway: [OrderID: Candidate] = [:]
  let changed = Bell()
  let room = Bell()
  var hasReadAll = false
  var isStopping = false
  var failure: LedgerError?
  var waitEnds: Instant = .never
  /// Offered just now, and bound by a limit of all.
  var heldBack: [Candidate] = []
  /// Bytes of an order's URL: more than any CA needs, and a record of the journal holds it.
  static let longestURL = 4096
  /// Requests that one transaction looks at.
  static let offeredAtOnce = 1024
  /// For what this run waits, as it has told the others.
  var slotWait: SlotWait?
  /// Nothing is offered before: a limit of the account is used up, or every slot taken.
  var closedUntil = Instant(nanoseconds: 0)
  /// What held back all that was offered last; nil since an order could begin.
  var bound: (reason: WaitReason, until: Timestamp?)?

  public nonisolated var unownedExecutor: UnownedSerialExecutor { sleeping.unownedExecutor }

  public init(
    settings: RunSettings, checking: any NameChecking, ledger: Ledger, submitter: any Submitter, clocks: any Clocks,
    randomness: any RunRandomness = SystemRunRandomness(), sleeping: any Sleeping,
    observe: @escaping @Sendable (RunEvent) -> Void,
    notice: @escaping @Sendable (String) -> Void
  ) {
    self.settings = settings
    self.checking = checking
    self.ledger = ledger
    self.submitter = submitter
    self.clocks = clocks
    entrance = Entrance(settings.concurrency, clocks: clocks)
    self.randomness = randomness
    self.sleeping = sleeping
    self.observe = observe
    self.notice = notice
  }

  /// Carries on with what earlier runs left, then with all of `source`, until everything has ended or waits for longer
  /// than allowed.
  ///
  /// Throws: `LedgerError` where the ledger failed; nothing was submitted after that.
  public func run(_ source: some RequestSource) async throws(LedgerError) -> RunSummary {
    let start = clocks.instant()
    summary.cap = settings.gate.cap
    await adoptOrphans()
    await sweep()
    await withDiscardingTaskGroup { group in
      group.addTask { await self.read(source) }
      group.addTask { await self.check() }
      group.addTask { await self.tick() }
      while let orders = await admitNext() {
        for order in orders { group.addTask { await self.carryOut(order) } }
      }
      group.cancelAll()
      toCheck.close()
      room.ring()
    }
    if let failure { throw failure }
    return conclude(since: start)
  }

  /// Admits nothing more; `run` returns when the orders under way have ended.
  public func stop() {
    isStopping = true
    toCheck.close()
    changed.ring()
    room.ring()
  }

  func fail(_ error: LedgerError) {
    if failure == nil { failure = error }
    stop()
  }

  func emit(_ kind: RunEvent.Kind, names: [String], order: OrderID? = nil, reports: [Report] = []) {
    observe(RunEvent(at: clocks.timestamp(), order: order?.text, names: names, kind, reports: reports))
  }

  /// Whether a request has not come to its end: an order of an earlier run may have ended it while it was on its way.
  func isHeld(_ candidate: Candidate) -> Bool { held[candidate.key] == candidate.line }

  /// A request has come to its end.
  func release(_ key: NameSet) {
    held[key] = nil
    room.ring()
    changed.ring()
  }

  /// Other processes settle and die without telling: what waits for them looks again now and then. A run may last for
  /// weeks: every ten minutes its journal is looked at as well.
  private func tick() async {
    var turns = 0
    while !Task.isCancelled {
      await sleeping.sleep(until: clocks.instant() + .milliseconds(250))
      turns += 1
      entrance.tick()
      if turns.isMultiple(of: 4), !isStopping { await adoptOrphans() }
      if turns.isMultiple(of: 4 * 600) { await ledger.compactIfGrown() }
      if !queue.isEmpty || !parked.isEmpty || !orphans.isEmpty { changed.ring() }
    }
  }

  private func conclude(since start: Instant) -> RunSummary {
    summary.waiting = held.count
    summary.duration = clocks.instant() - start
    summary.causes = causes.map { .init($0.key, count: $0.value) }
      .sorted { ($1.count, $0.code.rawValue) < ($0.count, $1.code.rawValue) }
    emit(.summary(summary), names: [])
    return summary
  }
}
