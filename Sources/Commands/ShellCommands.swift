import Gate
import Options
import Readiness
import Reports

/// `preflight completion SHELL` and `preflight manual [COMMAND]`: what a package installs beside the program.
enum ShellCommands {
  static func completion(_ arguments: [String], _ context: Context) throws(CommandError) -> ExitCode {
    let name = arguments.first ?? ""
    guard let shell = CompletionScript.Shell(rawValue: name) else {
      let names = CompletionScript.Shell.allCases.map(\.rawValue)
      let hint = NearestName.find(name, among: names) ?? names.joined(separator: ", ")
      throw .usage(
        UsageError(
          .invalidValue, "there are no completions for \(UsageError.quote(name)): did you mean \(hint)?",
          command: .completion))
    }
    return try Program.show(CompletionScript(vocabulary).text(for: shell), context)
  }

  static func manual(_ arguments: [String], _ context: Context) throws(CommandError) -> ExitCode {
    let page = ManualPage(version: Program.version, date: Program.date)
    let command: CommandName?
    do throws(UsageError) {
      command = try CommandName.named(arguments)
    } catch {
      throw .usage(error)
    }
    guard let command else { return try Program.show(page.overview(), context) }
    return try Program.show(page.command(command), context)
  }

  /// What rooms above the options know by name.
  static var vocabulary: Vocabulary {
    let codes = FindingPage.all.map(\.code.rawValue)
    var kinds: [String] = []
    for kind in codes.compactMap({ $0.split(separator: ".").first.map(String.init) }) where !kinds.contains(kind) {
      kinds.append(kind)
    }
    return Vocabulary(profiles: CAProfile.builtIn.map(\.name), findings: kinds + codes)
  }
}
