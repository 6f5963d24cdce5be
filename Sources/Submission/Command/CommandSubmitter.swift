public import Gate
import Glibc

/// What a client's command looks like and how its end is read.
public protocol CommandPreset: Sendable {
  var name: String { get }
  var outcomes: OutcomeTable { get }
  func arguments(for order: Order) -> [String]
  /// "KEY=VALUE", beside those that every command gets.
  func environment(for order: Order, files directory: String) -> [String]
  /// Whether `prepare` may make a new account.
  var mayMakeAccount: Bool { get }
  /// Makes or checks what orders need. `run` runs a command under supervision, as orders run.
  func prepare(_ run: (_ arguments: [String]) async -> PreparationOutcome) async throws(SubmitterError)
  /// Cleans up behind an order that has ended.
  func forget(_ order: OrderID, files directory: String)
}

public enum PreparationOutcome: Sendable {
  case ended(CommandResult)
  /// It did not run, or how it ended cannot be told.
  case failed(String)
}

/// Submits orders by running a command for each, under a supervisor that outlives this process.
public struct CommandSubmitter: Submitter {
  private let preset: any CommandPreset
  private let commands: SupervisedCommands
  private let timeLimit: Duration

  /// Ten minutes: a slow CA with slow validation needs two.
  public static let defaultTimeLimit = Duration.seconds(600)

  /// - Parameter directory: the ledger's `orders` directory.
  public init(
    _ preset: any CommandPreset, directory: String, waiting: any Waiting,
    timeLimit: Duration = CommandSubmitter.defaultTimeLimit, supervisor: SupervisorProgram = .this
  ) {
    self.preset = preset
    self.timeLimit = timeLimit
    commands = SupervisedCommands(files: OrderFiles(directory: directory), program: supervisor, waiting: waiting)
  }

  public var name: String { preset.name }

  public var mayMakeAccount: Bool { preset.mayMakeAccount }

  public func prepare() async throws(SubmitterError) {
    let directory = commands.files.directory
    do throws(SystemError) {
      try Files.makeDirectory(directory)
    } catch {
      throw .unusable(path: directory, reason: error.reason)
    }
    try await preset.prepare { arguments in await prepare(arguments) }
  }

  /// A name that no order has.
  static let preparation = OrderID("prepare")

  /// One at a time over all processes on the ledger, by the lock of that name.
  private func prepare(_ arguments: [String]) async -> PreparationOutcome {
    guard let id = CommandSubmitter.preparation else { return .failed("no name") }
    let file = OrderFile(
      order: id, submitter: name, arguments: arguments, environment: [], timeLimit: .seconds(120))
    switch await commands.runAnew(file) {
    case .ended(let result): return .ended(result)
    case .notBegun(let reason, _), .lost(let reason): return .failed(reason)
    }
  }

  /// Whether an order's command runs, whoever started it, so that its end is still to come.
  ///
  /// - Parameter directory: the ledger's `orders` directory.
  public static func isAtWork(on order: OrderID, directory: String) -> Bool {
    let files = OrderFiles(directory: directory)
    // A grandchild that stays holds the lock on when the result is there. And a lock that nobody has made is not made.
    guard files.result(order) == nil, Files.exists(files.path(order, "lock")) else { return false }
    do {
      return try files.lock(order) == nil
    } catch {
      return false
    }
  }

  public func submit(_ order: Order, log: OrderLog) async -> Settlement { await finish(order, log, isFirst: true) }

  /// The same as submitting: what an order's files say decides whether there is something to start. A client that ran
  /// and left its order in doubt runs again, in the same slot.
  public func adopt(_ open: OpenOrder, log: OrderLog) async -> Settlement {
    await finish(open.order, log, isFirst: false)
  }

  /// - Parameter isFirst: Whether no client was started for the order before.
  private func finish(_ order: Order, _ log: OrderLog, isFirst: Bool) async -> Settlement {
    if let name = order.names.first(where: { $0.hasPrefix("-") || $0.utf8.contains { $0 <= 32 } }) {
      return Settlement(.failed, detail: "no command is given the name \(name): it could be read as an option")
    }
    if let alias = order.alias,
      alias.hasPrefix("-") || alias.hasPrefix(".") || alias.utf8.contains(where: { $0 <= 32 || $0 == 47 })
    {
      return Settlement(
        .failed, detail: "no command is given the alias \(alias): it could not name a certificate's files")
    }
    let file = OrderFile(
      order: order.id, submitter: name, arguments: preset.arguments(for: order), environment: environment(order),
      timeLimit: timeLimit)
    switch await commands.finish(file, log, isFirst: isFirst, isVoid: { settle($0).outcome == .unknown }) {
    case .ended(let result): return settle(result)
    case .notBegun(let reason, let fault):
      return Settlement(isFirst ? .failed : .unknown, detail: reason, fault: fault)
    case .lost(let reason): return Settlement(.unknown, detail: reason)
    }
  }

  /// By the rules of the submitter that began the order, and by whether it was the first try of it.
  private func settle(_ result: CommandResult) -> Settlement {
    let begun = commands.files.begun(result.order)
    let outcomes = begun.flatMap { OutcomeTable.named($0.submitter) } ?? preset.outcomes
    return outcomes.settle(result, isRetry: begun?.isRetry ?? false)
  }

  private func environment(_ order: Order) -> [String] {
    let common = ["PREFLIGHT_ORDER=\(order.id)", "PREFLIGHT_NAMES=\(order.names.joined(separator: " "))"]
    return common + preset.environment(for: order, files: commands.files.directory)
  }

  public func forget(_ order: OrderID) {
    preset.forget(order, files: commands.files.directory)
    commands.files.forget(order)
  }

  public func kept() -> Set<OrderID> {
    commands.files.orders().subtracting(CommandSubmitter.preparation.map { [$0] } ?? [])
  }

  public func shutDown(grace: Duration) async { await commands.shutDown(grace: grace) }

  public func shutDownNow() { commands.shutDownNow() }
}
