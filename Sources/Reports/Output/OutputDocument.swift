public import Gate
public import Readiness
public import Timing

/// What a check or a run says, one after the other. Every format is made of these.
public enum OutputEntry: Sendable {
  /// `check`: one name. `line`: where it stands in the list; nil where it came from the command line.
  case report(Report, line: Int?)
  /// `check`: a line of the list that holds no name.
  case rejected(line: Int, reason: String)
  /// `run`: an event. The summary is the last of them.
  case event(RunEvent)
}

/// The end of a check or a run.
public struct OutputEnding: Hashable, Sendable {
  public var at: Timestamp
  /// A signal ended it: what was not done yet stands nowhere.
  public var wasInterrupted: Bool

  public init(at: Timestamp, wasInterrupted: Bool = false) {
    self.at = at
    self.wasInterrupted = wasInterrupted
  }
}

/// One output in one format, as it grows. What it returns is written in that order, and nothing besides. All text of
/// strangers (names as given, findings, evidence, details) has to be inert in the format.
public protocol OutputDocument: Sendable {
  /// The octets that an entry adds; none where they have to wait for the end.
  mutating func add(_ entry: OutputEntry) -> [UInt8]
  /// The octets behind the last entry. Called once, also where there was no entry.
  mutating func end(_ ending: OutputEnding) -> [UInt8]
}

/// What a document may have to know of the command whose output it is.
public struct OutputSettings: Sendable {
  public enum Work: String, Hashable, Sendable {
    case check
    case run
  }

  public var work: Work
  /// Just one name was asked for: a diagnosis, or one JSON object.
  public var isSingle = false
  /// Where names should point, as the user said it.
  public var expected: [String] = []
  /// The file of names or requests; nil where there is none, or where it is standard input.
  public var list: String?
  /// Only what is not as it should be, and no more than there is room for in a job's summary.
  public var isBrief = false
  public var style = Style.plain
  public var width = 80
  /// When the work began.
  public var startedAt: Timestamp
  /// "preflight 0.1.0"
  public var program: String

  public init(_ work: Work, startedAt: Timestamp, program: String = "preflight") {
    self.work = work
    self.startedAt = startedAt
    self.program = program
  }
}
