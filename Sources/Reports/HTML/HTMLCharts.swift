import Readiness
import Timing

/// Verdicts, causes and what was pending, as bars and a curve in SVG, each beside its number. SVG carries its sizes in
/// attributes that the page's policy lets through; styles in attributes it would not.
struct HTMLCharts {
  private let report: HTMLReport

  init(_ report: HTMLReport) {
    self.report = report
  }

  func write(to writer: inout HTMLWriter) {
    writer.markup("<section class=\"charts\">\n")
    verdicts(&writer)
    pending(&writer)
    summary(&writer)
    causes(&writer)
    writer.markup("</section>\n")
  }

  private func verdicts(_ writer: inout HTMLWriter) {
    writer.markup("<section class=\"verdicts\" aria-label=\"Verdicts\">\n<ul>\n")
    for verdict in Verdict.allCases {
      writer.element("<li class=\"", verdict.rawValue, "\"><span class=\"sign\" aria-hidden=\"true\">")
      writer.element("", verdict.sign, "</span> <b>")
      writer.count(report.tally[verdict])
      writer.element("</b> <span>", verdict.words, "</span></li>\n")
    }
    writer.markup("</ul>\n<svg class=\"share\" width=\"100%\" height=\"8\" aria-hidden=\"true\">")
    var start = 0.0
    for verdict in Verdict.allCases {
      let share = percent(report.tally[verdict], of: report.tally.checked)
      writer.element("<rect class=\"", verdict.rawValue, "\" height=\"8\" x=\"")
      writer.element("", decimal(start), "%\" width=\"")
      writer.element("", decimal(share), "%\"/>")
      start += share
    }
    writer.markup("</svg>\n</section>\n")
  }

  private func causes(_ writer: inout HTMLWriter) {
    let causes = report.tally.causes
    guard let most = causes.first?.count else { return }
    writer.markup("<section class=\"causes\">\n<h2>Why not ready</h2>\n<ol>\n")
    for cause in causes {
      // The script makes these buttons filter the table.
      writer.element("<li><button type=\"button\" disabled data-cause=\"", cause.code.rawValue, "\"><code>")
      writer.element("", cause.code.rawValue, "</code>")
      if let page = FindingPage.page(for: cause.code) { writer.element(" <span>", page.title, "</span>") }
      writer.markup("</button> <b>")
      writer.count(cause.count)
      writer.markup("</b><svg width=\"100%\" height=\"6\" aria-hidden=\"true\"><rect width=\"")
      writer.element("", width(cause.count, of: most), "%\" height=\"6\" rx=\"3\"/></svg></li>\n")
    }
    writer.markup("</ol>\n</section>\n")
  }

  /// What was pending against the cap. The drawing is stretched to whatever room there is, so that its words stand
  /// beside it.
  private func pending(_ writer: inout HTMLWriter) {
    let curve = report.curve
    guard let start = curve.start, report.pending.cap > 0 else { return }
    let cap = report.pending.cap
    let top = max(cap, curve.most)
    let height = { (count: Int) in decimal(100 - percent(count, of: top) * 0.9) }
    writer.markup("<section class=\"pending\">\n<h2>Pending at the CA</h2>\n<figure>\n")
    writer.markup("<svg viewBox=\"0 0 100 100\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"")
    writer.element("", sentence, "\">\n<path class=\"area\" d=\"")
    writer.element("", path(height) + "V100H0Z", "\"/><path class=\"line\" d=\"", limit: .max)
    writer.element("", path(height), "\"/>\n<path class=\"cap\" d=\"M0 ", limit: .max)
    writer.element("", height(cap), "H100\"/>\n</svg>\n<p class=\"scale\"><span>")
    writer.element("", start.text, "</span> <span>")
    writer.element("", (start + curve.duration).text, "</span></p>\n<figcaption>")
    writer.element("", sentence, "</figcaption>\n</figure>\n</section>\n")
  }

  private var sentence: String {
    "\(report.curve.most) pending at most (line), cap \(report.pending.cap) (dashed line)."
  }

  private func path(_ height: (Int) -> String) -> String {
    let steps = report.curve.steps
    var text = ""
    var before = ""
    for (index, step) in steps.enumerated() {
      let y = height(step.most)
      guard y != before else { continue }
      before = y
      text += index == 0 ? "M0 \(y)" : "H\(decimal(percent(index, of: steps.count)))V\(y)"
    }
    return text + "H100" + (steps.last.map { "V\(height($0.last))" } ?? "")
  }

  private func summary(_ writer: inout HTMLWriter) {
    guard let summary = report.summary else { return }
    writer.markup("<section class=\"summary\">\n<h2>This run</h2>\n<dl>\n")
    for row in SummaryText.rows(summary) {
      writer.element("<dt>", row[0], "</dt>")
      writer.element("<dd>", row[1], "</dd>\n")
    }
    writer.markup("</dl>\n</section>\n")
  }

  // MARK: Numbers

  /// A bar that stands for something is seen.
  private func width(_ count: Int, of most: Int) -> String { decimal(max(percent(count, of: most), 0.5)) }

  private func percent(_ count: Int, of all: Int) -> Double { all == 0 ? 0 : 100 * Double(count) / Double(all) }

  private func decimal(_ value: Double) -> String { "\((value * 100).rounded() / 100)" }
}
