import JSONText
import Readiness
import Timing

/// The page: counts and charts as HTML that needs no script; the names as JSON, which its script turns into a table and
/// a page for each; and for whoever has no script, the names as a plain list.
struct HTMLDocument {
  private let report: HTMLReport
  private let ending: OutputEnding
  private(set) var bytes: [UInt8] = []

  init(_ report: HTMLReport, _ ending: OutputEnding) {
    self.report = report
    self.ending = ending
    var writer = HTMLWriter()
    let rows = report.rows.ordered
    head(&writer)
    writer.markup("<body>\n<main id=\"overview\">\n")
    heading(&writer)
    HTMLCharts(report).write(to: &writer)
    writer.markup("<section id=\"domains\" aria-labelledby=\"names\">\n<h2 id=\"names\">Names</h2>\n")
    bound(&writer)
    list(rows, &writer)
    writer.markup("</section>\n")
    rejected(&writer)
    writer.markup("</main>\n<article id=\"page\" hidden></article>\n<script type=\"application/json\" id=\"data\">")
    data(rows, &writer)
    writer.markup("</script>\n<script>")
    writer.part(PageParts.script)
    writer.markup("</script>\n</body>\n</html>\n")
    bytes = writer.bytes
  }

  /// A name in the plain list.
  static func line(_ name: String, _ verdict: Verdict?, cause: FindingCode?) -> [UInt8] {
    var writer = HTMLWriter()
    writer.element("<li>", name, ": ", limit: 253)
    writer.text(verdict.map { "\($0.sign) \($0.words)" } ?? unchecked)
    if let cause { writer.element(", ", cause.rawValue, "", limit: 60) }
    writer.markup("</li>\n")
    return writer.bytes
  }

  static let unchecked = "not checked"

  // MARK: Parts

  private var title: String {
    "preflight \(report.settings.work.rawValue): \(HTMLWriter.counted(report.tally.checked, "name")) checked"
  }

  private func head(_ writer: inout HTMLWriter) {
    writer.markup("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
    writer.markup("<meta http-equiv=\"Content-Security-Policy\" content=\"")
    writer.markup(PageParts.policy)
    writer.markup("\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
    writer.markup("<meta name=\"color-scheme\" content=\"light dark\">\n")
    writer.markup("<meta name=\"referrer\" content=\"no-referrer\">\n")
    writer.element("<title>", title, "</title>\n<style>")
    writer.part(PageParts.style)
    writer.markup("</style>\n</head>\n")
  }

  private func heading(_ writer: inout HTMLWriter) {
    writer.markup("<header>\n")
    writer.element("<p class=\"kind\">", "\(report.settings.program) \(report.settings.work.rawValue)", "")
    if let list = report.settings.list { writer.element(" <code>", list, "</code>", limit: 200) }
    writer.markup("</p>\n<h1>")
    writer.text("\(HTMLWriter.counted(report.tally.checked, "name")) checked")
    writer.markup("</h1>\n<p class=\"when\">")
    writer.text("\(report.settings.startedAt.text) to \(ending.at.text)")
    if ending.wasInterrupted { writer.text(". Interrupted: what was not done yet stands nowhere here.") }
    writer.markup("</p>\n")
    let targets = Diagnosis.targets(report.settings.expected)
    if !targets.isEmpty {
      writer.element("<p class=\"should\">", Diagnosis.Part.should.rawValue, ": ")
      for (index, target) in targets.enumerated() {
        if index > 0 { writer.markup(", ") }
        writer.element("<code>", target.value, "</code>")
      }
      writer.markup("</p>\n")
    }
    writer.markup("</header>\n")
  }

  /// What is not listed.
  private func bound(_ writer: inout HTMLWriter) {
    let hidden = report.tally.known - report.rows.count
    guard hidden > 0 else { return }
    writer.markup("<p class=\"bound\">")
    writer.text(
      "This page has room for \(HTMLWriter.grouped(PageRows.maximumCount)) names, or some 10 MB, and lists first those "
        + "that somebody has to look after. \(HTMLWriter.grouped(hidden)) more "
        + "\(hidden == 1 ? "name is" : "names are") counted and not listed.")
    writer.markup("</p>\n")
  }

  private func list(_ rows: [PageRows.Row], _ writer: inout HTMLWriter) {
    writer.markup("<noscript>\n<p>Without JavaScript this page shows each name with its verdict and first cause. ")
    writer.markup("With it, there is a page for each name that says what to change.</p>\n<ul>\n")
    for row in rows { writer.part(row.line) }
    writer.markup("</ul>\n</noscript>\n")
  }

  private func rejected(_ writer: inout HTMLWriter) {
    guard report.rejected > 0 else { return }
    writer.markup("<section id=\"rejected\">\n<h2>Lines that hold no name</h2>\n<ul>\n")
    for line in report.rejectedLines {
      writer.element("<li>line ", "\(line.number): \(line.reason)", "</li>\n")
    }
    let hidden = report.rejected - report.rejectedLines.count
    if hidden > 0 { writer.element("<li>and ", HTMLWriter.grouped(hidden), " more</li>\n") }
    writer.markup("</ul>\n</section>\n")
  }

  /// What the script reads. Words that are shown stand here, not in the script: they are those of the other formats.
  private func data(_ rows: [PageRows.Row], _ writer: inout HTMLWriter) {
    var json = JSONWriter(reservingCapacity: 4096)
    json.object { json in
      json.field("work", report.settings.work.rawValue)
      json.field(object: "verdicts") { json in
        for verdict in Verdict.allCases { json.field(verdict.rawValue, [verdict.sign, verdict.words]) }
        json.field("", ["–", Self.unchecked])
      }
      json.field(object: "parts") { json in
        for part in Diagnosis.Part.allCases { json.field("\(part)", part.rawValue) }
      }
      json.field(object: "titles") { json in
        for cause in report.tally.causes {
          if let page = FindingPage.page(for: cause.code) { json.field(cause.code.rawValue, page.title) }
        }
      }
      DomainJSON.write("should", Diagnosis.targets(report.settings.expected), rest: nil, none: "", to: &json)
    }
    // The names stand in the same object, written when they were checked.
    writer.part(HTMLWriter.embeddable(json.bytes).dropLast() + Array(",\"domains\":[\n".utf8))
    for (index, row) in rows.enumerated() {
      if index > 0 { writer.markup(",\n") }
      writer.markup("[")
      writer.part(row.page)
      if let order = row.order {
        writer.markup(",")
        writer.part(order)
      }
      writer.markup("]")
    }
    writer.markup("\n]}")
  }
}
