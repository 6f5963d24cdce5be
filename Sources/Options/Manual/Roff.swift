/// Text in the language of man pages: man(7) macros, which groff and mandoc read.
enum Roff {
  /// Text that stands for itself; what stands between grave accents is bold, as a command is.
  static func text(_ text: some StringProtocol) -> String {
    var result = ""
    for (index, part) in text.split(separator: "`", omittingEmptySubsequences: false).enumerated() {
      result += index.isMultiple(of: 2) ? escaped(part) : bold(part)
    }
    return Wrap.lines(result, width: 79).map(guarded).joined(separator: "\n")
  }

  static func bold(_ text: some StringProtocol) -> String { "\\fB" + escaped(text) + "\\fR" }

  static func italic(_ text: some StringProtocol) -> String { "\\fI" + escaped(text) + "\\fR" }

  /// Lines that stay as they are.
  static func example(_ text: some StringProtocol) -> String {
    let lines = text.split(separator: "\n").map { guarded(escaped($0)) }
    return ".RS 4\n.EX\n" + lines.joined(separator: "\n") + "\n.EE\n.RE\n"
  }

  static func section(_ title: String) -> String { ".SH \(title)\n" }

  static func item(_ head: String, _ body: String) -> String { ".TP\n\(guarded(head))\n\(text(body))\n" }

  /// A dash that can be copied from the page is \-.
  private static func escaped(_ text: some StringProtocol) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\\": result += "\\e"
      case "-": result += "\\-"
      case "'": result += "\\(aq"
      case "^": result += "\\(ha"
      case "~": result += "\\(ti"
      case "`": result += "\\(ga"
      default:
        result += scalar.isASCII ? String(scalar) : "\\[u" + hexadecimal(scalar.value) + "]"
      }
    }
    return result
  }

  private static func hexadecimal(_ value: UInt32) -> String {
    let digits = String(value, radix: 16, uppercase: true)
    return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }

  /// A line that begins with a full stop would be a macro.
  private static func guarded(_ line: String) -> String { line.hasPrefix(".") ? "\\&" + line : line }
}
