/// What a value or an argument may be, as far as a shell can complete it.
public enum ValueSet: Hashable, Sendable {
  /// Anything.
  case free
  case files
  case directories
  /// One of these words and nothing else.
  case words([String])
  /// CA profiles, built in or in a file whose name ends in ".json".
  case profiles
  /// Codes of findings, and kinds of them.
  case findings
  /// A command of the program, in one word or two.
  case commands

  /// As a placeholder says it: "bash|zsh|fish" are words, "FILE|-" is a file.
  init(placeholder: String) {
    let parts = placeholder.split(separator: "|").map(String.init)
    let areWords =
      parts.count > 1 && parts.allSatisfy { $0.allSatisfy { $0.isLowercase || $0.isNumber || "-.".contains($0) } }
    if areWords, parts.contains(where: { $0 != "-" }) {
      self = .words(parts)
    } else if placeholder == "NAME|FILE.json" {
      self = .profiles
    } else if parts.contains("FILE") {
      self = .files
    } else {
      self = .free
    }
  }
}

extension Option {
  /// What its value may be for a command; nil for a flag.
  public func valueSet(for command: CommandName) -> ValueSet? {
    switch kind {
    case .flag: nil
    case .choice: .words(words(for: command))
    case .file: .files
    case .directory: .directories
    case .text, .integer, .duration: ValueSet(placeholder: placeholder)
    }
  }

  /// The commands that take it, those together for which its value may be the same.
  var homes: [(values: ValueSet?, commands: [CommandName])] {
    var homes: [(values: ValueSet?, commands: [CommandName])] = []
    for command in CommandName.allCases where commands.contains(command) {
      let values = valueSet(for: command)
      if let index = homes.firstIndex(where: { $0.values == values }) {
        homes[index].commands.append(command)
      } else {
        homes.append((values, [command]))
      }
    }
    return homes
  }
}
