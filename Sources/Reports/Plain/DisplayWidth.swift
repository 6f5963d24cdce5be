extension Unicode.Scalar {
  /// Columns that a terminal gives the character: 0 for marks that stand on the one before, 2 for wide ones, else 1.
  /// Controls count as 0: inert text has none.
  var columns: Int {
    if value < 0x300 { return value < 0x20 || (0x7f..<0xa0).contains(value) ? 0 : 1 }
    switch properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format, .control: return 0
    default: break
    }
    return properties.isEmojiPresentation || Self.isWide(value) ? 2 : 1
  }

  /// Unicode's East_Asian_Width W and F (EastAsianWidth.txt 15.1, UAX #11), in blocks: what is unassigned between two
  /// of them is shown escaped anyway.
  private static func isWide(_ value: UInt32) -> Bool {
    switch value {
    case 0x1100...0x115f, 0x2e80...0x303e, 0x3041...0xa4cf, 0xa960...0xa97c, 0xac00...0xd7a3, 0xf900...0xfaff,
      0xfe10...0xfe19, 0xfe30...0xfe6f, 0xff01...0xff60, 0xffe0...0xffe6, 0x16fe0...0x18d08, 0x1aff0...0x1b2fb,
      0x1f200...0x1f265, 0x20000...0x3fffd:
      true
    default: false
    }
  }
}

extension StringProtocol {
  /// Columns that the text takes on a terminal. Without colours: they take none.
  var columns: Int {
    let ascii = utf8.count
    if utf8.allSatisfy({ (0x20..<0x7f).contains($0) }) { return ascii }
    return unicodeScalars.reduce(0) { $0 + $1.columns }
  }

  /// As much of the beginning as fits into so many columns; "…" ends what is cut.
  func fitted(into width: Int) -> String {
    if columns <= width { return String(self) }
    guard width > 0 else { return "" }
    var result = String.UnicodeScalarView()
    var room = width - 1
    for scalar in unicodeScalars {
      room -= scalar.columns
      if room < 0 { break }
      result.append(scalar)
    }
    return String(result) + "…"
  }
}
