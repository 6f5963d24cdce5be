import Options
import Submission

/// One long-lived program for all orders: `--coprocess 'COMMAND'`.
struct CoprocessOptions: SubmitterOptions, Hashable {
  static let words = ["coprocess"]
  static let options: Set<Option> = [.coprocess]
  static let implyingOption: Option? = .coprocess

  /// As the user wrote it: quoted as in a shell.
  var command: String
  /// How a message calls the option.
  var label = "--coprocess"

  init(command: String) {
    self.command = command
  }

  init(_ word: String, _ reader: OptionReader, _ check: CheckOptions) throws(UsageError) {
    guard let command = reader.values.text(.coprocess) else {
      throw reader.conflict("--submitter coprocess needs --coprocess 'COMMAND'")
    }
    if let place = ["{names}", "{name}", "{order}", "{webroot}"].first(where: { command.contains($0) }) {
      throw reader.conflict("--coprocess has no use for \(place): orders come to its standard input")
    }
    self.init(command: command)
    label = reader.values.label(.coprocess)
  }

  func submitter(_ surroundings: SubmitterSurroundings) throws(CommandError) -> any Submitter {
    do throws(CommandTextError) {
      return try CoprocessSubmitter(
        command, directory: surroundings.ordersDirectory, loop: surroundings.loop, timeLimit: surroundings.orderTimeout,
        say: surroundings.say)
    } catch {
      throw .usage(UsageError(.invalidValue, "\(label): \(error)", command: .run))
    }
  }
}
