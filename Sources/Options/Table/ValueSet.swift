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
  /// What its value may be; nil for a flag.
  public var valueSet: ValueSet? {
    switch kind {
    case .flag: nil
    case .choice(let words): .words(words)
    case .file: .files
    case .directory: .directories
    case .text, .integer, .duration: ValueSet(placeholder: placeholder)
    }
  }
}
