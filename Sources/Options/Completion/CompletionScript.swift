/// Words that options and arguments take and that other rooms know.
public struct Vocabulary: Hashable, Sendable {
  /// CA profiles that are built in.
  public var profiles: [String]
  /// Codes of findings, and their kinds.
  public var findings: [String]

  public init(profiles: [String], findings: [String]) {
    self.profiles = profiles
    self.findings = findings
  }
}

/// The scripts by which shells complete preflight's command lines, from the tables. They call nothing of the program.
public struct CompletionScript: Sendable {
  public enum Shell: String, Hashable, Sendable, CaseIterable {
    case bash
    case zsh
    case fish
  }

  let vocabulary: Vocabulary

  public init(_ vocabulary: Vocabulary) {
    self.vocabulary = vocabulary
  }

  public func text(for shell: Shell) -> String {
    switch shell {
    case .bash: bash
    case .zsh: zsh
    case .fish: fish
    }
  }
}

/// A place of the command line where no option stands.
struct ArgumentPlace {
  /// The words before it: a command's, and for a command's name as an argument the first word of that.
  let words: String
  /// From 1; nil: from there on.
  let position: Int?
  let values: ValueSet
}

extension Command {
  /// The first words of commands, each once, in the order of help.
  static var firstWords: [String] {
    var words: [String] = []
    for command in all {
      let first = String(command.name.words[0])
      if !words.contains(first) { words.append(first) }
    }
    return words
  }

  /// The commands of two words that begin with `first`.
  static func group(_ first: String) -> [Command] {
    all.filter { $0.name.words.count == 2 && $0.name.words[0] == first }
  }

  /// The first words that another must follow.
  static var groups: [String] { firstWords.filter { !group($0).isEmpty } }

  /// What a list of commands says of a first word.
  static func summary(ofFirst word: String) -> String {
    let members = group(word).map { String($0.name.words[1]) }
    return members.isEmpty
      ? all.first { $0.name.rawValue == word }?.summary ?? "" : "One of: " + members.joined(separator: ", ")
  }

  /// What may stand beside the options, as far as it can be completed.
  var argumentPlaces: [ArgumentPlace] {
    guard let arguments else { return [] }
    if arguments.values == [.commands] {
      let first = ArgumentPlace(words: name.rawValue, position: 1, values: .words(Command.firstWords))
      return [first]
        + Command.groups.map { group in
          let seconds = Command.group(group).map { String($0.name.words[1]) }
          return ArgumentPlace(words: "\(name.rawValue) \(group)", position: 1, values: .words(seconds))
        }
    }
    return arguments.values.enumerated().map { index, values in
      let isOpen = index == arguments.values.count - 1 && arguments.count.upperBound > arguments.values.count
      return ArgumentPlace(words: name.rawValue, position: isOpen ? nil : index + 1, values: values)
    }
  }
}
