/// One option of the command line. The parser, the environment variables, the keys of configuration files, help,
/// completions and manual pages all come from the same value, so that an option cannot exist in one of them only.
public struct Option: Hashable, Sendable {
  /// What a value may be.
  public enum Kind: Hashable, Sendable {
    /// No value: given or not.
    case flag
    case text
    case integer(ClosedRange<Int>)
    case duration(ClosedRange<Duration>)
    /// A path; `-` is a standard stream.
    case file
    case directory
    /// One of these words.
    case choice([String])
  }

  /// Whether it may stand more than once.
  public enum Repetition: Hashable, Sendable {
    case once
    /// Repeatable, and one value may hold several, separated by commas.
    case commas
  }

  /// The heading under which help shows it.
  public enum Group: String, Hashable, Sendable, CaseIterable {
    case expectation = "What should be there"
    case probe = "Proof that the server is yours (at most one way)"
    case authority = "What the CA will require"
    case network = "Network"
    case time = "Time and politeness"
    case submitter = "Who orders"
    case gate = "What may be pending"
    case run = "The run"
    case files = "Files"
    case output = "Output"
  }

  /// The long name without its dashes.
  public let name: String
  public let kind: Kind
  /// What stands for the value in help; empty for a flag.
  public let placeholder: String
  /// The default as a user would write it; nil where there is none.
  public let defaultText: String?
  /// What happens without it, in words, where no value says it.
  public let defaultNote: String?
  public let repetition: Repetition
  public let group: Group
  public let commands: Set<CommandName>
  /// Whether a configuration file that nobody named may set it: what is expected and how it is shown, never what is
  /// run, written or connected to, because such a file may come with a stranger's change.
  public let isOpenToFoundFiles: Bool
  /// Whether such a file may only give a name or an address: neither a path, which would be read, nor a URL, which would
  /// be connected to.
  public let isNameInFoundFiles: Bool
  /// Whether any configuration file may set it. False for what must be said each time.
  public let isTakenFromFiles: Bool
  /// One sentence without a full stop.
  public let help: String

  init(
    _ name: String, _ kind: Kind, _ placeholder: String = "", in group: Group, of commands: Set<CommandName>,
    default defaultText: String? = nil, note defaultNote: String? = nil, repetition: Repetition = .once,
    openToFoundFiles: Bool = false, nameInFoundFiles: Bool = false, takenFromFiles: Bool = true, help: String
  ) {
    self.name = name
    self.kind = kind
    self.placeholder = placeholder
    self.defaultText = defaultText
    self.defaultNote = defaultNote
    self.repetition = repetition
    self.group = group
    self.commands = commands
    self.isOpenToFoundFiles = openToFoundFiles
    self.isNameInFoundFiles = nameInFoundFiles
    self.isTakenFromFiles = takenFromFiles
    self.help = help
  }

  /// As it is typed: "--dial-timeout".
  public var flagText: String { "--" + name }

  /// The environment variable that sets it: "PREFLIGHT_DIAL_TIMEOUT".
  public var variable: String { "PREFLIGHT_" + name.uppercased().map { $0 == "-" ? "_" : String($0) }.joined() }

  public static func == (left: Option, right: Option) -> Bool { left.name == right.name }

  public func hash(into hasher: inout Hasher) { hasher.combine(name) }
}
