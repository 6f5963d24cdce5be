import Readiness
import Timing

/// What there is to say about one name to whoever has to mend it, whether a terminal or a page shows it. At most a page
/// of it: a zone may hold any number of records.
///
/// Values are strangers': whoever shows them makes them inert.
struct Diagnosis {
  /// The parts of it, in the order in which they are read, and their headings.
  enum Part: String, CaseIterable {
    case now = "Resolves to now"
    case should = "Should resolve to"
    case challenge = "The CA's record"
    case fetches = "Fetched over HTTP"
    case wrong = "What is wrong"
    case unseen = "What could not be seen from here"
    case steps = "What to do"
    case warnings = "Warnings"
    case notes = "Notes"
  }

  /// Of a list that is longer, what stands first, and "and 3 more".
  struct Excerpt<Item> {
    let items: [Item]
    let rest: String?

    init(_ all: some Collection<Item>, most: Int) {
      items = Array(all.prefix(most))
      rest = all.count > most ? "and \(all.count - most) more" : nil
    }
  }

  struct Fetch {
    let address: String
    let words: String
    /// Where redirects led, without our own token: "after a redirect to https://…".
    let then: Excerpt<String>
  }

  let report: Report
  private let found: [Finding.Severity: [Finding]]

  init(_ report: Report) {
    self.report = report
    found = Dictionary(grouping: report.findings, by: \.severity)
  }

  func findings(_ severity: Finding.Severity) -> [Finding] { found[severity] ?? [] }

  /// What keeps the name from being ready.
  var deciding: [Finding] { findings(.blocker) + findings(.undetermined) }

  /// Whether more than the case of letters and a dot at the end was changed.
  var isGivenOtherwise: Bool {
    let input = report.input.lowercased()
    return input != report.name.lowercased() && input != report.name.lowercased() + "."
  }

  /// Each remedy once, the first that helps most.
  var steps: [String] {
    var remedies: [String] = []
    for finding in deciding where !finding.remedy.isEmpty && !remedies.contains(finding.remedy) {
      remedies.append(finding.remedy)
    }
    return remedies
  }

  var fetches: Excerpt<Fetch> {
    let probes = report.probes
    // Of more than there is room for, first those that failed.
    let isGood = { (probe: Probe) in probe.outcome == .served || probe.outcome == .answered }
    let shown = probes.count > 20 ? probes.filter { !isGood($0) } + probes.filter(isGood) : probes
    let known = Set((report.dns?.addresses ?? []).map(\.address))
    // Else all of it went elsewhere, as with --connect-to.
    let isKnown = probes.contains { known.contains($0.address) }
    return Excerpt(
      shown.map { probe in
        let origin = isKnown && !known.contains(probe.address) ? ", given by another name server" : ""
        // The first hop is the token's own URL, which the address stands for.
        let then = probe.hops.dropFirst().enumerated().map { index, hop in
          (index == 0 ? "after a redirect to " : "and one to ") + Self.withoutToken(hop.url)
        }
        return Fetch(address: "\(probe.address)", words: probe.words + origin, then: Excerpt(then, most: 4))
      }, most: 20)
  }

  /// When it was checked, and when another look is worth it.
  var ending: String {
    let text = "Checked \(report.checkedAt.text) in \(report.duration.shortText)."
    guard let seconds = report.retryAfterSeconds else { return text }
    return text + " Look again in \(Duration.seconds(seconds).shortText)."
  }
}
