import Options
import Submission

/// Orders are handed to somebody else, who says how they ended: `--submitter handoff`.
struct HandoffOptions: SubmitterOptions, Hashable {
  static let words = [HandoffSubmitter.name]
  static let options: Set<Option> = []
  static let implyingOption: Option? = nil

  init(_ word: String, _ reader: OptionReader, _ check: CheckOptions) throws(UsageError) {}

  func submitter(_ surroundings: SubmitterSurroundings) throws(CommandError) -> any Submitter {
    HandoffSubmitter(waiting: surroundings.loop, isOpen: surroundings.isOpen, say: surroundings.say)
  }
}
