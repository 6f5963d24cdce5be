import EventLoop
import Glibc
import Options
import Reports
import Submission

/// The program, apart from its process.
public enum Program {
  public static let version = "0.1.0"
  /// Of the version; manual pages carry it.
  static let date = "2026-11-26"

  /// The whole of a process. Called on the main thread before there is any other, because a signal is delivered to
  /// whichever thread has not blocked it.
  public static func main() -> Never {
    Terminal.occupyStandardDescriptors()
    // The same binary watches over one order's command: a process that outlives the one that ordered.
    if CommandLine.arguments.dropFirst().first == Supervisor.verb {
      exit(Supervisor.run(arguments: Array(CommandLine.arguments.dropFirst(2))))
    }
    OpenFiles.allowMore()
    do throws(LoopError) {
      let context = Context.system(signals: try Signals())
      Task { exit(await run(context)) }
    } catch {
      Context.system(signals: nil).say("\(error)")
      exit(4)
    }
    while true { pause() }
  }

  /// Reads the command line, does what it says, and returns the exit code.
  public static func run(_ context: Context) async -> Int32 {
    var code = ExitCode()
    do throws(CommandError) {
      code = try await dispatch(context)
    } catch {
      error.note(in: &code)
      switch error {
      case .output(.closed): break
      default: context.say(Inert.text(error.description, limit: 1000))
      }
    }
    return code.value
  }

  private static func dispatch(_ context: Context) async throws(CommandError) -> ExitCode {
    let invocation: Invocation
    do throws(UsageError) {
      invocation = try Invocation(context.arguments, environment: context.environment) { path throws(UsageError) in
        try ConfigurationFiles.read(named: path, context.configuration)
      }
    } catch {
      throw .usage(error)
    }
    switch invocation {
    case .version: return try show("preflight \(version)\n", context)
    case .help(nil): return try show(HelpText.overview(width: context.width), context)
    case .help(let command?): return try show(HelpText.command(command, width: context.width), context)
    case .command(let name, let arguments, let values):
      if ![.check, .run, .status].contains(name) { context.signals?.endAtOnce() }
      switch name {
      case .check: return try await CheckCommand.run(arguments, values, context)
      case .run: return try await RunCommand.run(arguments, values, context)
      case .plan: return try await PlanCommand.run(arguments, values, context)
      case .status: return try await StatusCommand.run(values, context)
      case .ordersList: return try await OrdersListCommand.run(values, context)
      case .ordersSettle: return try await OrdersSettleCommand.run(arguments, values, context)
      case .ordersClear: return try await OrdersClearCommand.run(values, context)
      case .ledgerVerify: return try LedgerCommand.verify(values, context)
      case .ledgerCompact: return try await LedgerCommand.compact(values, context)
      case .ledgerExport: return try LedgerExport.run(values, context)
      case .caList: return try CACommand.list(values, context)
      case .caShow: return try CACommand.show(arguments, values, context)
      case .explain: return try ExplainCommand.run(arguments, values, context)
      case .probeConfig: return try await ProbeConfigCommand.run(arguments, values, context)
      case .doctor: return try await DoctorCommand.run(values, context)
      case .configShow: return try ConfigShowCommand.run(values, context)
      case .completion: return try ShellCommands.completion(arguments, context)
      case .manual: return try ShellCommands.manual(arguments, context)
      case .schema: return try SchemaCommand.run(arguments, context)
      case .help: return try show(HelpText.overview(width: context.width), context)
      }
    }
  }

  static func show(_ text: String, _ context: Context) throws(CommandError) -> ExitCode {
    do throws(OutputError) {
      try context.standardOutput.write(text)
    } catch {
      throw .output(error)
    }
    return ExitCode()
  }
}
