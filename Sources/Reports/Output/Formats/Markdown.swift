/// A page in Markdown, as GitHub and GitLab render it: how many, a table of all, and what to do for each that is not as it
/// should be.
struct Markdown: SubjectWriter {
  /// GitHub takes a job summary of 1 MiB.
  private static let briefSize = 900_000

  private let settings: OutputSettings
  private var counts = SubjectCounts()
  private var rows = ""
  private var details = ""
  private var omitted = 0

  init(_ settings: OutputSettings) {
    self.settings = settings
  }

  mutating func add(_ subject: Subject) -> String {
    counts.add(subject)
    if settings.isBrief, subject.grade == .passed { return "" }
    guard !settings.isBrief || rows.utf8.count + details.utf8.count < Self.briefSize else {
      omitted += 1
      return ""
    }
    let causes = subject.codes.map { MarkdownText.code(Inert.text($0, limit: 60)) }.joined(separator: ", ")
    let cause = causes.isEmpty ? MarkdownText.text(subject.reason) : causes
    rows += "| \(subject.sign) \(subject.words) | \(name(subject)) | \(cause) |\n"
    if subject.grade != .passed { details += section(subject) }
    return ""
  }

  mutating func end(_ ending: OutputEnding) -> String {
    var text = "# preflight \(settings.work.rawValue)\n\n\(counts.text(settings.work))\n"
    if !rows.isEmpty { text += "\n| Outcome | Name | Why |\n| --- | --- | --- |\n" + rows }
    text += details
    if omitted > 0 { text += "\nAnd \(omitted) more, for which there is no room here.\n" }
    return text
  }

  private func name(_ subject: Subject) -> String {
    subject.names.isEmpty ? subject.title : MarkdownText.code(subject.title)
  }

  private func section(_ subject: Subject) -> String {
    guard !subject.causes.isEmpty else { return "" }
    var text = "\n## \(subject.sign) \(name(subject)): \(subject.words)\n\n"
    for cause in subject.causes { text += "- \(MarkdownText.text(cause))\n" }
    let steps = subject.steps
    if !steps.isEmpty { text += "\nWhat to do:\n\n" }
    for (index, step) in steps.enumerated() { text += "\(index + 1). \(MarkdownText.text(step))\n" }
    return text
  }
}
