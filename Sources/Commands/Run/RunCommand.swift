import EventLoop
import Options
import Reports

/// `preflight run`: check, gate, order, settle, until every request is done.
enum RunCommand {
  static func run(
    _ arguments: [String], _ values: OptionValues, _ context: Context
  ) async throws(CommandError) -> ExitCode {
    let options: RunOptions
    do throws(UsageError) {
      options = try RunOptions(values, input: arguments.first ?? "-", environment: context.environment)
    } catch {
      throw .usage(error)
    }
    let output = try OutputOptions(values, context)
    let events = try OutputOptions.open(options.events, context)
    return try await run(options, RunOutput(output, events: events, context), context)
  }

  private static func run(
    _ options: RunOptions, _ events: RunOutput, _ context: Context
  ) async throws(CommandError) -> ExitCode {
    throw .system("`preflight run` is not built yet")
  }
}
