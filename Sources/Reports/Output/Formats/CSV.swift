import Readiness
import Timing

/// A row for each name (RFC 4180), under a header that stays: columns are only ever added, behind the last. A check and a
/// run have the same columns. Made for spreadsheets of people who did not write the names: a field that would begin a
/// formula gets an apostrophe in front.
struct CSV: SubjectWriter {
  static let columns = [
    "name", "outcome", "verdict", "codes", "reason", "steps", "detail", "input", "line", "order", "addresses", "at",
    "durationMs", "retryAfterSeconds",
  ]

  private var hasHeader = false

  init(_ settings: OutputSettings) {}

  mutating func add(_ subject: Subject) -> String {
    let rows = subject.names.isEmpty ? [row(subject, name: "")] : subject.names.map { row(subject, name: $0) }
    return header() + rows.joined()
  }

  mutating func end(_ ending: OutputEnding) -> String { header() }

  private mutating func header() -> String {
    defer { hasHeader = true }
    return hasHeader ? "" : Self.columns.joined(separator: ",") + "\r\n"
  }

  private func row(_ subject: Subject, name: String) -> String {
    var texts: [String] = [Inert.text(name, limit: 300), subject.outcome.rawValue, subject.verdict?.rawValue ?? ""]
    texts.append(subject.codes.map { Inert.text($0, limit: 60) }.joined(separator: " "))
    texts.append(subject.findings.first.map { Inert.text($0.summary, limit: 400) } ?? "")
    texts.append(subject.steps.joined(separator: " "))
    texts.append(Inert.text(subject.detail, limit: 400))
    texts.append(Inert.text(subject.input ?? "", limit: 300))
    texts.append(subject.line.map { String($0) } ?? "")
    texts.append(Inert.text(subject.order ?? "", limit: 100))
    texts.append(subject.addresses.joined(separator: " "))
    texts.append(subject.at?.text ?? "")
    texts.append(subject.duration.map { String($0.nanoseconds / 1_000_000) } ?? "")
    texts.append(subject.retryAfterSeconds.map { String($0) } ?? "")
    return texts.map(Self.field).joined(separator: ",") + "\r\n"
  }

  /// A field, in quotes where it needs them. `text` is inert, so it holds no line end and no tab.
  static func field(_ text: String) -> String {
    let text = defused(text)
    guard text.contains(where: { $0 == "," || $0 == "\"" || $0 == ";" || $0 == " " }) else { return text }
    return "\"" + text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
  }

  /// What a spreadsheet would take for a formula, at the start of the field, or of the field that a reader sees that splits
  /// at semicolons (as Excel does in many countries), gets an apostrophe in front (OWASP, CSV injection).
  private static func defused(_ text: String) -> String {
    var result = ""
    var isStart = true
    for character in text {
      if isStart, "=+-@＝＋－＠".contains(character) {
        result += "'"
        isStart = false
      }
      result.append(character)
      if character == ";" {
        isStart = true
      } else if character != " ", character != "\"" {
        isStart = false
      }
    }
    return result
  }
}
