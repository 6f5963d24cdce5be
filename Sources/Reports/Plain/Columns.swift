/// Lays text out for a fixed width. Counts characters, so callers pass inert text without colours.
public enum Columns {
  static func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }

  /// Breaks between words; a longer word stands alone and stays whole, so that it can be copied.
  static func wrapped(_ text: String, indent: Int, width: Int, first: String? = nil) -> String {
    let margin = String(repeating: " ", count: indent)
    var lines: [String] = []
    var line = ""
    for word in text.split(separator: " ") {
      if line.isEmpty {
        line = String(word)
      } else if indent + line.count + 1 + word.count <= width {
        line += " " + word
      } else {
        lines.append(line)
        line = String(word)
      }
    }
    if !line.isEmpty { lines.append(line) }
    var result = ""
    for (index, line) in lines.enumerated() {
      result += (index == 0 ? first ?? margin : margin) + line + "\n"
    }
    return result
  }

  /// Rows of cells, each column as wide as its widest cell, two spaces between them and behind `indent`.
  public static func table(_ rows: [[String]], indent: Int) -> String {
    var widths: [Int] = []
    for row in rows {
      for (index, cell) in row.enumerated() {
        if index < widths.count { widths[index] = max(widths[index], cell.count) } else { widths.append(cell.count) }
      }
    }
    var result = ""
    for row in rows {
      var line = String(repeating: " ", count: indent)
      for (index, cell) in row.enumerated() {
        line += index == row.count - 1 ? cell : padded(cell, widths[index] + 2)
      }
      while line.last == " " { line.removeLast() }
      result += line + "\n"
    }
    return result
  }

  /// "1 name", "2 names".
  static func counted(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }
}
