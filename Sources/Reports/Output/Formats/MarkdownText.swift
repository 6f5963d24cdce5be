/// Strangers' text in a Markdown page. Renderers differ in what they let be escaped, and make links of names, addresses and
/// mentions after all escapes are gone; only in code does none of them find anything. So every word that is more than
/// letters, digits and plain punctuation stands in code.
enum MarkdownText {
  /// Inert text as code. Two characters have no escape there, and a backslash at its end would be one to some.
  static func code(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "`", "|": result += "\\u{\(String(scalar.value, radix: 16))}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    if result.last == "\\" { result += "u{5c}" }
    return result.isEmpty ? "" : "`\(result)`"
  }

  /// An inert sentence.
  static func text(_ text: String) -> String {
    text.split(separator: " ").map(word).joined(separator: " ")
  }

  /// What stands around a word, or ends a sentence, is no part of it.
  private static func word(_ word: Substring) -> String {
    let start = word.firstIndex { !"(\"".contains($0) } ?? word.endIndex
    let end = word.lastIndex { !".,;:!?)\"".contains($0) }.map { word.index(after: $0) } ?? word.startIndex
    guard start < end else { return code(String(word)) }
    let core = word[start..<end]
    let after = word[end...]
    let isPlain = isPlain(core) && !(isNumber(core) && (after.first == "." || after.first == ")"))
    return word[..<start] + (isPlain ? String(core) : code(String(core))) + after
  }

  private static func isPlain(_ word: Substring) -> Bool {
    guard word.contains(where: \.isLetter) || isNumber(word) else { return false }
    return word.unicodeScalars.allSatisfy { scalar in
      switch scalar {
      case "a"..."z", "A"..."Z", "0"..."9", "'", "’", "-": true
      default: scalar.value >= 0x80 && scalar.properties.isAlphabetic
      }
    }
  }

  /// With a point behind it, one begins a list.
  private static func isNumber(_ word: Substring) -> Bool { word.utf8.allSatisfy { (48...57).contains($0) } }
}
