import Gate

/// One JSON value: the reports of a check, the summary of a run.
struct JSONDocument: OutputDocument {
  private let settings: OutputSettings
  private var stream: ReportStream

  init(_ settings: OutputSettings) {
    self.settings = settings
    stream = ReportStream(settings.isSingle ? .single : .array)
  }

  mutating func add(_ entry: OutputEntry) -> [UInt8] {
    switch entry {
    case .report(let report, _): return stream.next(report)
    // Not a report: it is said on standard error, and in the exit code.
    case .rejected: return []
    case .event(let event):
      if case .summary(let summary) = event.kind { return SummaryText.json(summary) }
      return []
    }
  }

  mutating func end(_ ending: OutputEnding) -> [UInt8] {
    settings.work == .check ? stream.end() : []
  }
}

/// One JSON object a line: the reports of a check, the events of a run.
struct JSONLines: OutputDocument {
  private var stream = ReportStream(.ndjson)

  init(_ settings: OutputSettings) {}

  mutating func add(_ entry: OutputEntry) -> [UInt8] {
    switch entry {
    case .report(let report, _): stream.next(report)
    case .rejected: []
    case .event(let event): EventJSON.line(event)
    }
  }

  mutating func end(_ ending: OutputEnding) -> [UInt8] { [] }
}
