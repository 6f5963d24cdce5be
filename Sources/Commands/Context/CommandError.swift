import Options
import Reports

/// Why a command ends before its work is done.
enum CommandError: Error, Sendable, CustomStringConvertible {
  case usage(UsageError)
  /// A file of the user's that cannot be read, or holds what it should not.
  case input(String)
  case output(OutputError)
  /// The ledger, or the machine: no descriptor, no thread.
  case system(String)

  var description: String {
    switch self {
    case .usage(let error): error.description
    case .input(let text), .system(let text): text
    case .output(let error): error.description
    }
  }

  /// Takes it into the exit code.
  func note(in code: inout ExitCode) {
    switch self {
    case .usage, .input: code.inputFailed = true
    case .output(.closed): break
    case .output, .system: code.diskFailed = true
    }
  }
}
