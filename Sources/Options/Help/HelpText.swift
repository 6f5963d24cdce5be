/// Help for people, from the tables.
public enum HelpText {
  /// What the program is for.
  static let purpose =
    "Checks domains as a CA would before it issues a TLS certificate, and lets only ready ones through to the client "
    + "that orders."

  /// The program's own help, at most `width` columns (40...100; the rest is treated as its nearest end).
  public static func overview(width: Int) -> String {
    let width = bounded(width)
    var text = "Usage: preflight COMMAND [OPTIONS] ...\n\n"
    text += Wrap.block(purpose, indent: 0, width: width)
    text += "\nCommands:\n"
    for command in Command.all { text += row(command.name.rawValue, command.summary, column: 18, width: width) }
    text += "\nExamples:\n"
    text += examples([Command.check.examples[0], Command.run.examples[0], Command.explain.examples[0]], width: width)
    text += "\n"
    text += Wrap.block(
      "`preflight COMMAND --help` shows a command's options; `preflight --version` the version.", indent: 0,
      width: width)
    return text
  }

  /// The help of a command, at most `width` columns.
  public static func command(_ name: CommandName, width: Int) -> String {
    let width = bounded(width)
    let command = Command.named(name)
    var text = "Usage: \(command.synopsis)\n\n"
    text += Wrap.block(command.summary + ".", indent: 0, width: width)
    for paragraph in command.description { text += "\n" + Wrap.block(paragraph, indent: 0, width: width) }
    if let arguments = command.arguments {
      text += "\nArguments:\n" + row(arguments.placeholder, arguments.help, column: 26, width: width)
    }
    for group in Option.Group.allCases {
      let members = command.options.filter { $0.group == group }
      if members.isEmpty { continue }
      text += "\n\(group.rawValue):\n"
      for option in members { text += row(head(option, command), body(option, command), column: 26, width: width) }
    }
    text += "\nExamples:\n" + examples(command.examples, width: width)
    text += "\nExit codes:\n"
    for code in command.exitCodes {
      text += row(code == 130 ? "130, 143" : "\(code)", meaning(of: code, for: name), column: 12, width: width)
    }
    if !command.options.isEmpty {
      text += "\n"
      text += Wrap.block(
        "Each option can be set by a variable too, PREFLIGHT_ and its name with _ for - "
          + "(\(Option.format.variable)=json), or by a configuration file (`preflight config show`); the option wins. "
          + "Durations: 90s, 10m, 3h, 7d.", indent: 0, width: width)
    }
    return text
  }

  /// One sentence per exit code.
  public static func meaning(of exitCode: Int32, for command: CommandName) -> String {
    switch (exitCode, command) {
    case (0, .check): "every name is ready"
    case (0, .run): "every order is issued or was current already"
    case (0, .ledgerVerify): "the journal is sound; a torn end is said, and is sound"
    case (0, .doctor): "this host can check; what is only a warning is said"
    case (0, _): "done"
    case (1, .check): "at least one name is not ready"
    case (1, .doctor): "something that makes checks impossible is broken"
    case (1, _): "at least one order failed or was given up"
    case (2, .check), (2, .run): "usage, configuration or input error, a rejected line included"
    case (2, _): "usage or configuration error"
    case (3, _): "at least one name is undetermined"
    case (4, .ledgerVerify): "the journal is damaged, or could not be read"
    case (4, .run), (4, .status), (4, .ordersList), (4, .ledgerCompact), (4, .ledgerExport):
      "the ledger or the disk failed"
    case (4, _): "the output could not be written"
    case (75, _): "orders were left waiting when --max-wait ran out, or nobody knows their end"
    case (130, _): "ended by SIGINT or SIGTERM"
    default: ""
    }
  }

  private static func bounded(_ width: Int) -> Int { min(max(width, 40), 100) }

  private static func head(_ option: Option, _ command: Command) -> String {
    option.kind == .flag ? option.flagText : "\(option.flagText) \(option.placeholder(for: command.name))"
  }

  static func body(_ option: Option, _ command: Command) -> String {
    var text = option.help
    switch option.repetition {
    case .once: break
    case .commas: text += " (repeatable, commas allowed)"
    case .each: text += " (repeatable)"
    }
    let defaultText = option == .format ? command.defaultFormat : option.defaultText
    if let value = defaultText ?? option.defaultNote { text += " [default: \(value)]" }
    return text
  }

  private static func row(_ head: String, _ body: String, column: Int, width: Int) -> String {
    let column = min(column, width / 3)
    let lines = Wrap.block(body, indent: column, width: width)
    guard head.count + 4 <= column else { return "  \(head)\n\(lines)" }
    return "  \(head)" + lines.dropFirst(head.count + 2)
  }

  private static func examples(_ examples: [Command.Example], width: Int) -> String {
    examples.map { "  # \($0.comment)\n" + Wrap.invocation($0.invocation, indent: 2, width: width) }.joined()
  }
}
