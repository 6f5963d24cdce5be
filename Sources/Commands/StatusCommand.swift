import Gate
import JSONText
import Ledger
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
    let profile = try Profiles.find(options.ca ?? "letsencrypt", for: .status)
    let gate = Gate(profile: profile, cap: options.maxPending)
    let (reading, now) = try LedgerAccess.read(options.state, gate, context)
    return StatusModel(reading.book, at: now, gate: gate)
  }
}

/// `preflight orders list`: the orders held as pending.
enum OrdersListCommand {
  static func run(_ values: OptionValues, _ context: Context) async throws(CommandError) -> ExitCode {
    let options = try StatusOptions.read(values, for: .ordersList, context)
    let output = try OutputOptions(values, context)
    let status = try StatusCommand.read(options, context)
    if output.format == .text {
      let text = StatusText.orders(status.orders, at: status.at, width: output.width)
      try output.write(text.isEmpty ? "no order is pending\n" : text)
    } else {
      try output.writeAll(status.orders) { StatusJSON.write($0, to: &$1) }
    }
    return ExitCode()
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
