/// Workflow commands for the log of GitHub Actions
/// (https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands): an annotation for each name that is
/// not ready (error), that we could not judge (warning), or that is left (notice), at its line of the list; a plain line
/// for the others. GitHub shows ten annotations of each kind for a step; the log has all of them.
struct GitHub: SubjectWriter {
  private let settings: OutputSettings
  private var counts = SubjectCounts()

  init(_ settings: OutputSettings) {
    self.settings = settings
  }

  mutating func add(_ subject: Subject) -> String {
    counts.add(subject)
    let level: String
    switch subject.grade {
    case .passed: return Self.plain("\(subject.sign) \(subject.title)  \(subject.words)") + "\n"
    case .failed: level = "error"
    case .unsure: level = "warning"
    case .left: level = "notice"
    }
    var properties: [String] = []
    if let list = settings.list, let line = subject.line {
      properties += ["file=\(Self.property(Inert.text(list, limit: 1000)))", "line=\(line)"]
    }
    properties.append("title=\(Self.property("\(subject.title): \(subject.words)"))")
    var lines = subject.causes
    lines += subject.steps.enumerated().map { "\($0.offset + 1). \($0.element)" }
    let message = lines.isEmpty ? subject.words : lines.joined(separator: "\n")
    return "::\(level) \(properties.joined(separator: ","))::\(Self.data(message))\n"
  }

  mutating func end(_ ending: OutputEnding) -> String { counts.text(settings.work) + "\n" }

  /// The message of a command.
  static func data(_ text: String) -> String {
    var result = ""
    for scalar in plain(text).unicodeScalars {
      switch scalar {
      case "%": result += "%25"
      case "\r": result += "%0D"
      case "\n": result += "%0A"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// The value of a command's property.
  static func property(_ text: String) -> String {
    var result = ""
    for scalar in data(text).unicodeScalars {
      switch scalar {
      case ":": result += "%3A"
      case ",": result += "%2C"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// The runner also obeys an older form of commands, `##[command]`, anywhere in a line.
  private static func plain(_ text: String) -> String {
    text.split(separator: "##[", omittingEmptySubsequences: false).joined(separator: "##\\u{5b}")
  }
}
