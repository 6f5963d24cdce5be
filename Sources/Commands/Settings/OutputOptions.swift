import JSONText
import Options
import Reports
import Timing

/// Where a command's result goes, and how it looks.
struct OutputOptions: Sendable {
  private enum Color: String {
    case auto
    case always
    case never
  }

  let format: ReportFormat
  let isQuiet: Bool
  /// The result's place: --output, or standard output.
  let result: any Output
  let resultStyle: Style
  let errorStyle: Style
  let width: Int
  /// Of lines for people on standard error; a log's are the same everywhere.
  let errorWidth: Int
  /// Whether the result goes to a terminal.
  let isTerminal: Bool

  /// Columns beyond which lines are hard to read.
  static let widest = 120

  /// Opens --output at once, so that a bad path is said before any work is done.
  ///
  /// - Parameter mayOpen: False where the result goes to standard output whatever --output is.
  init(_ values: OptionValues, _ context: Context, mayOpen: Bool = true) throws(CommandError) {
    format = values.choice(.format) ?? .text
    isQuiet = values.flag(.quiet)
    let path = mayOpen ? values.text(.output) : nil
    result = try OutputOptions.open(path, context) ?? context.standardOutput
    isTerminal = path == nil || path == "-" ? context.isOutputTerminal : false
    width = isTerminal ? min(context.width, Self.widest) : 80
    errorWidth = context.isErrorTerminal ? min(context.width, Self.widest) : 100
    let color: Color = values.choice(.color) ?? .auto
    let wish = ColorWish(context.environment)
    func style(_ isTerminal: Bool) -> Style {
      switch color {
      case .always: Style(color: true)
      case .never: .plain
      case .auto: Style(color: wish.color(isTerminal: isTerminal))
      }
    }
    resultStyle = style(isTerminal)
    errorStyle = style(context.isErrorTerminal)
  }

  /// What the result's document is to know.
  func settings(_ work: OutputSettings.Work, list: String?, _ context: Context) -> OutputSettings {
    var settings = OutputSettings(
      work, startedAt: context.clocks.timestamp(), program: "preflight \(Program.version)")
    settings.list = list == "-" ? nil : list.map { GitHubActions.path($0, context) }
    settings.style = resultStyle
    settings.width = width
    return settings
  }

  /// Nil for no path; `-` is standard output.
  static func open(_ path: String?, _ context: Context) throws(CommandError) -> (any Output)? {
    guard let path else { return nil }
    if path == "-" { return context.standardOutput }
    do throws(OutputError) {
      return try context.createFile(path)
    } catch {
      // Nothing was done yet: a wrong path, rather than a disk that fails.
      throw .input("\(error); name a file in a directory that is there and yours")
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

/// What the environment says of colours.
private struct ColorWish {
  private let isUnwanted: Bool
  private let isForced: Bool
  private let suits: Bool

  init(_ environment: [String: String]) {
    // no-color.org: set to anything but nothing. bixense.com/clicolors: forced by anything but 0, which
    // otherwise turns them off.
    isUnwanted = !(environment["NO_COLOR"] ?? "").isEmpty
    isForced = !["", "0"].contains(environment["CLICOLOR_FORCE"] ?? "")
    suits = environment["TERM"] != "dumb" && environment["CLICOLOR"] != "0"
  }

  /// NO_COLOR is the stronger one where both are set.
  func color(isTerminal: Bool) -> Bool { !isUnwanted && (isForced || (isTerminal && suits)) }
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
