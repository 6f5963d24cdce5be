import EventLoop
import Options
import Readiness
import Reports

/// `preflight check`: one verdict per name.
enum CheckCommand {
  static func run(
    _ names: [String], _ values: OptionValues, _ context: Context
  ) async throws(CommandError) -> ExitCode {
    let options: CheckOptions
    do throws(UsageError) {
      options = try CheckOptions(values, for: .check)
      if names.isEmpty, values.text(.from) == nil {
        throw UsageError(
          .missingArgument, "no name to check: give names, or --from FILE with one a line", command: .check)
      }
    } catch {
      throw .usage(error)
    }
    let output = try OutputOptions(values, context)
    let isSingle = names.count == 1 && values.text(.from) == nil
    let reports = CheckOutput(output, isSingle: isSingle, expected: options.targets.map(\.description))
    return try await check(names, from: values.text(.from), options, reports, context)
  }

  private static func check(
    _ names: [String], from: String?, _ options: CheckOptions, _ reports: CheckOutput, _ context: Context
  ) async throws(CommandError) -> ExitCode {
    throw .system("`preflight check` is not built yet")
  }
}
