import CPosix
import Gate
import Glibc
import Synchronization
import Timing

/// The program that supervises: this very one, unless a test says otherwise.
public struct SupervisorProgram: Hashable, Sendable {
  let path: String
  let arguments: [String]

  /// - Parameter path: the file to run; it is told `__supervise`.
  public init(path: String) {
    self.path = path
    arguments = [Supervisor.verb]
  }

  /// The file that this process runs, even where an update has removed or replaced it since.
  public static let this = SupervisorProgram(path: "/proc/self/exe")
}

/// Commands that run under a supervisor of their own, one for each order, and go on when this process ends.
final class SupervisedCommands: Sendable {
  let files: OrderFiles
  private let program: SupervisorProgram
  private let waiting: any Waiting
  private let state = Mutex(State())

  private struct State {
    var running: [OrderID: pid_t] = [:]
    var isStopping = false
  }

  /// What came of one order's command.
  enum Outcome {
    case ended(CommandResult)
    /// It never began.
    case notBegun(String, Settlement.OwnFault)
    /// It began, or may have, and how it ended cannot be told.
    case lost(String)

    func isVoid(_ test: (CommandResult) -> Bool) -> Bool {
      if case .ended(let result) = self { test(result) } else { false }
    }
  }

  /// How often the order is looked at while somebody else's supervisor has it.
  private static let interval = Duration.milliseconds(200)
  /// Beyond the time limit, for a supervisor to end a command and write the result.
  private static let slack = SupervisedRun.termination + .seconds(30)

  init(files: OrderFiles, program: SupervisorProgram, waiting: any Waiting) {
    self.files = files
    self.program = program
    self.waiting = waiting
  }

  /// Sees an order's command to its end: one that has ended, one that runs, or one that is started now. An end that
  /// tells nothing (`isVoid`) and was there before is passed over, and the command run again.
  ///
  /// - Parameter isFirst: Whether the command was never started before; else `log` is asked before each start.
  func finish(
    _ file: OrderFile, _ log: OrderLog, isFirst: Bool, isVoid: (CommandResult) -> Bool
  ) async -> Outcome {
    let deadline = waiting.clocks.instant() + file.timeLimit + SupervisedCommands.slack
    var starts = 0
    while true {
      // Looked at before the lock: a grandchild that stays may hold the lock long after the result is there.
      let found = ended(file.order)
      if let found, starts > 0 || !found.isVoid(isVoid) { return found }
      var lock: Descriptor?
      do {
        lock = try files.lock(file.order)
      } catch {
        return starts == 0 ? .notBegun("\(error)", error.fault) : .lost("\(error)")
      }
      if lock == nil {
        if let found { return found }
        guard waiting.clocks.instant() < deadline, !Task.isCancelled else {
          return .lost("the command still runs (its lock is held)")
        }
        await waiting.sleep(until: waiting.clocks.instant() + SupervisedCommands.interval)
        continue
      }
      // And again: the supervisor may have written the result and ended between the two looks.
      if found == nil, ended(file.order) != nil { continue }
      guard starts < 2 else { return .lost("its supervisor ended twice without a result") }
      var file = file
      file.isRetry = starts > 0 || !isFirst
      if file.isRetry, !(await log.retried()) { return found ?? .lost("nothing is known of how the command ended") }
      if found != nil { files.forgetResult(file.order) }
      if let outcome = await run(file, holding: &lock, isFirst: starts == 0) { return outcome }
      starts += 1
    }
  }

  /// Runs the command anew, whatever an earlier one of the same name left; for what is no order, such as an account.
  func runAnew(_ file: OrderFile) async -> Outcome {
    let deadline = waiting.clocks.instant() + file.timeLimit + SupervisedCommands.slack
    while true {
      do throws(SystemError) {
        var lock = try files.lock(file.order)
        if lock != nil {
          files.forgetResult(file.order)
          if let outcome = await run(file, holding: &lock, isFirst: true) { return outcome }
          return ended(file.order) ?? .lost("its supervisor ended without a result")
        }
      } catch {
        return .notBegun("\(error)", error.fault)
      }
      guard waiting.clocks.instant() < deadline, !Task.isCancelled else {
        return .notBegun("another process has been at it for too long", .system)
      }
      await waiting.sleep(until: waiting.clocks.instant() + SupervisedCommands.interval)
    }
  }

  private func ended(_ order: OrderID) -> Outcome? {
    switch files.result(order) {
    case .with(let result): .ended(result)
    case .unreadable(let reason): .lost(reason)
    case nil: nil
    }
  }

  /// Hands the lock over to a supervisor and waits for its end. Nil where it ended as it should, or without a word.
  private func run(_ file: OrderFile, holding lock: inout Descriptor?, isFirst: Bool) async -> Outcome? {
    let child: Child
    do throws(SystemError) {
      try files.write(file)
      guard let started = try start(file.order, lock: lock?.number) else { return .lost("stopped before it began") }
      child = started
    } catch {
      return isFirst ? .notBegun("\(error)", error.fault) : .lost("\(error)")
    }
    // Only the supervisor and its command hold it now, so that it is free as soon as both have ended.
    lock = nil
    while !(await waiting.readable(child.ended, until: .never)) {
      if Task.isCancelled { return .lost("the command still runs") }
    }
    // Off the list before it is reaped: its number may then be anybody's.
    state.withLock { $0.running[file.order] = nil }
    guard child.end(reaping: true) == .exited(Supervisor.nothingRan) else { return nil }
    let reason = "the supervisor could not start in \(files.directory); is the disk full?"
    return isFirst ? .notBegun(reason, .disk) : .lost(reason)
  }

  private func start(_ order: OrderID, lock: Int32?) throws(SystemError) -> Child? {
    let none = try Descriptor.open("/dev/null", O_RDWR)
    let start = Child.Start(
      arguments: [program.path] + program.arguments + [files.spec(order), "\(Child.kept)"], input: none,
      output: none, errors: none, kept: lock, isSession: true)
    // Under the lock, so that no order begins behind the back of a shut-down.
    let result: Result<Child, SystemError>? = state.withLock { state in
      guard !state.isStopping else { return nil }
      do throws(SystemError) {
        let child = try Child(start)
        state.running[order] = child.processID
        return .success(child)
      } catch {
        return .failure(error)
      }
    }
    return try result?.get()
  }

  // MARK: Ending

  func shutDown(grace: Duration) async {
    state.withLock { $0.isStopping = true }
    await waitForEnd(until: waiting.clocks.instant() + grace)
    signal(SIGTERM)
    await waitForEnd(until: waiting.clocks.instant() + SupervisedRun.termination + .seconds(3))
  }

  /// SIGQUIT makes a supervisor kill its command at once, and write that down.
  func shutDownNow() {
    state.withLock { $0.isStopping = true }
    signal(SIGQUIT)
  }

  private func signal(_ number: Int32) {
    state.withLock { state in
      for process in state.running.values { kill(process, number) }
    }
  }

  private func waitForEnd(until deadline: Instant) async {
    while state.withLock({ !$0.running.isEmpty }), waiting.clocks.instant() < deadline, !Task.isCancelled {
      await waiting.sleep(until: min(deadline, waiting.clocks.instant() + .milliseconds(50)))
    }
  }
}

extension Waiting {
  fileprivate func readable(_ descriptor: Descriptor, until deadline: Instant) async -> Bool {
    await readable(descriptor.number, until: deadline)
  }
}
