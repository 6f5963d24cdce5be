import Options

/// The options of commands that read the ledger and change nothing.
struct StatusOptions: Sendable {
  let state: String
  let gate: GateOptions

  init(_ values: OptionValues, for command: CommandName, environment: [String: String]) throws(UsageError) {
    state = try OptionReader(values: values, command: command).stateDirectory(environment)
    gate = try GateOptions(values, for: command)
  }
}
