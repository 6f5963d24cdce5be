/// A format of --format and --report, by its name there.
public struct ReportFormat: RawRepresentable, Hashable, Sendable {
  public let rawValue: String
  /// Whether a file of --report is written where it stays, entry by entry. Else it appears whole at the end: half of it
  /// would be of no use.
  public let isStream: Bool
  /// An empty document for one output.
  public let document: @Sendable (OutputSettings) -> any OutputDocument

  private init(
    _ name: String, isStream: Bool, document: @escaping @Sendable (OutputSettings) -> any OutputDocument
  ) {
    rawValue = name
    self.isStream = isStream
    self.document = document
  }

  public init?(rawValue: String) {
    guard let format = Self.all.first(where: { $0.rawValue == rawValue }) else { return nil }
    self = format
  }

  public static func == (left: Self, right: Self) -> Bool { left.rawValue == right.rawValue }

  public func hash(into hasher: inout Hasher) { hasher.combine(rawValue) }

  // MARK: The table

  public static let text = ReportFormat("text", isStream: true) { TextDocument($0) }
  public static let json = ReportFormat("json", isStream: false) { JSONDocument($0) }
  public static let ndjson = ReportFormat("ndjson", isStream: true) { JSONLines($0) }
  public static let junit = ReportFormat("junit", isStream: false) { SubjectDocument<JUnit>($0) }
  public static let github = ReportFormat("github", isStream: true) { SubjectDocument<GitHub>($0) }
  public static let markdown = ReportFormat("markdown", isStream: false) { SubjectDocument<Markdown>($0) }
  public static let csv = ReportFormat("csv", isStream: true) { SubjectDocument<CSV>($0) }
  public static let html = ReportFormat("html", isStream: false) { HTMLReport($0) }

  /// Every format, in the order in which help names them.
  public static let all: [ReportFormat] = [text, json, ndjson, junit, github, markdown, csv, html]
}
