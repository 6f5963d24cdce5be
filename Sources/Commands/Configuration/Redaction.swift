import Options
import Submission

/// Takes out of an option's value what may be a secret. Secrets belong into files and the environment; this is for those
/// who put them elsewhere and then show somebody their configuration.
enum Redaction {
  static let mark = "***"

  static func text(_ text: String, of option: Option) -> String {
    option.placeholder == "COMMAND" ? command(text) : url(text)
  }

  /// A URL without its user, and without the values of its query; any other text as it is.
  static func url(_ text: String) -> String {
    guard let scheme = text.firstRange(of: "://") else { return text }
    var rest = text[scheme.upperBound...]
    var shown = String(text[..<scheme.upperBound])
    let authority = rest.prefix { !"/?#".contains($0) }
    if let at = authority.lastIndex(of: "@") {
      shown += mark + "@"
      rest = rest[rest.index(after: at)...]
    }
    guard let query = rest.firstIndex(where: { "?#".contains($0) }) else { return shown + rest }
    return shown + rest[...query] + mark
  }

  /// A command without the words that follow a name such as --password or TOKEN=. One that cannot be split into words
  /// is not shown at all.
  static func command(_ text: String) -> String {
    guard let words = try? CommandWords.split(text) else { return mark }
    return masked(words.map(\.text)).map(quoted).joined(separator: " ")
  }

  private static func masked(_ words: [String]) -> [String] {
    var hidesNext = false
    return words.map { word in
      let isHidden = hidesNext && !isPath(word)
      hidesNext = false
      if isHidden, !word.hasPrefix("--") { return mark }
      // The text of a shell, or a header.
      if word.contains(" ") {
        if let colon = word.firstIndex(of: ":"), !word[..<colon].contains(" "), isSensitive(word[..<colon]) {
          return word[...colon] + " " + mark
        }
        return masked(word.split(separator: " ").map(String.init)).joined(separator: " ")
      }
      if let equals = word.firstIndex(of: "="), isSensitive(word[..<equals]) {
        return isPath(word[word.index(after: equals)...]) ? word : word[...equals] + mark
      }
      hidesNext = isSensitive(word[...])
      return url(word)
    }
  }

  private static func isSensitive(_ name: Substring) -> Bool {
    let name = name.lowercased()
    return name.hasSuffix("key") || name.hasSuffix("authorization") || name.hasSuffix("bearer")
      || ["pass", "secret", "token", "hmac", "credential"].contains { name.contains($0) }
  }

  /// Where a secret lies is none.
  private static func isPath(_ text: some StringProtocol) -> Bool {
    ["/", "./", "../", "~/", "{"].contains { text.hasPrefix($0) }
  }

  private static func quoted(_ word: String) -> String {
    let isPlain = !word.isEmpty && word.allSatisfy { $0.isLetter || $0.isNumber || "-_./:=@%+,{}*".contains($0) }
    return isPlain ? word : "'" + word.replacing("'", with: "'\\''") + "'"
  }
}
