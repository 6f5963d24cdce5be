/// What is wrong with a command line, an environment variable or a configuration file, for the person who wrote it.
public struct UsageError: Error, Hashable, Sendable, CustomStringConvertible {
  public enum Code: String, Hashable, Sendable {
    case unknownCommand = "unknown-command"
    case unknownOption = "unknown-option"
    /// The option exists, and does nothing for this command.
    case optionNotForCommand = "option-not-for-command"
    case missingValue = "missing-value"
    case unexpectedValue = "unexpected-value"
    case invalidValue = "invalid-value"
    case outOfRange = "out-of-range"
    case repeatedOption = "repeated-option"
    case missingArgument = "missing-argument"
    case unexpectedArgument = "unexpected-argument"
    /// Options that contradict or need each other.
    case conflict
    /// A configuration file that cannot be read, or holds what it should not.
    case configuration
  }

  public let code: Code
  /// What is wrong, where, and what to do, in one or two sentences without the last full stop. Holds what the user
  /// typed, so whoever shows it makes it inert.
  public let message: String
  /// The command whose help says more; nil for the program's own.
  public let command: CommandName?

  public init(_ code: Code, _ message: String, command: CommandName?) {
    self.code = code
    self.message = message
    self.command = command
  }

  public var description: String {
    let command = command.map { " " + $0.rawValue } ?? ""
    return "\(message) (see `preflight\(command) --help`)"
  }
}

extension UsageError {
  /// What the user typed, short enough for a sentence.
  public static func quote(_ text: some StringProtocol) -> String {
    text.unicodeScalars.count <= 60
      ? "'\(text)'" : "'\(String(String.UnicodeScalarView(text.unicodeScalars.prefix(57))))...'"
  }
}
