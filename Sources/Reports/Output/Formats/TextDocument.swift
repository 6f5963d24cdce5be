import Gate
import Readiness

/// For people. Check: a diagnosis of one name, or a block for each of several and their count. Run: a line for each event
/// and the summary.
struct TextDocument: OutputDocument {
  private let settings: OutputSettings
  private var counts = VerdictCounts()

  init(_ settings: OutputSettings) {
    self.settings = settings
  }

  mutating func add(_ entry: OutputEntry) -> [UInt8] {
    Array(text(entry).utf8)
  }

  private mutating func text(_ entry: OutputEntry) -> String {
    switch entry {
    case .report(let report, _):
      counts.add(report.verdict)
      let text = ReportText(style: settings.style, width: settings.width)
      return settings.isSingle ? text.diagnosis(report, expected: settings.expected) : text.block(report)
    case .rejected(let line, let reason):
      return "line \(line): \(Inert.text(reason))\n"
    case .event(let event):
      if case .summary(let summary) = event.kind { return SummaryText.block(summary, style: settings.style) }
      return EventText(style: settings.style).lines(event) ?? ""
    }
  }

  mutating func end(_ ending: OutputEnding) -> [UInt8] {
    settings.isSingle || settings.work == .run ? [] : Array((counts.text + "\n").utf8)
  }
}
