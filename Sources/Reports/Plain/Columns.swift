/// Lays text out for a fixed width. Counts columns as a terminal does, so callers pass inert text without colours.
public enum Columns {
  static func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.columns))
  }

  /// Breaks between words; a longer word stands alone and stays whole, so that it can be copied, as does what stands in
  /// quotes where it fits on a line.
  static func wrapped(_ text: String, indent: Int, width: Int, first: String? = nil) -> String {
    let margin = String(repeating: " ", count: indent)
    var lines: [String] = []
    var line = ""
    for word in words(text, room: width - indent) {
      if line.isEmpty {
        line = word
      } else if indent + line.columns + 1 + word.columns <= width {
        line += " " + word
      } else {
        lines.append(line)
        line = word
      }
    }
    if !line.isEmpty { lines.append(line) }
    var result = ""
    for (index, line) in lines.enumerated() {
      result += (index == 0 ? first ?? margin : margin) + line + "\n"
    }
    return result
  }

  private static func words(_ text: String, room: Int) -> [String] {
    var words: [String] = []
    // What a quotation mark has opened.
    var open = ""
    for word in text.split(separator: " ") {
      let marks = word.utf8.count { $0 == UInt8(ascii: "\"") }
      let joined = open.isEmpty ? String(word) : open + " " + word
      let isOpen = open.isEmpty ? !marks.isMultiple(of: 2) : marks.isMultiple(of: 2)
      if joined.columns > room {
        // A mark that nothing closes, or too much between two: words as ever.
        words += joined.split(separator: " ").map(String.init)
        open = ""
      } else if isOpen {
        open = joined
      } else {
        words.append(joined)
        open = ""
      }
    }
    return words + open.split(separator: " ").map(String.init)
  }

  /// Rows of cells, each column as wide as its widest cell, two spaces between them and behind `indent`.
  ///
  /// Where `width` columns are too few, a first cell that leaves no room for the others stands on a line of its own, and
  /// the last cells are wrapped. Nothing is cut.
  public static func table(_ rows: [[String]], indent: Int, width: Int = .max) -> String {
    let first = firstColumn(rows, indent, width)
    let widths = columnWidths(rows) { min($0, first) }
    let start = widths.dropLast().reduce(indent) { $0 + $1 + 2 }
    var result = ""
    for row in rows {
      var line = String(repeating: " ", count: indent)
      for (index, cell) in row.enumerated() {
        if index == 0, row.count > 1, cell.columns > first {
          result += line + cell + "\n"
          line += padded("", first + 2)
        } else if index < row.count - 1 {
          line += padded(cell, widths[index] + 2)
        } else if index == widths.count - 1, index > 0, line.columns + cell.columns > width, width - start >= 20 {
          line = String(wrapped(cell, indent: start, width: width, first: line).dropLast())
        } else {
          line += cell
        }
      }
      while line.last == " " { line.removeLast() }
      result += line + "\n"
    }
    return result
  }

  private static func columnWidths(_ rows: [[String]], first: (Int) -> Int) -> [Int] {
    var widths: [Int] = []
    for row in rows {
      for (index, cell) in row.enumerated() {
        let columns = index == 0 && row.count > 1 ? first(cell.columns) : cell.columns
        if index < widths.count { widths[index] = max(widths[index], columns) } else { widths.append(columns) }
      }
    }
    return widths
  }

  /// As wide as the widest of the first cells that leave room for the others, and at least for what is short.
  private static func firstColumn(_ rows: [[String]], _ indent: Int, _ width: Int) -> Int {
    let widths = columnWidths(rows) { $0 }
    let others = widths.dropFirst().reduce(0) { $0 + $1 + 2 }
    let cells = rows.compactMap(\.first).map(\.columns)
    guard indent + (widths.first ?? 0) + others > width else { return cells.max() ?? 0 }
    let room = max(width - indent - others, 30)
    return cells.filter { $0 <= room }.max() ?? 0
  }

  /// "1 name", "2 names".
  static func counted(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }
}
