/// What help and the parser know of a command.
public struct Command: Sendable {
  public struct Example: Sendable {
    public let comment: String
    /// A real invocation, as typed.
    public let invocation: String

    init(_ comment: String, _ invocation: String) {
      self.comment = comment
      self.invocation = invocation
    }
  }

  /// What may stand beside the options.
  public struct Arguments: Sendable {
    public let placeholder: String
    public let help: String
    public let count: ClosedRange<Int>
    /// What each of them may be; the last also holds for those behind it.
    public let values: [ValueSet]

    /// - Parameter values: Nil: as the placeholder says.
    init(_ placeholder: String, _ count: ClosedRange<Int>, help: String, values: [ValueSet]? = nil) {
      self.placeholder = placeholder
      self.count = count
      self.help = help
      self.values = values ?? [ValueSet(placeholder: placeholder)]
    }
  }

  public let name: CommandName
  /// One line for the list of commands.
  public let summary: String
  /// Paragraphs.
  public let description: [String]
  public let arguments: Arguments?
  public let examples: [Example]
  /// What --format is where nobody says.
  public let defaultFormat: String
  /// The exit codes that this command can end with.
  public let exitCodes: [Int32]

  init(
    _ name: CommandName, summary: String, description: [String], arguments: Arguments? = nil, examples: [Example],
    defaultFormat: String = "text", exitCodes: [Int32] = [0, 2, 4]
  ) {
    self.defaultFormat = defaultFormat
    self.name = name
    self.summary = summary
    self.description = description
    self.arguments = arguments
    self.examples = examples
    self.exitCodes = exitCodes
  }

  /// The options that do something here, in the order of the table.
  public var options: [Option] { Option.all.filter { $0.commands.contains(name) } }

  /// The options that may stand here: `config show` takes all of them, to say what each would be.
  var accepted: [Option] { name == .configShow ? Option.all : options }

  /// "preflight check [OPTIONS] NAME..."
  public var synopsis: String {
    var text = "preflight \(name.rawValue)"
    if !options.isEmpty { text += " [OPTIONS]" }
    if let arguments {
      text += arguments.count.lowerBound == 0 ? " [\(arguments.placeholder)]" : " \(arguments.placeholder)"
    }
    return text
  }

  public static func named(_ name: CommandName) -> Command {
    all.first { $0.name == name } ?? help
  }
}
