/// Manual pages in roff, from the tables.
public struct ManualPage: Sendable {
  private let version: String
  private let date: String

  /// - Parameter date: of the version, as 2026-11-26.
  public init(version: String, date: String) {
    self.version = version
    self.date = date
  }

  /// preflight(1).
  public func overview() -> String {
    var text = head("preflight", "checks domains before a CA does")
    text +=
      Roff.section("SYNOPSIS") + Roff.bold("preflight") + " " + Roff.italic("COMMAND") + " [" + Roff.italic("OPTIONS")
      + "] ...\n"
    text += Roff.section("DESCRIPTION") + Roff.text(HelpText.purpose) + "\n"
    text += Roff.section("COMMANDS")
    for command in Command.all { text += Roff.item(Roff.bold(command.name.rawValue), command.summary + ".") }
    text += Roff.section("CONFIGURATION")
    text += paragraphs(Command.configuration)
    text += Roff.example(ConfigurationFile.example)
    text += files
    let commands: [Command] = [.check, .run, .explain]
    text += Roff.section("EXAMPLES") + examples(commands.map { $0.examples[0] })
    let pages = Command.all.map { page($0.name) }
    return text + Roff.section("SEE ALSO") + pages.joined(separator: ",\n") + "\n"
  }

  /// The page of a command, preflight-check(1) or preflight-ca-show(1).
  public func command(_ name: CommandName) -> String {
    let command = Command.named(name)
    var text = head("preflight-" + name.rawValue.replacing(" ", with: "-"), command.summary)
    let rest = command.synopsis.dropFirst("preflight \(name.rawValue)".count)
    text += Roff.section("SYNOPSIS") + Roff.bold("preflight \(name.rawValue)")
    text += rest.isEmpty ? "\n" : " " + Roff.text(rest) + "\n"
    text += Roff.section("DESCRIPTION") + paragraphs([command.summary + "."] + command.description)
    if let arguments = command.arguments {
      text += Roff.section("ARGUMENTS") + Roff.item(Roff.italic(arguments.placeholder), arguments.help + ".")
    }
    text += options(command)
    text += Roff.section("EXIT STATUS")
    for code in command.exitCodes {
      text += Roff.item(code == 130 ? "130, 143" : "\(code)", HelpText.meaning(of: code, for: name) + ".")
    }
    if !command.options.isEmpty { text += environment + files }
    text += Roff.section("EXAMPLES") + examples(command.examples)
    return text + Roff.section("SEE ALSO") + Roff.bold("preflight") + "(1)\n"
  }

  private func head(_ name: String, _ summary: String) -> String {
    ".TH \(name.uppercased().replacing("-", with: "\\-")) 1 \"\(date)\" \"preflight \(version)\" \"preflight\"\n"
      // Words are to be copied and searched for, so none is hyphenated.
      + ".nh\n.ad l\n"
      + Roff.section("NAME") + name.replacing("-", with: "\\-") + " \\- " + Roff.text(summary) + "\n"
  }

  private func options(_ command: Command) -> String {
    if command.options.isEmpty { return "" }
    var text = Roff.section("OPTIONS")
    for group in Option.Group.allCases {
      let members = command.options.filter { $0.group == group }
      if members.isEmpty { continue }
      text += ".SS \(Roff.text(group.rawValue))\n"
      for option in members {
        let placeholder = option.kind == .flag ? "" : " " + Roff.italic(option.placeholder)
        text += Roff.item(Roff.bold(option.flagText) + placeholder, HelpText.body(option, command))
      }
    }
    return text
  }

  private func examples(_ examples: [Command.Example]) -> String {
    examples.map { example in
      Roff.text(example.comment) + "\n" + Roff.example(Wrap.invocation(example.invocation, indent: 0, width: 68))
    }.joined(separator: ".PP\n")
  }

  private func paragraphs(_ texts: [String]) -> String {
    texts.map { Roff.text($0) + "\n" }.joined(separator: ".PP\n")
  }

  private func page(_ name: CommandName) -> String {
    // No break within a name.
    "\\%" + Roff.bold("preflight-" + name.rawValue.replacing(" ", with: "-")) + "(1)"
  }

  private var environment: String {
    Roff.section("ENVIRONMENT")
      + Roff.item(
        Roff.bold("PREFLIGHT_*"),
        "Each option can be set by a variable too, PREFLIGHT_ and its name in capitals with _ for - "
          + "(\(Option.format.variable)=json for \(Option.format.flagText)). The option wins; an empty variable is not set."
      )
      + Roff.item(Roff.bold("NO_COLOR"), "Set to anything: no colours (no-color.org).")
  }

  private var files: String {
    Roff.section("FILES")
      + Roff.item(
        Roff.bold("./preflight.json"), "The configuration of the working directory; it may set some options only.")
      + Roff.item(Roff.bold("/etc/preflight/preflight.json"), "The configuration of the machine.")
  }
}
