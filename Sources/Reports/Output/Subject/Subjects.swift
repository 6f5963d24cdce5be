import Gate
import Readiness
import Timing

/// Makes subjects of what a check or a run says: each as soon as its end is known. Holds as much as a run holds requests.
struct Subjects: Sendable {
  private struct Open: Sendable {
    var names: [String]
    var subject: Subject
    var since: Timestamp
  }

  /// By the set of names: only submitted orders have an id.
  private var open: [Set<String>: Open] = [:]
  /// A request's names by each of them, for orders of some of its names.
  private var sets: [String: Set<String>] = [:]

  init() {}

  mutating func take(_ entry: OutputEntry) -> [Subject] {
    switch entry {
    case .report(let report, let line): return [Subject(report, line: line)]
    case .rejected(let line, let reason): return [rejected(line, reason)]
    case .event(let event): return take(event)
    }
  }

  /// What has not come to an end; and that there may be more, where a signal ended the work.
  mutating func rest(_ ending: OutputEnding) -> [Subject] {
    var rest = open.values.sorted { ($0.since, $0.names.first ?? "") < ($1.since, $1.names.first ?? "") }
      .map { finished($0, at: ending.at) }
    open = [:]
    sets = [:]
    if ending.wasInterrupted {
      var subject = Subject(names: [], .interrupted)
      subject.detail = "a signal ended the work: what was not done yet does not stand here"
      subject.at = ending.at
      rest.append(subject)
    }
    return rest
  }

  private mutating func take(_ event: RunEvent) -> [Subject] {
    switch event.kind {
    case .rejectedInput(let line, let reason):
      return [rejected(line, reason, at: event.at)]
    case .accepted(let line):
      change(event) { $0.line = line }
    case .checked(let verdict, let findings):
      change(event) { subject in
        subject.verdict = verdict
        subject.findings = findings.filter(\.decides)
        subject.codes = subject.findings.map(\.code.rawValue)
      }
    case .waiting(let reason, _, _):
      change(event) { subject in
        subject.outcome = .waiting
        subject.detail = reason
      }
    case .submitted:
      change(event) { subject in
        subject.outcome = .pending
        subject.detail = ""
      }
    case .settled(let outcome, let detail):
      return settled(event, outcome, detail)
    case .gaveUp(let verdict, let codes):
      return end(event) { subject in
        subject.outcome = .gaveUp
        subject.verdict = verdict
        subject.detail = ""
        // An order may be given up for what an earlier one came to.
        if !codes.isEmpty { subject.codes = codes.map(\.rawValue) }
        subject.findings.removeAll { !codes.contains($0.code) }
      }
    case .departed:
      change(event) { $0.detail = "no longer points here" }
    case .summary: break
    }
    return []
  }

  private mutating func settled(_ event: RunEvent, _ outcome: Settlement.Outcome, _ detail: String) -> [Subject] {
    let final: Subject.Outcome
    switch outcome {
    case .issued: final = .issued
    case .alreadyCurrent: final = .alreadyCurrent
    case .failed: final = .failed
    case .rateLimited, .unknown:
      change(event) { subject in
        subject.outcome = outcome == .unknown ? .pending : .waiting
        subject.detail = detail
      }
      return []
    }
    return end(event) { subject in
      subject.outcome = final
      subject.detail = detail
      // They were ready when they were ordered.
      if subject.verdict == .notReady {
        subject.verdict = .ready
        subject.findings = []
        subject.codes = []
      }
    }
  }

  private mutating func change(_ event: RunEvent, _ body: (inout Subject) -> Void) {
    let key = key(event)
    var entry = open[key] ?? Open(names: event.names, subject: Subject(names: event.names, .waiting), since: event.at)
    if let order = event.order { entry.subject.order = order }
    body(&entry.subject)
    open[key] = entry
    for name in key { sets[name] = key }
  }

  private mutating func end(_ event: RunEvent, _ body: (inout Subject) -> Void) -> [Subject] {
    let key = key(event)
    change(event, body)
    guard let entry = open.removeValue(forKey: key) else { return [] }
    for name in key where sets[name] == key { sets[name] = nil }
    var subjects = [finished(entry, at: event.at)]
    subjects[0].names = event.names
    if event.names.count < key.count, subjects[0].grade == .passed || subjects[0].outcome == .failed {
      var dropped = Subject(names: entry.names.filter { !event.names.contains($0) }, .dropped)
      dropped.line = entry.subject.line
      dropped.at = event.at
      subjects.append(dropped)
    }
    return subjects
  }

  private func finished(_ entry: Open, at now: Timestamp) -> Subject {
    var subject = entry.subject
    subject.at = now
    subject.duration = max(.zero, now - entry.since)
    return subject
  }

  /// The names of the request that an event is about; an order may be of some of them.
  private func key(_ event: RunEvent) -> Set<String> {
    let names = Set(event.names)
    if open[names] != nil { return names }
    if let first = event.names.first, let set = sets[first], names.isSubset(of: set) { return set }
    return names
  }

  private func rejected(_ line: Int, _ reason: String, at: Timestamp? = nil) -> Subject {
    var subject = Subject(names: [], .rejected)
    subject.line = line
    subject.detail = reason
    subject.at = at
    return subject
  }
}
