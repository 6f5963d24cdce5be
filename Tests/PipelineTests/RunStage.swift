import Checking
import Gate
import Glibc
import Ledger
import Pipeline
import Readiness
import Submission
import Synchronization
import Testing
import Timing

/// A run on a ledger of the real disk, with clocks, a checker and a submitter that a test makes up.
struct RunStage: Sendable {
  let ledger: Ledger
  let clocks: JumpingClocks
  let events = EventLog()

  static func with<T>(_ body: (RunStage) async throws -> T) async throws -> T {
    var template = Array("/tmp/preflight-run-XXXXXX".utf8CString)
    let made = template.withUnsafeMutableBufferPointer { buffer in
      buffer.baseAddress.flatMap { mkdtemp($0) }.map { String(cString: $0) }
    }
    let path = try #require(made)
    let result: Result<T, any Error>
    do {
      let clocks = JumpingClocks()
      let instance = LedgerInstance(id: try #require(OwnerID("me")), boot: BootID(rawValue: 7), processID: 42)
      let ledger = try await Ledger.open(at: path, clocks: clocks, instance: instance)
      result = .success(try await body(RunStage(ledger: ledger, clocks: clocks)))
    } catch {
      result = .failure(error)
    }
    for folder in ["/owners", "/orders", ""] {
      for name in (try? PosixDisk().list(path + folder)) ?? [] { unlink("\(path)\(folder)/\(name)") }
      rmdir(path + folder)
    }
    return try result.get()
  }

  /// Writes down an order of a process that is gone.
  func leave(_ id: String, _ names: [String]) async throws {
    let order = Order(id: try #require(OrderID(id)), names: names)
    let owner = try #require(OwnerID("gone"))
    try await ledger.transact { transaction in
      transaction.append(
        .reserved(
          Reservation(
            order: order, owner: owner, submitter: "fake", expires: transaction.now.date + .seconds(7 * 86_400))))
    }
  }

  func run(
    _ lines: [[String]], _ checking: some NameChecking, _ submitter: some Submitter,
    _ change: (inout RunSettings) -> Void = { _ in }
  ) async throws -> RunSummary {
    let events = events
    var settings = RunSettings(gate: Gate(profile: .plain))
    // Whatever the clocks do, a verdict stays good.
    settings.readyFor = .seconds(86_400)
    change(&settings)
    let run = Run(
      settings: settings, checking: checking, ledger: ledger, submitter: submitter, clocks: clocks,
      sleeping: Haste(clocks: clocks), observe: { events.note($0) }, notice: { _ in })
    return try await run.run(ListedRequests(lines))
  }
}

/// What a run has told so far, and whoever waits for it to tell something.
final class EventLog: Sendable {
  private struct State {
    var events: [RunEvent] = []
    var waiters: [(name: String, continuation: CheckedContinuation<Void, Never>)] = []
  }

  private let state = Mutex(State())

  /// "settled a.example"
  var lines: [String] {
    state.withLock { state in
      state.events.filter { !$0.names.isEmpty }.map { event in
        let outcome = if case .settled(let outcome, _) = event.kind { " \(outcome.rawValue)" } else { "" }
        return "\(event.kind.name)\(outcome) \(event.names.joined(separator: " "))"
      }
    }
  }

  /// What was found, in the order of the checks.
  var found: [String] {
    state.withLock { state in
      state.events.flatMap { event -> [String] in
        guard case .checked(_, let findings) = event.kind else { return [] }
        return findings.map(\.summary)
      }
    }
  }

  func note(_ event: RunEvent) {
    state.withLock { state in
      state.events.append(event)
      for waiter in state.waiters where waiter.name == event.kind.name { waiter.continuation.resume() }
      state.waiters.removeAll { $0.name == event.kind.name }
    }
  }

  /// Returns when an event of that name has been told.
  func told(_ name: String) async {
    await withCheckedContinuation { continuation in
      state.withLock { state in
        if state.events.contains(where: { $0.kind.name == name }) {
          continuation.resume()
        } else {
          state.waiters.append((name, continuation))
        }
      }
    }
  }
}

/// Every name is ready, once `before` has returned.
struct ReadyNames: NameChecking {
  var before: @Sendable () async -> Void = {}
  /// But these.
  var notReady: Set<String> = []

  func check(_ name: String, targets: [Target]) async -> Report {
    await before()
    let isReady = !notReady.contains(name)
    return Report(
      name: name, input: name, verdict: isReady ? .ready : .notReady, checkedAt: FixedClocks().timestamp(),
      duration: .zero, findings: isReady ? [] : [Finding(.dnsNXDomain, summary: "It does not exist.")])
  }
}

final class FakeSubmitter: Submitter {
  let name = "fake"
  let mayMakeAccount = false
  private let onSubmit: @Sendable (Order) async -> Settlement
  private let onAdopt: @Sendable (OpenOrder) async -> Settlement
  private let files: Mutex<Set<OrderID>>

  init(
    keeping files: Set<OrderID> = [],
    onSubmit: @escaping @Sendable (Order) async -> Settlement = { _ in .init(.issued) },
    onAdopt: @escaping @Sendable (OpenOrder) async -> Settlement = { _ in .init(.issued) }
  ) {
    self.files = Mutex(files)
    self.onSubmit = onSubmit
    self.onAdopt = onAdopt
  }

  func prepare() {}
  func submit(_ order: Order, log: OrderLog) async -> Settlement { await onSubmit(order) }
  func adopt(_ open: OpenOrder, log: OrderLog) async -> Settlement { await onAdopt(open) }
  func forget(_ order: OrderID) { _ = files.withLock { $0.remove(order) } }
  func kept() -> Set<OrderID> { files.withLock { $0 } }
  func shutDown(grace: Duration) {}
  func shutDownNow() {}
}

/// Clocks that stand still until somebody has slept.
final class JumpingClocks: Clocks {
  private let now = Mutex(Instant(nanoseconds: 0))

  func instant() -> Instant { now.withLock { $0 } }
  func timestamp() -> Timestamp { FixedClocks().date + .nanoseconds(instant().nanoseconds) }
  func move(to moment: Instant) { now.withLock { $0 = max($0, moment) } }
}

/// Lets time pass as soon as the others have had their turn.
actor Haste: Sleeping {
  let clocks: JumpingClocks

  init(clocks: JumpingClocks) {
    self.clocks = clocks
  }

  func sleep(until moment: Instant) async {
    for _ in 0..<200 where !Task.isCancelled { await Task.yield() }
    clocks.move(to: moment)
  }
}

/// All lines at once.
actor ListedRequests: RequestSource {
  private var lines: [NumberedLine]

  init(_ lines: [[String]]) {
    self.lines = lines.enumerated().map { index, names in
      NumberedLine(number: index + 1, line: .request(Request(names: names), targets: []))
    }
  }

  func next() -> [NumberedLine] {
    defer { lines = [] }
    return lines
  }
}
