import Options

/// The options of commands that read the ledger and change nothing.
struct StatusOptions: Sendable {
  let state: String
  /// A profile's name, or the path of one; nil for a command that has no --ca.
  let ca: String?
  /// Nil: the CA profile's.
  let maxPending: Int?

  init(_ values: OptionValues, for command: CommandName, environment: [String: String]) throws(UsageError) {
    state = try OptionReader(values: values, command: command).stateDirectory(environment)
    ca = values.text(.ca)
    maxPending = values.integerIfGiven(.maxPending)
  }
}
