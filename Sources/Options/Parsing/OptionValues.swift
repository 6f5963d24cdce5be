/// The options of one invocation, checked: option over environment variable over configuration file over default.
/// Reading is by the constants of the table: `values.duration(.timeout)`.
public struct OptionValues: Sendable {
  /// Who set an option.
  public enum Origin: Hashable, Sendable {
    case argument
    case variable
    /// A configuration file; the number of those layers of all files that win over this one.
    case file(layer: Int)
    case `default`

    /// The lower wins.
    fileprivate var rank: Int {
      switch self {
      case .argument: 0
      case .variable: 1
      case .file(let layer): 2 + layer
      case .default: .max
      }
    }
  }

  public enum Value: Hashable, Sendable {
    case flag(Bool)
    case text(String)
    case integer(Int)
    case duration(Duration)
  }

  private struct Setting: Sendable {
    var origin: Origin
    var values: [Value]
    /// One for each of the values where a file sets them, else empty.
    var places: [ConfigurationPlace] = []
  }

  private var settings: [Option: Setting] = [:]
  /// The configuration files that were read, the one that wins first.
  public internal(set) var configurationFiles: [String] = []

  init() {}

  mutating func add(_ values: [Value], to option: Option, from origin: Origin) {
    if settings[option]?.origin == origin {
      settings[option]?.values += values
    } else {
      settings[option] = Setting(origin: origin, values: values)
    }
  }

  mutating func add(_ setting: ConfigurationFile.Setting, to option: Option, layer: Int) {
    settings[option] = Setting(origin: .file(layer: layer), values: setting.values, places: setting.places)
  }

  /// Who set it; nil where nobody did and it has no default.
  public func origin(of option: Option) -> Origin? { settings[option]?.origin }

  /// Where the values stand that a configuration file sets; else empty.
  public func places(of option: Option) -> [ConfigurationPlace] { settings[option]?.places ?? [] }

  /// Its values in the order given.
  public func values(_ option: Option) -> [Value] { settings[option]?.values ?? [] }

  /// Whether `left` was said closer by than `right`: what is typed wins over a variable, and that over a file.
  public func isCloser(_ left: Option, than right: Option) -> Bool {
    (origin(of: left)?.rank ?? .max) < (origin(of: right)?.rank ?? .max)
  }

  /// How a message calls an option: as the user gave it.
  ///
  /// - Parameter text: Which of its values is meant; nil for the option itself.
  public func label(_ option: Option, _ text: String? = nil) -> String {
    switch origin(of: option) {
    case .variable: return "the variable \(option.variable)"
    case .file:
      let places = places(of: option)
      let index = text.flatMap { texts(option).firstIndex(of: $0) } ?? 0
      guard let place = index < places.count ? places[index] : places.first else { return option.flagText }
      return "\(place): \(place.key)"
    case .argument, .default, nil: return option.flagText
    }
  }

  /// Whether the user set it, by option, variable or file.
  public func isGiven(_ option: Option) -> Bool { origin(of: option).map { $0 != .default } ?? false }

  public func flag(_ option: Option) -> Bool { settings[option]?.values.first == .flag(true) }

  /// A text, a path or a choice.
  public func text(_ option: Option) -> String? { texts(option).first }

  /// The values of an option that may stand several times, in the order given.
  public func texts(_ option: Option) -> [String] {
    settings[option]?.values.compactMap { if case .text(let text) = $0 { text } else { nil } } ?? []
  }

  /// For an option that has no default.
  public func integerIfGiven(_ option: Option) -> Int? {
    if case .integer(let value) = settings[option]?.values.first { value } else { nil }
  }

  /// For an option with a default; a test holds that its text reads as a number.
  public func integer(_ option: Option) -> Int { integerIfGiven(option) ?? 0 }

  /// For an option that has no default.
  public func durationIfGiven(_ option: Option) -> Duration? {
    if case .duration(let value) = settings[option]?.values.first { value } else { nil }
  }

  /// For an option with a default; a test holds that its text reads as a duration.
  public func duration(_ option: Option) -> Duration { durationIfGiven(option) ?? .zero }

  /// One of the words of a choice, as the type whose raw values they are.
  public func choice<Choice: RawRepresentable<String>>(_ option: Option, as type: Choice.Type = Choice.self) -> Choice?
  {
    text(option).flatMap { Choice(rawValue: $0) }
  }
}
