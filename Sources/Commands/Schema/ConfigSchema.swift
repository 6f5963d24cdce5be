import Options
import Reports

/// The schema of a configuration file, from the one table of options.
enum ConfigSchema {
  static let schema: JSONSchema = {
    let options = Option.all.filter(isKey).map(property)
    return .closed(
      options + [
        .init("platform", .string, isRequired: false, "which of the platforms holds where --platform does not say"),
        .init(
          "platforms", .map(.closed(options), names: "^[A-Za-z0-9_.-]{1,64}$"), isRequired: false,
          "options of each named platform, over those outside"),
      ])
  }()

  /// What is for the command line alone: what is said each time, and where the configuration is.
  private static func isKey(_ option: Option) -> Bool { !["yes", "config", "platform"].contains(option.name) }

  private static func property(_ option: Option) -> JSONSchema.Property {
    var note = option.help
    if let text = option.defaultText ?? option.defaultNote { note += " [default: \(text)]" }
    var value = single(option)
    if option.repetition != .once { value = .any([value, .array(value, minimum: 1)]) }
    return .init(option.name, value, isRequired: false, note)
  }

  /// A value as JSON has it, or in quotes as it would stand on the command line.
  private static func single(_ option: Option) -> JSONSchema {
    switch option.kind {
    case .flag: .boolean
    case .text, .file, .directory: .string
    case .integer(let range): .any([.integer(range), .pattern("^-?[0-9]+$")])
    case .duration: .any([JSONSchema.duration, .integer(0...0)])
    case .choice(let words): .words(words)
    }
  }
}
