/// Makes a stranger's text safe to show: names, DNS answers, headers and bodies are written by whoever owns the domain.
public enum Inert {
  /// The text on one line with nothing in it that a terminal or a log would obey: controls, line ends, bidirectional
  /// and other invisible format characters, unassigned and private code points appear as `\u{1b}`; more than two
  /// combining marks on one character likewise, so that nothing is drawn over its neighbours. Cut to `limit` columns of
  /// output, the last of which is then "…"; what takes no column counts as one, so that no text is without end.
  public static func text(_ text: some StringProtocol, limit: Int = 200) -> String {
    // Most texts, by far.
    if text.utf8.count <= limit, text.utf8.allSatisfy({ (0x20..<0x7f).contains($0) }) { return String(text) }
    var result = String.UnicodeScalarView()
    var count = 0
    var marks = 0
    // The length of what fits beside an ellipsis.
    var end = result.endIndex
    for scalar in text.unicodeScalars {
      marks = scalar.isMark ? marks + 1 : 0
      let isShown = scalar.isInert && marks <= 2
      let piece = isShown ? String(scalar) : "\\u{\(String(scalar.value, radix: 16))}"
      let length = isShown ? max(1, scalar.columns) : piece.utf8.count
      if count + length > max(1, limit) {
        return String(result[..<end]) + "…"
      }
      result.append(contentsOf: piece.unicodeScalars)
      count += length
      if count < max(1, limit) { end = result.endIndex }
    }
    return String(result)
  }
}

extension Unicode.Scalar {
  fileprivate var isInert: Bool {
    if (0x20..<0x7f).contains(value) { return true }
    switch properties.generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator, .spaceSeparator:
      return false
    default:
      return !properties.isDefaultIgnorableCodePoint
    }
  }

  fileprivate var isMark: Bool {
    switch properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .spacingMark: value >= 0x300
    default: false
    }
  }
}
