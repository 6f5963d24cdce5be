import EventLoop
import Gate
import Pipeline
import Reports
import Timing

/// What the progress line says of a run, and how long its limits alone will hold it up.
actor RunOutlook {
  private let run: Run
  private let gate: Gate
  private let loop: Loop
  private var planned: Instant?
  private var end: Instant?
  private var isEnding = false

  /// A plan looks at every order: for more than these nobody waits for it.
  private static let mostPlanned = 20_000
  private static let interval = Duration.seconds(30)

  nonisolated var unownedExecutor: UnownedSerialExecutor { loop.unownedExecutor }

  init(_ run: Run, gate: Gate, loop: Loop) {
    self.run = run
    self.gate = gate
    self.loop = loop
  }

  /// Nothing new is begun any more.
  func stop() {
    isEnding = true
  }

  func look() async -> ProgressTicker.Look {
    let progress = await run.progress()
    var model = ProgressModel(noun: "request")
    model.done = progress.ended
    model.total = progress.hasReadAll ? .known(progress.accepted) : .unknown
    model.verdicts = VerdictCounts(
      ready: progress.summary.ready, notReady: progress.summary.notReady,
      undetermined: progress.summary.undetermined)
    model.orders = .init(
      pending: progress.pending, cap: gate.cap, waitsFor: progress.waitsFor, until: progress.until)
    model.isEnding = isEnding
    var look = ProgressTicker.Look(model: model, moved: progress.summary.issued + progress.summary.failed)
    guard progress.hasReadAll, !isEnding else { return look }
    look.rest = progress.accepted - progress.ended
    await plan()
    look.least = end.map { $0 - loop.clocks.instant() }
    return look
  }

  private func plan() async {
    let now = loop.clocks.instant()
    if let planned, now < planned + Self.interval { return }
    planned = now
    let (orders, book, moment) = await run.remaining(atMost: Self.mostPlanned)
    let total = orders.isEmpty ? nil : await Self.plan(orders, book, moment, gate)
    end = total.map { now + $0 }
  }

  /// Orders that take no time: what is left is what limits ask for.
  @concurrent private static func plan(_ orders: [NameSet], _ book: Book, _ now: Moment, _ gate: Gate) async
    -> Duration
  {
    Planner(gate: gate, orderDuration: .milliseconds(1)).plan(orders, book: book, now: now).total
  }
}
