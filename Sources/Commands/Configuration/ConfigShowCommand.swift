import JSONText
import Options
import Reports
import Timing

/// `preflight config show`: every option's value, and where it comes from.
enum ConfigShowCommand {
  static func run(_ values: OptionValues, _ context: Context) throws(CommandError) -> ExitCode {
    // A file that is meant for results is not to be replaced by looking at the configuration.
    let output = try OutputOptions(values, context, mayOpen: values.origin(of: .output) == .argument)
    let shown = ShownConfiguration(values, hasAccountKey: context.environment[eabKey].map { !$0.isEmpty } ?? false)
    switch output.format {
    case .text: try output.write(shown.text(width: output.width, style: output.resultStyle))
    default: try output.writeOne(shown.write)
    }
    return ExitCode()
  }

  static let eabKey = "PREFLIGHT_EAB_KEY"
}

/// What `config show` shows, as text and as JSON.
struct ShownConfiguration {
  private let values: OptionValues
  /// Whether PREFLIGHT_EAB_KEY is set, which is a variable and no option.
  private let hasAccountKey: Bool

  init(_ values: OptionValues, hasAccountKey: Bool) {
    self.values = values
    self.hasAccountKey = hasAccountKey
  }

  // MARK: Text

  func text(width: Int, style: Style) -> String {
    let files = values.configurationFiles.map { Inert.text($0) }
    var text = style(.strong, "Configuration") + "  " + (files.isEmpty ? "no file" : files.joined(separator: " over "))
    if let platform = values.text(.platform) { text += ", platform \(Inert.text(platform))" }
    text += "\n"
    for group in Option.Group.allCases {
      let members = Option.all.filter { $0.group == group }
      if members.isEmpty { continue }
      text += "\n" + style(.strong, group.rawValue) + "\n"
      for option in members { text += row(option.name, value(option), origin(option), width, style) }
      if group == .submitter, hasAccountKey {
        text += row("eab-key", Redaction.mark, "variable \(ConfigShowCommand.eabKey)", width, style)
      }
    }
    return text
  }

  private static let column = 22

  private func row(_ name: String, _ value: String, _ origin: String, _ width: Int, _ style: Style) -> String {
    let head = "  " + name + String(repeating: " ", count: max(2, Self.column - 2 - name.count))
    let gap = max(2, Self.column - 2 - value.count)
    let isShort = head.count + value.count + gap + origin.count <= width
    let margin = isShort ? String(repeating: " ", count: gap) : "\n" + String(repeating: " ", count: Self.column)
    return head + value + margin + style(.faint, origin) + "\n"
  }

  private func value(_ option: Option) -> String {
    let texts = values.values(option).map { value in
      switch value {
      case .flag(let flag): flag ? "yes" : "no"
      case .integer(let number): "\(number)"
      case .duration(let duration): duration == .zero ? "0" : duration.shortText
      case .text(let text): Inert.text(Redaction.text(text, of: option))
      }
    }
    if !texts.isEmpty { return texts.joined(separator: ", ") }
    return option.kind == .flag ? "no" : option.defaultNote.map { "(\($0))" } ?? "-"
  }

  private func origin(_ option: Option) -> String {
    switch values.origin(of: option) {
    case .argument: "option"
    case .variable: "variable \(option.variable)"
    case .file:
      values.places(of: option).first.map { place in
        Inert.text("\(place)" + (place.surroundings.isEmpty ? "" : "  " + place.surroundings))
      } ?? ""
    case .default, nil: "default"
    }
  }

  // MARK: JSON

  func write(_ writer: inout JSONWriter) {
    writer.object { writer in
      writer.field("schema", "preflight.config/1")
      writer.field("files", values.configurationFiles)
      writer.field("platform", optional: values.text(.platform))
      writer.field(array: "options") { writer in
        for option in Option.all { write(option, to: &writer) }
      }
      writer.field(array: "secrets") { writer in if hasAccountKey { writer.string(ConfigShowCommand.eabKey) } }
    }
  }

  private func write(_ option: Option, to writer: inout JSONWriter) {
    writer.object { writer in
      writer.field("name", option.name)
      let values = values.values(option)
      if option.repetition == .commas {
        writer.field(array: "value") { writer in for value in values { write(value, of: option, to: &writer) } }
      } else if let value = values.first ?? (option.kind == .flag ? .flag(false) : nil) {
        writer.key("value")
        write(value, of: option, to: &writer)
      }
      writeOrigin(of: option, to: &writer)
    }
  }

  private func writeOrigin(of option: Option, to writer: inout JSONWriter) {
    switch values.origin(of: option) {
    case .argument: writer.field("from", "option")
    case .variable:
      writer.field("from", "variable")
      writer.field("variable", option.variable)
    case .file:
      writer.field("from", "file")
      if let place = values.places(of: option).first {
        writer.field("file", place.file)
        writer.field("line", place.line)
        writer.field("column", place.column)
        writer.field("key", place.key)
      }
    case .default, nil: writer.field("from", "default")
    }
  }

  private func write(_ value: OptionValues.Value, of option: Option, to writer: inout JSONWriter) {
    switch value {
    case .flag(let flag): writer.bool(flag)
    case .integer(let number): writer.int(number)
    case .duration(let duration): writer.string(duration == .zero ? "0" : duration.shortText)
    case .text(let text): writer.string(Redaction.text(text, of: option))
    }
  }
}
