import Options
import Reports

/// One --report: a format, and the file that it goes to.
struct ReportChoice: Hashable, Sendable, CustomStringConvertible {
  let format: ReportFormat
  let path: String

  var description: String { "--report \(format.rawValue)=\(path)" }

  /// All of a command line, held against the other files that it reads and writes.
  ///
  /// - Parameter input: the list, where it is no option.
  static func read(_ reader: OptionReader, input: String? = nil) throws(UsageError) -> [ReportChoice] {
    var choices: [ReportChoice] = []
    var taken: [String: String] = [:]
    for option in [Option.from, .output, .events, .metricsFile] {
      if let path = reader.values.text(option) { taken[place(path)] = option.flagText }
    }
    if let input { taken[place(input)] = "the list" }
    for text in reader.values.texts(.report) {
      let choice = try ReportChoice(text, reader)
      if let other = taken.updateValue(Option.report.flagText, forKey: place(choice.path)) {
        throw reader.conflict("\(UsageError.quote(choice.description)): \(other) is the same file: keep them apart")
      }
      choices.append(choice)
    }
    return choices
  }

  /// "./a" and "a" are one file.
  private static func place(_ path: String) -> String {
    (path.hasPrefix("/") ? "/" : "") + path.split(separator: "/").filter { $0 != "." }.joined(separator: "/")
  }

  private init(_ text: String, _ reader: OptionReader) throws(UsageError) {
    let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    let names = ReportFormat.all.map(\.rawValue)
    guard parts.count == 2, !parts[1].isEmpty else {
      throw reader.invalid(.report, text, "a format and a file, such as \(names[1])=report.\(names[1])")
    }
    guard let format = ReportFormat(rawValue: parts[0]) else {
      let nearest = NearestName.find(parts[0], among: names).map { " (did you mean \($0)?)" } ?? ""
      throw reader.invalid(.report, text, "one of the formats \(names.joined(separator: ", "))\(nearest), = and a file")
    }
    guard parts[1] != "-" else {
      throw reader.invalid(.report, text, "a file: standard output is for --format \(parts[0])")
    }
    self.format = format
    path = parts[1]
  }
}
