import JSONText
import Readiness

/// What the page shows of one name, as its script reads it: a `Diagnosis` as JSON, inert, without what is empty.
enum DomainJSON {
  /// - Parameter should: Where the name should point, if not where all others should.
  static func bytes(_ report: Report, should: [Diagnosis.Record]?) -> [UInt8] {
    let diagnosis = Diagnosis(report)
    var writer = JSONWriter(reservingCapacity: 1024)
    writer.object { writer in
      writer.field("name", Inert.text(report.name, limit: 253))
      if diagnosis.isGivenOtherwise { writer.field("given", Inert.text(report.input, limit: 253)) }
      writer.field("verdict", report.verdict.rawValue)
      if let challenge = report.dns?.challenge {
        writer.field("challenge", Inert.text(challenge.name, limit: 253))
        write("now", Diagnosis.records(challenge), rest: nil, none: Diagnosis.noRecord, to: &writer)
      } else if let dns = report.dns {
        let addresses = Diagnosis.addresses(dns)
        let none = dns.addresses.isEmpty ? Diagnosis.noAddress : nil
        write("now", Diagnosis.aliases(dns) + addresses.items, rest: addresses.rest ?? none, none: "", to: &writer)
      }
      if let should { write("should", should, rest: nil, none: "", to: &writer) }
      if !report.probes.isEmpty { write(diagnosis.fetches, to: &writer) }
      write("wrong", diagnosis.findings(.blocker), to: &writer)
      write("unseen", diagnosis.findings(.undetermined), to: &writer)
      let steps = diagnosis.steps.map { Inert.text($0, limit: 600) }
      if !steps.isEmpty { writer.field("steps", steps) }
      write("warnings", diagnosis.findings(.warning), withRemedy: true, to: &writer)
      write("notes", diagnosis.findings(.info), to: &writer)
      writer.field("ending", diagnosis.ending)
    }
    return HTMLWriter.embeddable(writer.bytes)
  }

  /// A name that was ordered without a check.
  static func bytes(unchecked name: String) -> [UInt8] {
    var writer = JSONWriter()
    writer.object { $0.field("name", Inert.text(name, limit: 253)) }
    return HTMLWriter.embeddable(writer.bytes)
  }

  static func write(
    _ key: String, _ records: [Diagnosis.Record], rest: String?, none: String, to writer: inout JSONWriter
  ) {
    writer.field(array: key) { writer in
      for record in records {
        let value = Inert.text(record.value, limit: 253)
        writer.array { writer in
          for text in [record.type, value] + (record.note.isEmpty ? [] : [record.note]) { writer.string(text) }
        }
      }
      if let rest = rest ?? (records.isEmpty && !none.isEmpty ? none : nil) {
        writer.array { writer in for text in ["", rest] { writer.string(text) } }
      }
    }
  }

  private static func write(_ fetches: Diagnosis.Excerpt<Diagnosis.Fetch>, to writer: inout JSONWriter) {
    writer.field(array: "fetches") { writer in
      for fetch in fetches.items {
        let then = fetch.then.items.map { Inert.text($0, limit: 400) } + (fetch.then.rest.map { [$0] } ?? [])
        writer.array { writer in for text in [fetch.address, fetch.words] + then { writer.string(text) } }
      }
      if let rest = fetches.rest { writer.array { writer in for text in ["", rest] { writer.string(text) } } }
    }
  }

  /// Sentence, code, and what was seen beside.
  private static func write(
    _ key: String, _ findings: [Finding], withRemedy: Bool = false, to writer: inout JSONWriter
  ) {
    guard !findings.isEmpty else { return }
    writer.field(array: key) { writer in
      for finding in findings {
        var texts = [Inert.text(finding.summary, limit: 400)]
        if withRemedy, !finding.remedy.isEmpty { texts[0] += " " + Inert.text(finding.remedy, limit: 400) }
        texts.append(Inert.text(finding.code.rawValue, limit: 60))
        if finding.isDeciding, let seen = Diagnosis.seen(finding, limit: 200) { texts.append(seen) }
        writer.array { writer in for text in texts { writer.string(text) } }
      }
    }
  }
}
