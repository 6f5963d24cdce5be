/// The options of one invocation, checked: option over environment variable over default. Reading is by the constants
/// of the table: `values.duration(.timeout)`.
public struct OptionValues: Sendable {
  /// Who set an option.
  public enum Origin: Hashable, Sendable {
    case argument
    case variable
    case `default`
  }

  enum Value: Hashable, Sendable {
    case flag(Bool)
    case text(String)
    case integer(Int)
    case duration(Duration)
  }

  private var settings: [Option: (origin: Origin, values: [Value])] = [:]

  init() {}

  mutating func add(_ values: [Value], to option: Option, from origin: Origin) {
    if settings[option]?.origin == origin {
      settings[option]?.values += values
    } else {
      settings[option] = (origin, values)
    }
  }

  /// Who set it; nil where nobody did and it has no default.
  public func origin(of option: Option) -> Origin? { settings[option]?.origin }

  /// Whether the user set it, by option or variable.
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
