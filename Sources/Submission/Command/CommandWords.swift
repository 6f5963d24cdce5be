/// What is wrong with a command's text, and where.
public struct CommandTextError: Error, Hashable, Sendable, CustomStringConvertible {
  public enum Problem: Hashable, Sendable {
    case empty
    case unclosedQuote(Character)
    case trailingBackslash
    /// Something that only a shell would do.
    case shellSyntax(Character)
    /// A placeholder that must be an argument of its own.
    case namesInsideArgument
    case unknownPlaceholder(String)
    /// The program itself must not come from the input.
    case placeholderAsProgram
    /// `{webroot}` where no --webroot is given.
    case noWebroot
  }

  public let problem: Problem
  /// In characters, from 1.
  public let position: Int

  public init(_ problem: Problem, position: Int) {
    self.problem = problem
    self.position = position
  }

  public var description: String {
    switch problem {
    case .empty: "the command is empty"
    case .unclosedQuote(let quote): "the \(quote) at character \(position) is never closed"
    case .trailingBackslash: "the command ends in a backslash (character \(position))"
    case .shellSyntax(let character):
      "\(character) at character \(position): no shell runs the command; quote it if it is meant as text, or use sh -c '…'"
    case .namesInsideArgument:
      "{names} at character \(position) must be an argument of its own; an argument with {name} in it is repeated"
    case .unknownPlaceholder(let text):
      "unknown placeholder \(text) at character \(position); there are {names}, {name}, {order} and {webroot}"
    case .placeholderAsProgram: "the program itself must not be a placeholder (character \(position))"
    case .noWebroot: "{webroot} at character \(position) needs --webroot"
    }
  }
}

/// Splits a text into words as a shell's quoting does (POSIX shell, section 2.2), and does nothing else that a shell
/// would do. What would need a shell is an error, not a surprise.
package enum CommandWords {
  package struct Word: Hashable {
    package var text: String
    /// Of its first character, from 1.
    package var position: Int
  }

  package static func split(_ text: String) throws(CommandTextError) -> [Word] {
    var words: [Word] = []
    var word: Word?
    var quote: (character: Character, position: Int)?
    var isEscaped = false
    var position = 0
    for character in text {
      position += 1
      if isEscaped {
        // Within double quotes a backslash keeps its meaning only before these (section 2.2.3).
        if quote != nil, !"$`\"\\\n".contains(character) { word?.text.append("\\") }
        word?.text.append(character)
        isEscaped = false
      } else if let open = quote {
        if character == open.character {
          quote = nil
        } else if character == "\\", open.character == "\"" {
          isEscaped = true
        } else {
          word?.text.append(character)
        }
      } else if character.isWhitespace {
        if let word { words.append(word) }
        word = nil
      } else {
        if "|&;<>`$".contains(character) { throw CommandTextError(.shellSyntax(character), position: position) }
        if word == nil { word = Word(text: "", position: position) }
        switch character {
        case "'", "\"": quote = (character, position)
        case "\\": isEscaped = true
        default: word?.text.append(character)
        }
      }
    }
    if let quote { throw CommandTextError(.unclosedQuote(quote.character), position: quote.position) }
    if isEscaped { throw CommandTextError(.trailingBackslash, position: position) }
    if let word { words.append(word) }
    return words
  }
}
