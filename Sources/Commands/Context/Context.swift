public import EventLoop
public import Timing

/// The outside world as a command sees it, by value: a test replaces it.
public struct Context: Sendable {
  /// Without the program's own name.
  public var arguments: [String]
  public var environment: [String: String]
  public var standardOutput: any Output
  public var standardError: any Output
  public var isOutputTerminal: Bool
  public var isErrorTerminal: Bool
  /// Columns of the terminal; 80 where there is none.
  public var width: Int
  public var clocks: any Clocks
  /// Creates or empties the file at a path.
  public var createFile: @Sendable (String) throws(OutputError) -> any Output
  /// Opens the file at a path to write behind what is there.
  public var appendFile: @Sendable (String) throws(OutputError) -> any Output
  /// Begins a file that takes the place of the one at a path when it is committed.
  public var replaceFile: @Sendable (String) throws(OutputError) -> any WholeOutput
  /// Where configuration files are looked for; nowhere in a test.
  public var configuration: ConfigurationPlaces
  /// SIGINT and SIGTERM, blocked since before the first thread; nil in a test.
  public var signals: Signals?
  /// Columns as they are now; nil where there is no terminal.
  public var widthNow: @Sendable () -> Int? = { nil }
  /// Where progress is shown; nil where standard error is no terminal, or one that cannot erase (TERM=dumb). Both
  /// standard outputs then know of it.
  public var liveLine: LiveLine?
  /// Ends the process at once, with an exit code; nothing in a test.
  public var leave: @Sendable (Int32) -> Void = { _ in }

  public init(
    arguments: [String], environment: [String: String], standardOutput: any Output, standardError: any Output,
    isOutputTerminal: Bool = false, isErrorTerminal: Bool = false, width: Int = 80, clocks: any Clocks,
    createFile: @escaping @Sendable (String) throws(OutputError) -> any Output,
    appendFile: @escaping @Sendable (String) throws(OutputError) -> any Output,
    replaceFile: @escaping @Sendable (String) throws(OutputError) -> any WholeOutput,
    configuration: ConfigurationPlaces = ConfigurationPlaces(found: nil, system: nil), signals: Signals? = nil
  ) {
    self.arguments = arguments
    self.environment = environment
    self.standardOutput = standardOutput
    self.standardError = standardError
    self.isOutputTerminal = isOutputTerminal
    self.isErrorTerminal = isErrorTerminal
    self.width = width
    self.clocks = clocks
    self.createFile = createFile
    self.appendFile = appendFile
    self.replaceFile = replaceFile
    self.configuration = configuration
    self.signals = signals
  }

  /// A sentence for people, on standard error. That nobody can read it is nobody's error.
  func say(_ text: String) {
    try? standardError.write("preflight: \(text)\n")
  }
}
