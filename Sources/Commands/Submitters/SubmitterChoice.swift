import Gate
import Ledger
import Options
import Submission
import Timing

/// Which submitter the options name.
enum SubmitterChoice {
  /// Every kind there is.
  static let kinds: [any SubmitterOptions.Type] = [
    ACMEOptions.self, CommandOptions.self, ClientOptions.self, CoprocessOptions.self, HandoffOptions.self,
  ]

  static func read(_ reader: OptionReader, _ check: CheckOptions) throws(UsageError) -> any SubmitterOptions {
    let values = reader.values
    let implied = kinds.filter { $0.implyingOption.map { values.isGiven($0) } ?? false }
    // What is typed wins over a variable, and that over a file, whichever of the options it is.
    let speaking = ([.submitter] + implied.compactMap { $0.implyingOption }).filter(values.isGiven)
    let closest = speaking.first { option in !speaking.contains { values.isCloser($0, than: option) } }
    let closestKind = implied.first { $0.implyingOption == closest }
    guard let word = closestKind?.words.first ?? values.text(.submitter),
      let kind = kinds.first(where: { $0.words.contains(word) })
    else {
      throw reader.conflict(
        "who orders? give --submitter acme (or a client, such as uacme), --submit 'COMMAND' or --coprocess 'COMMAND'")
    }
    for other in implied where other.words != kind.words {
      guard let option = other.implyingOption, let closest, !values.isCloser(closest, than: option) else { continue }
      throw reader.conflict("\(option.flagText) means --submitter \(other.words[0]), not \(word): keep one of them")
    }
    let foreign = kinds.flatMap { Array($0.options) }.filter { !kind.options.contains($0) }
    for option in foreign.sorted(by: { $0.name < $1.name }) where reader.isTyped(option) {
      let theirs = kinds.filter { $0.options.contains(option) }.flatMap { $0.words }
      throw reader.conflict(
        "\(option.flagText) does nothing with --submitter \(word): it is for \(theirs.joined(separator: ", "))")
    }
    return try kind.init(word, reader, check)
  }

  /// An account that has to be made is counted first: the CA allows so many from one address.
  static func prepare(_ submitter: any Submitter, _ ledger: Ledger, _ gate: Gate) async throws(CommandError) {
    if submitter.mayMakeAccount {
      let closed: Timestamp?
      do throws(LedgerError) {
        closed = try await ledger.transact { transaction in
          let closed = gate.accountOpening(book: transaction.book, now: transaction.now)
          if closed == nil { transaction.append(.account) }
          return closed
        }
      } catch {
        throw .system("\(error)")
      }
      if let closed {
        throw .input(
          "\(gate.profile.title) lets no further account be made from here before \(closed.text); run again then, or "
            + "give --client-dir with an account that exists")
      }
    }
    do throws(SubmitterError) {
      try await submitter.prepare()
    } catch {
      throw .input("\(error)")
    }
  }
}
