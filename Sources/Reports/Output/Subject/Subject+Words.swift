import Readiness

/// What is said of a subject, inert.
extension Subject {
  /// "✓": repeats what a word says.
  var sign: String {
    switch grade {
    case .passed: Verdict.ready.sign
    case .failed: Verdict.notReady.sign
    case .unsure: Verdict.undetermined.sign
    case .left: "–"
    }
  }

  /// "shop.example.com", "line 7".
  var title: String {
    if !names.isEmpty {
      // What is longer than any name need not be copied.
      let shown = names.prefix(100).map { Inert.text($0, limit: $0.utf8.count <= 253 ? 253 : 36) }
      return shown.joined(separator: " ") + (names.count > 100 ? " and \(names.count - 100) more" : "")
    }
    return line.map { "line \($0)" } ?? "the rest"
  }

  /// "not ready", "given up: undetermined".
  var words: String {
    switch outcome {
    case .ready, .notReady, .undetermined: verdict?.words ?? outcome.rawValue
    case .issued, .failed, .waiting, .rejected, .interrupted: outcome.rawValue
    case .alreadyCurrent: "already current"
    case .gaveUp: "given up" + (verdict.map { ": \($0.words)" } ?? "")
    case .dropped: "left out of its order: not ready"
    case .pending: "still pending"
    }
  }

  /// The first thing to know where it is not as it should be; else empty.
  var reason: String {
    if let first = findings.first { return Inert.text(first.summary, limit: 400) }
    return detail.isEmpty ? "" : Inert.text(detail, limit: 400)
  }

  /// One sentence for each cause, its code behind it.
  var causes: [String] {
    var causes = findings.map { "\(Inert.text($0.summary, limit: 400)) (\(Inert.text($0.code.rawValue, limit: 60)))" }
    if findings.isEmpty { causes = codes.map { Inert.text($0, limit: 60) } }
    if !detail.isEmpty { causes.append(Inert.text(detail, limit: 400)) }
    return causes
  }

  /// What to do: each remedy once, the first that helps most.
  var steps: [String] {
    var steps: [String] = []
    for finding in findings where !finding.remedy.isEmpty {
      let step = Inert.text(finding.remedy, limit: 600)
      if !steps.contains(step) { steps.append(step) }
    }
    return steps
  }
}

/// How many subjects came to which end.
struct SubjectCounts: Sendable {
  private var counts: [Subject.Outcome: Int] = [:]
  private(set) var total = 0

  mutating func add(_ subject: Subject) {
    guard subject.outcome != .interrupted else { return }
    counts[subject.outcome, default: 0] += 1
    total += 1
  }

  /// "3 names: 1 ready, 2 not ready"
  func text(_ work: OutputSettings.Work) -> String {
    let parts = Subject.Outcome.allCases.compactMap { outcome in
      counts[outcome].map { "\($0) \(outcome.rawValue.split(separator: "-").joined(separator: " "))" }
    }
    let noun = work == .check ? "name" : "order"
    return Columns.counted(total, noun) + (parts.isEmpty ? "" : ": " + parts.joined(separator: ", "))
  }
}
