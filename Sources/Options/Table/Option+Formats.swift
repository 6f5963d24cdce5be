/// The words of --format: a command that writes reports on names or orders (`--report`) knows more of them.
extension Option {
  static let plainFormats = ["text", "json", "ndjson"]
  static let reportFormats = ["junit", "github", "markdown", "csv", "html"]

  /// The words of a choice that a command takes, in the order in which help names them; all of them where no command is
  /// given, none where the option is no choice.
  public func words(for command: CommandName?) -> [String] {
    guard case .choice(let words) = kind else { return [] }
    guard self == .format, let command, !Option.report.commands.contains(command) else { return words }
    return Option.plainFormats
  }

  /// What stands for the value in a command's help.
  public func placeholder(for command: CommandName) -> String {
    self == .format ? words(for: command).joined(separator: "|") : placeholder
  }
}
