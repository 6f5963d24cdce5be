extension CommandName {
  /// The command that the words name; nil where there is no word.
  public static func named(_ words: [String]) throws(UsageError) -> CommandName? {
    try Words.command(helpOn: words)
  }
}

/// The words of a command line that are no options, found before the command is known and so before it is known which
/// options it has: any option of the table takes its value along.
struct Words {
  private let words: [String]

  init(_ arguments: [String]) {
    var words: [String] = []
    var skipsNext = false
    for (index, argument) in arguments.enumerated() {
      if skipsNext {
        skipsNext = false
        continue
      }
      if argument == "--" {
        words += arguments[(index + 1)...]
        break
      }
      guard argument.hasPrefix("-"), argument != "-" else {
        words.append(argument)
        continue
      }
      guard let option = Option.named(argument.dropFirst(2)), option.kind != .flag else { continue }
      skipsNext = index + 1 < arguments.count && !Self.isOption(arguments[index + 1])
    }
    self.words = words
  }

  /// Whether a word that stands where a value is due was meant as an option. Values may begin with dashes too: a
  /// thumbprint is base64url.
  static func isOption(_ word: String) -> Bool {
    guard word.hasPrefix("--") else { return false }
    let name = word.dropFirst(2).prefix { $0 != "=" }
    if name.isEmpty { return true }
    return NearestName.find(name, among: Option.all.map(\.name) + ["help", "version"]) != nil
  }

  var command: CommandName? { Self.command(words) }

  /// What stands behind the command.
  var rest: ArraySlice<String> { words.dropFirst(command?.words.count ?? 0) }

  private static func command(_ words: [String]) -> CommandName? {
    CommandName.allCases.first { words.starts(with: $0.words.map(String.init)) }
  }

  /// The command of `preflight help ca show`; nil where no word says one.
  static func command(helpOn words: [String]) throws(UsageError) -> CommandName? {
    if words.isEmpty { return nil }
    if let command = command(words) { return command }
    throw unknown(words)
  }

  /// - Parameter options: What may stand where the command should: an option that no command has is what is wrong then.
  func unknownCommand(options: some Sequence<String>) -> UsageError {
    let stranger = options.first { word in
      word.hasPrefix("-") && word != "-" && Option.named(word.dropFirst(2).prefix { $0 != "=" }) == nil
    }
    guard words.isEmpty, let stranger else { return Self.unknown(words) }
    let meant =
      stranger.lowercased() == "-v" ? "--version" : NearestName.find(stranger, among: ["--version", "--help"])
    let hint = meant.map { ": did you mean \($0)?" } ?? ": a command comes first, and its options behind it"
    return UsageError(.unknownOption, "unknown option \(UsageError.quote(stranger))\(hint)", command: nil)
  }

  private static func unknown(_ words: [String]) -> UsageError {
    guard let first = words.first else {
      let names = CommandName.allCases.map(\.rawValue).joined(separator: ", ")
      return UsageError(.missingArgument, "no command given: one of \(names)", command: nil)
    }
    let members = CommandName.allCases.filter { $0.words.count == 2 && $0.words[0] == first }
    if let group = members.first?.words[0] {
      let choices = members.map { String($0.words[1]) }
      guard words.count > 1 else {
        return UsageError(
          .missingArgument, "`preflight \(group)` needs one of: \(choices.joined(separator: ", "))", command: members[0]
        )
      }
      let nearest = NearestName.find(words[1], among: choices) ?? choices.joined(separator: "` or `preflight \(group) ")
      return UsageError(
        .unknownCommand,
        "unknown command \(UsageError.quote("\(group) \(words[1])")): did you mean `preflight \(group) \(nearest)`?",
        command: nil)
    }
    var firstWords = CommandName.allCases.map { String($0.words[0]) }
    firstWords += CommandName.allCases.map(\.rawValue)
    let hint =
      if let nearest = NearestName.find(first, among: firstWords) {
        ": did you mean `preflight \(nearest)`?"
      } else if first.contains(".") {
        ": to check a domain, `preflight check \(first.unicodeScalars.count <= 60 ? first : "NAME")`"
      } else {
        ""
      }
    return UsageError(.unknownCommand, "unknown command \(UsageError.quote(first))\(hint)", command: nil)
  }
}
