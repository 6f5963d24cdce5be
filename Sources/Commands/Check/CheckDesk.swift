import Checking
import EventLoop
import Readiness
import Reports
import Timing

/// Where reports arrive from many tasks and leave one after the other.
///
/// They are gathered on the loop's thread and written by another one: whoever reads may be slow, and meanwhile answers
/// and time-outs are still seen. What gathers within a few milliseconds is written at once.
actor CheckDesk {
  private let loop: Loop
  private var output: CheckOutput
  private let file: String
  private let context: Context
  private var failure: CommandError?
  private var isClosed = false
  /// Whether no name and no line has come.
  private(set) var isEmpty = true
  private var gathered = CheckOutput.Batch()
  private var writer: Task<Void, Never>?
  private var nextWrite = Instant(nanoseconds: 0)
  private var waiters: [CheckedContinuation<Void, Never>] = []
  private let entrance: Entrance
  /// Cuts off what is under way, where nobody reads its outcome any more.
  private let cutOff: @Sendable () async -> Void

  private static let pause = Duration.milliseconds(4)
  /// Octets that wait for a slow reader or disk; beyond them nothing more is checked until it has read.
  private static let room = 1 << 20

  nonisolated var unownedExecutor: UnownedSerialExecutor { loop.unownedExecutor }

  init(
    _ output: CheckOutput, file: String, loop: Loop, concurrency: Concurrency, _ context: Context,
    cutOff: @escaping @Sendable () async -> Void = {}
  ) {
    entrance = Entrance(concurrency, clocks: loop.clocks)
    self.cutOff = cutOff
    self.loop = loop
    self.output = output
    self.file = file
    self.context = context
  }

  /// Checks all names, many at once, until there is none or nothing more is wanted.
  func check(_ source: NameSource, _ checker: Checker, tasks: any TaskExecutor) async {
    await withDiscardingTaskGroup { group in
      group.addTask(executorPreference: tasks) { await self.tick() }
      await withDiscardingTaskGroup { group in
        while true {
          let ticket = await entrance.enter()
          guard let item = await source.next() else { return entrance.leave(ticket) }
          group.addTask(executorPreference: tasks) { await self.work(item, ticket, source, checker) }
        }
      }
      group.cancelAll()
    }
  }

  /// Checks one name after the other, as long as there is a place for them.
  private func work(_ first: NameSource.Item, _ ticket: Int, _ source: NameSource, _ checker: Checker) async {
    var (item, ticket) = (first, ticket)
    while true {
      switch item {
      case .rejected(let line, let reason):
        if await !reject(line: line, reason: reason) { await source.stop() }
      case .name(let name, let targets, let line):
        if await !show(await checker.check(name, targets: targets), line: line) { await source.stop() }
      }
      guard let place = entrance.exchange(ticket) else { return }
      ticket = place
      guard let next = await source.next() else { return entrance.leave(ticket) }
      item = next
    }
  }

  private func tick() async {
    while !Task.isCancelled {
      await loop.sleep(until: loop.clocks.instant() + Entrance.ticking)
      entrance.tick()
    }
  }

  /// False when nothing more is wanted: the output takes no more, or the user has interrupted.
  func show(_ report: Report, line: Int? = nil) async -> Bool {
    isEmpty = false
    guard !isClosed else { return false }
    return await gather(output.show(report, line: line))
  }

  /// Waits where too much waits for its reader already. False when nothing more is wanted.
  private func gather(_ batch: CheckOutput.Batch) async -> Bool {
    gathered.append(batch)
    if writer == nil { writer = Task { await write() } }
    if gathered.count > Self.room { await withCheckedContinuation { waiters.append($0) } }
    return !isClosed
  }

  /// Names and lines that wait for the reader.
  var waiting: Int { waiters.count }

  private func write() async {
    while !gathered.isEmpty, failure == nil {
      await loop.sleep(until: nextWrite)
      let batch = gathered
      gathered = CheckOutput.Batch()
      let woken = waiters
      waiters = []
      nextWrite = loop.clocks.instant() + Self.pause
      do throws(CommandError) {
        try await Self.write(batch, output)
      } catch {
        failure = error
        isClosed = true
        await cutOff()
      }
      for waiter in woken { waiter.resume() }
    }
    // Nobody takes what those who came during a write that failed are waiting with.
    for waiter in waiters { waiter.resume() }
    waiters = []
    writer = nil
  }

  @concurrent private static func write(_ batch: CheckOutput.Batch, _ output: CheckOutput) async throws(CommandError) {
    try output.write(batch)
  }

  @concurrent private static func finish(_ output: CheckOutput, _ ending: OutputEnding) async {
    output.files.finish(ending)
  }

  /// A line that holds no name. False when nothing more is wanted.
  func reject(line: Int, reason: String) async -> Bool {
    isEmpty = false
    guard !isClosed else { return false }
    return await gather(output.reject(line: line, reason: reason, of: source, context))
  }

  /// How far the work on `source` is. `alone`: the only name that there is.
  func look(_ source: NameSource, alone: String?) async -> ProgressTicker.Look {
    var model = ProgressModel(noun: "name")
    model.verdicts = output.counts
    model.done = model.verdicts.total
    model.total = await source.total()
    model.alone = alone
    model.isEnding = isClosed
    var rest: Int?
    switch model.total {
    case .known(let total), .about(let total): rest = max(0, total - model.done)
    case .unknown: break
    }
    return ProgressTicker.Look(model: model, moved: model.done, rest: alone == nil ? rest : nil)
  }

  /// What comes from now on was cut off, and says nothing.
  func close() {
    isClosed = true
  }

  func finish(signal: Int32?) async throws(CommandError) -> ExitCode {
    // Cancelled, it waits no longer for more to gather.
    writer?.cancel()
    await writer?.value
    let ending = OutputEnding(at: context.clocks.timestamp(), wasInterrupted: signal != nil)
    if failure == nil {
      gathered.append(output.end(ending))
      do throws(CommandError) {
        try await Self.write(gathered, output)
      } catch {
        failure = error
      }
    }
    // The files of --report are whole, whatever became of the result.
    await Self.finish(output, ending)
    var code = output.code
    switch failure {
    // Whoever reads has seen enough; what was found until then still counts.
    case .output(.closed)?: return code
    case let failure?: throw failure
    case nil: break
    }
    if let signal {
      code.signal = signal
    } else if isEmpty, !file.isEmpty {
      // Exit code 0 all the same: of no names, all are ready. A job whose list was lost should hear of it.
      context.say("\(source) holds no names: nothing was checked")
    }
    return code
  }

  /// What an interrupted check has not done.
  func leftover(_ names: NameSource, alone: String?) async -> String {
    if let alone { return "interrupted: the check of \(Inert.text(alone, limit: 253)) was not finished" }
    let checked = output.counts.total
    var rest = "the rest of \(Inert.text(source, limit: 200)) not"
    if case .known(let total) = await names.total() { rest = "\(total - checked) not" }
    return "interrupted: \(checked) name\(checked == 1 ? "" : "s") checked, \(rest); what is shown stays true"
  }

  private var source: String { file == "-" ? "standard input" : file }
}
