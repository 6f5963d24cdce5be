import JSONText
import Options
import Reports

/// `preflight schema NAME`: the JSON Schema of what is written, and of what is read.
enum SchemaCommand {
  static let all: [(name: String, title: String, schema: JSONSchema)] = [
    ("report", "One name that was checked", .report), ("event", "An event of a run", .event),
    ("plan", "How long a list takes", .plan), ("status", "What is pending, waiting and failed", .status),
    ("config", "A configuration file", ConfigSchema.schema), ("profile", "A CA profile", .profile),
  ]

  static func run(_ arguments: [String], _ context: Context) throws(CommandError) -> ExitCode {
    let name = arguments.first ?? ""
    guard let found = all.first(where: { $0.name == name }) else {
      let names = all.map(\.name)
      let hint = NearestName.find(name, among: names).map { "did you mean '\($0)'?" } ?? names.joined(separator: ", ")
      throw .usage(
        UsageError(.invalidValue, "there is no schema \(UsageError.quote(name)): \(hint)", command: .schema))
    }
    var writer = JSONWriter(reservingCapacity: 16_384)
    found.schema.write(name: found.name, title: "preflight: \(found.title)", to: &writer)
    writer.endLine()
    do throws(OutputError) {
      try context.standardOutput.write(writer.bytes)
    } catch {
      throw .output(error)
    }
    return ExitCode()
  }
}
