import Gate
import JSONText
import Options
import Reports

/// `preflight status`: what is pending, waiting and failed.
enum StatusCommand {
  static func run(_ values: OptionValues, _ context: Context) async throws(CommandError) -> ExitCode {
    let options = try StatusOptions.read(values, for: .status, context)
    let output = try OutputOptions(values, context)
    if values.flag(.watch) { return try await StatusWatch.run(options, output, context) }
    let (status, notices) = try read(options, context)
    notices.forEach(context.say)
    try show(status, output)
    return ExitCode()
  }

  /// - Parameters:
  ///   - before: what stands before it for people.
  ///   - width: where it is another than at the start.
  static func show(_ status: StatusModel, _ output: OutputOptions, before: String = "", width: Int? = nil)
    throws(CommandError)
  {
    guard output.format == .text else { return try output.writeOne { StatusJSON.write(status, to: &$0) } }
    try output.write(before + StatusText.block(status, style: output.resultStyle, width: width ?? output.width))
  }

  /// What the ledger says now, and what there is to say of the ledger.
  static func read(
    _ options: StatusOptions, _ context: Context
  ) throws(CommandError) -> (StatusModel, notices: [String]) {
    let gate = options.gate.gate(try Profiles.find(options.gate.ca, for: .status))
    let (book, now, notices) = try LedgerAccess.read(options.state, gate, context)
    return (StatusModel(book, at: now, gate: gate), notices)
  }
}

extension StatusOptions {
  static func read(
    _ values: OptionValues, for command: CommandName, _ context: Context
  ) throws(CommandError) -> StatusOptions {
    do throws(UsageError) {
      return try StatusOptions(values, for: command, environment: context.environment)
    } catch {
      throw .usage(error)
    }
  }
}
