/// Breaks lines between words. Text of ours, so a character is a column.
public enum Wrap {
  /// Lines of at most `width` columns; a word longer than that stands alone and stays whole, so that it can be copied.
  public static func lines(_ text: some StringProtocol, width: Int) -> [String] {
    var lines: [String] = []
    var line = ""
    for word in text.split(separator: " ") {
      if line.isEmpty {
        line = String(word)
      } else if line.count + 1 + word.count <= width {
        line += " " + word
      } else {
        lines.append(line)
        line = String(word)
      }
    }
    if !line.isEmpty { lines.append(line) }
    return lines
  }

  /// The text behind `indent` spaces, each line ended by a line feed.
  static func block(_ text: some StringProtocol, indent: Int, width: Int) -> String {
    lines(text, width: width - indent).map { String(repeating: " ", count: indent) + $0 + "\n" }.joined()
  }

  /// A command line behind `indent` spaces, continued as a shell does it, so that it can be copied: broken before an
  /// option or behind a quoted word only.
  static func invocation(_ text: String, indent: Int, width: Int) -> String {
    var parts: [String] = []
    var isQuoted = false
    for word in text.split(separator: " ") {
      let mayBreak = !isQuoted && (word.hasPrefix("--") || parts.last?.hasSuffix("'") == true)
      if !mayBreak {
        if let last = parts.popLast() { parts.append(last + " " + word) } else { parts.append(String(word)) }
      } else {
        parts.append(String(word))
      }
      if !word.count(where: { $0 == "'" }).isMultiple(of: 2) { isQuoted.toggle() }
    }
    var lines = [String(repeating: " ", count: indent)]
    for (index, part) in parts.enumerated() {
      let last = lines[lines.count - 1]
      let gap = index == 0 ? "" : " "
      // Two columns for the backslash.
      if index > 0, last.count + gap.count + part.count > width - 2 {
        lines[lines.count - 1] = last + " \\"
        lines.append(String(repeating: " ", count: indent + 2) + part)
      } else {
        lines[lines.count - 1] = last + gap + part
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }
}
