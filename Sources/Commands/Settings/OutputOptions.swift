import JSONText
import Options
import Reports

/// Where a command's result goes, and how it looks.
struct OutputOptions: Sendable {
  enum Format: String, Sendable {
    case text
    case json
    case ndjson
  }

  private enum Color: String {
    case auto
    case always
    case never
  }

  let format: Format
  let isQuiet: Bool
  /// The result's place: --output, or standard output.
  let result: any Output
  let resultStyle: Style
  let errorStyle: Style
  let width: Int
  /// Whether the result goes to a terminal.
  let isTerminal: Bool

  /// Opens --output at once, so that a bad path is said before any work is done.
  ///
  /// - Parameter mayOpen: False where the result goes to standard output whatever --output is.
  init(_ values: OptionValues, _ context: Context, mayOpen: Bool = true) throws(CommandError) {
    format = values.choice(.format) ?? .text
    isQuiet = values.flag(.quiet)
    let path = mayOpen ? values.text(.output) : nil
    result = try OutputOptions.open(path, context) ?? context.standardOutput
    isTerminal = path == nil || path == "-" ? context.isOutputTerminal : false
    width = isTerminal ? min(context.width, 120) : 80
    let color: Color = values.choice(.color) ?? .auto
    // no-color.org: set to anything but nothing.
    let mayColor = (context.environment["NO_COLOR"] ?? "").isEmpty && context.environment["TERM"] != "dumb"
    func style(_ isTerminal: Bool) -> Style {
      switch color {
      case .always: Style(color: true)
      case .never: .plain
      case .auto: Style(color: isTerminal && mayColor)
      }
    }
    resultStyle = style(isTerminal)
    errorStyle = style(context.isErrorTerminal)
  }

  /// Nil for no path; `-` is standard output.
  static func open(_ path: String?, _ context: Context) throws(CommandError) -> (any Output)? {
    guard let path else { return nil }
    if path == "-" { return context.standardOutput }
    do throws(OutputError) {
      return try context.createFile(path)
    } catch {
      // Nothing was done yet: a wrong path, rather than a disk that fails.
      throw .input(error.description)
    }
  }

  func write(_ bytes: [UInt8]) throws(CommandError) {
    do throws(OutputError) {
      try result.write(bytes)
    } catch {
      throw .output(error)
    }
  }

  func write(_ text: String) throws(CommandError) {
    try write(Array(text.utf8))
  }
}

extension OutputOptions {
  func writeOne(_ write: (inout JSONWriter) -> Void) throws(CommandError) {
    var writer = JSONWriter(reservingCapacity: 1024)
    write(&writer)
    writer.endLine()
    try self.write(writer.bytes)
  }

  /// Several values: an array as JSON, a line for each as NDJSON.
  func writeAll<Value>(_ values: [Value], _ write: (Value, inout JSONWriter) -> Void) throws(CommandError) {
    var writer = JSONWriter(reservingCapacity: 4096)
    if format == .ndjson {
      for value in values {
        write(value, &writer)
        writer.endLine()
      }
    } else {
      writer.array { writer in for value in values { write(value, &writer) } }
      writer.endLine()
    }
    try self.write(writer.bytes)
  }
}
