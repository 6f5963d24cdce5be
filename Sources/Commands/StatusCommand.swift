import Gate
import JSONText
import Options
import Reports

/// `preflight status`: what is pending, waiting and failed.
enum StatusCommand {
  static func run(_ values: OptionValues, _ context: Context) async throws(CommandError) -> ExitCode {
    let options = try StatusOptions.read(values, for: .status, context)
    let output = try OutputOptions(values, context)
    let status = try read(options, context)
    if output.format == .text {
      try output.write(StatusText.block(status, style: output.resultStyle, width: output.width))
    } else {
      var writer = JSONWriter(reservingCapacity: 4096)
      StatusJSON.write(status, to: &writer)
      writer.endLine()
      try output.write(writer.bytes)
    }
    return ExitCode()
  }

  static func read(_ options: StatusOptions, _ context: Context) throws(CommandError) -> StatusModel {
    let gate = options.gate.gate(try Profiles.find(options.gate.ca, for: .status))
    let (book, now) = try LedgerAccess.read(options.state, gate, context)
    return StatusModel(book, at: now, gate: gate)
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
