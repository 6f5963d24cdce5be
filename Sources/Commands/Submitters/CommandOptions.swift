import Options
import Submission

/// Any command: `--submit 'COMMAND'`.
struct CommandOptions: SubmitterOptions, Hashable {
  static let words = ["command"]
  static let options: Set<Option> = [.submit]
  static let implyingOption: Option? = .submit

  /// As the user wrote it: quoted as in a shell, with {names} and the like.
  var command: String
  /// How a message calls the option.
  var label = "--submit"

  init(command: String) {
    self.command = command
  }

  init(_ word: String, _ reader: OptionReader, _ check: CheckOptions) throws(UsageError) {
    guard let command = reader.values.text(.submit) else {
      throw reader.conflict("--submitter command needs --submit 'COMMAND'")
    }
    self.init(command: command)
    label = reader.values.label(.submit)
  }

  func submitter(_ surroundings: SubmitterSurroundings) throws(CommandError) -> any Submitter {
    do throws(CommandTextError) {
      return surroundings.commands(TemplatePreset(try CommandTemplate(command, webroot: surroundings.webroot)))
    } catch {
      throw .usage(UsageError(.invalidValue, "\(label): \(error)", command: .run))
    }
  }
}
