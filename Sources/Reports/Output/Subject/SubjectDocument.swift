/// A format that shows one subject after the other, whatever they come from.
protocol SubjectWriter: Sendable {
  init(_ settings: OutputSettings)
  mutating func add(_ subject: Subject) -> String
  mutating func end(_ ending: OutputEnding) -> String
}

/// An output of a format that shows subjects.
struct SubjectDocument<Writer: SubjectWriter>: OutputDocument {
  private var subjects = Subjects()
  private var writer: Writer

  init(_ settings: OutputSettings) {
    writer = Writer(settings)
  }

  mutating func add(_ entry: OutputEntry) -> [UInt8] {
    var text = ""
    for subject in subjects.take(entry) { text += writer.add(subject) }
    return Array(text.utf8)
  }

  mutating func end(_ ending: OutputEnding) -> [UInt8] {
    var text = ""
    for subject in subjects.rest(ending) { text += writer.add(subject) }
    text += writer.end(ending)
    return Array(text.utf8)
  }
}
