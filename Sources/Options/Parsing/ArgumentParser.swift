/// What a command line asks for.
public enum Invocation: Sendable {
  case command(CommandName, arguments: [String], values: OptionValues)
  /// Nil: the program's own help.
  case help(CommandName?)
  case version
}

extension Invocation {
  /// Reads a command line, without the program's own name, over the PREFLIGHT_* variables of `environment`, over
  /// configuration files.
  ///
  /// `--name=value` and `--name value`, options before or behind the names, `--` before names that begin with a dash.
  /// A value that begins with two dashes needs the form with `=`. A variable that is empty is not set; a variable that
  /// belongs to another command says nothing here. `-h` and `--help` win over whatever is wrong with the rest.
  ///
  /// - Parameter files: Reads what --config names, or for nil those files that are looked for, the one that wins first.
  public init(
    _ arguments: [String], environment: [String: String] = [:],
    files: (String?) throws(UsageError) -> [ConfigurationFile] = { _ in [] }
  ) throws(UsageError) {
    let options = arguments.prefix { $0 != "--" }
    let words = Words(arguments)
    if options.contains("--help") || options.contains("-h") {
      self = .help(words.command)
      return
    }
    if options.contains("--version") {
      self = .version
      return
    }
    guard let command = words.command else { throw words.unknownCommand(options: options) }
    if command == .help {
      self = .help(try Words.command(helpOn: Array(words.rest)))
      return
    }
    var parser = OptionParser(command: command)
    let positional = try parser.parse(arguments)
    try parser.apply(environment)
    try parser.apply(files)
    try parser.applyDefaults()
    let rest = Array(positional.dropFirst(command.words.count))
    try parser.check(rest)
    self = .command(command, arguments: rest, values: parser.values)
  }
}

private struct OptionParser {
  let command: CommandName
  var values = OptionValues()

  /// The words that are no options.
  mutating func parse(_ arguments: [String]) throws(UsageError) -> [String] {
    var positional: [String] = []
    var index = 0
    while index < arguments.count {
      let argument = arguments[index]
      index += 1
      if argument == "--" {
        positional += arguments[index...]
        break
      }
      guard argument.hasPrefix("-"), argument != "-" else {
        positional.append(argument)
        continue
      }
      let (option, attached) = try option(argument)
      if option.kind == .flag {
        if attached != nil { throw error(.unexpectedValue, "\(option.flagText) takes no value") }
        try set(option, [.flag(true)])
        continue
      }
      var text = attached
      if text == nil, index < arguments.count, !Words.isOption(arguments[index]) {
        text = arguments[index]
        index += 1
      }
      guard let text else { throw missingValue(option, next: index < arguments.count ? arguments[index] : nil) }
      try set(option, ValueReader(option: option, label: option.flagText, command: command).read(text))
    }
    return positional
  }

  private func option(_ argument: String) throws(UsageError) -> (Option, String?) {
    guard argument.hasPrefix("--") else {
      throw error(
        .unknownOption,
        "unknown option \(UsageError.quote(argument)): options have long names with two dashes, and names that begin "
          + "with a dash go behind --")
    }
    let parts = argument.dropFirst(2).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let name = parts.first ?? ""
    guard let option = Option.named(name) else {
      let own = Command.named(command).options.map(\.name)
      let nearest = NearestName.find(name, among: own) ?? NearestName.find(name, among: Option.all.map(\.name))
      let hint = nearest.map { ": did you mean --\($0)?" } ?? ""
      throw error(.unknownOption, "unknown option \(UsageError.quote("--" + name))\(hint)")
    }
    guard Command.named(command).accepted.contains(option) else {
      let homes = CommandName.allCases.filter(option.commands.contains).map { "`preflight \($0.rawValue)`" }
      throw error(
        .optionNotForCommand,
        "\(option.flagText) does nothing for `preflight \(command.rawValue)`; it belongs to "
          + homes.joined(separator: ", "))
    }
    return (option, parts.count == 2 ? String(parts[1]) : nil)
  }

  private func missingValue(_ option: Option, next: String?) -> UsageError {
    let form = "\(option.flagText)=\(option.placeholder)"
    guard let next else { return error(.missingValue, "\(option.flagText) needs a value: \(form)") }
    return error(
      .missingValue,
      "\(option.flagText) needs a value, and \(UsageError.quote(next)) looks like an option: write \(form)")
  }

  private mutating func set(_ option: Option, _ new: [OptionValues.Value]) throws(UsageError) {
    if option.repetition == .once, values.origin(of: option) == .argument {
      throw error(.repeatedOption, "\(option.flagText) stands twice: keep one of them")
    }
    values.add(new, to: option, from: .argument)
  }

  mutating func apply(_ environment: [String: String]) throws(UsageError) {
    guard environment.keys.contains(where: { $0.hasPrefix("PREFLIGHT_") }) else { return }
    for option in Command.named(command).accepted where values.origin(of: option) == nil {
      guard let text = environment[option.variable], !text.isEmpty else { continue }
      let reader = ValueReader(option: option, label: "the variable \(option.variable)", command: command)
      values.add(try reader.read(text), to: option, from: .variable)
    }
  }

  mutating func apply(_ read: (String?) throws(UsageError) -> [ConfigurationFile]) throws(UsageError) {
    let accepted = Command.named(command).accepted
    guard accepted.contains(.config) else { return }
    let files = try read(values.text(.config))
    values.configurationFiles = files.map(\.path)
    let platform = values.text(.platform)
    if let platform { try check(platform: platform, in: files) }
    if platform == nil, let own = files.lazy.compactMap(\.ownPlatform).first {
      values.add(own, to: .platform, layer: 0)
    }
    for (index, layer) in files.flatMap({ $0.layers(platform: platform) }).enumerated() {
      for option in accepted where values.origin(of: option) == nil {
        if let setting = layer[option] { values.add(setting, to: option, layer: index) }
      }
    }
  }

  private func check(platform: String, in files: [ConfigurationFile]) throws(UsageError) {
    let names = files.flatMap(\.platformNames)
    if names.contains(platform) { return }
    let meant = NearestName.find(platform, among: names).map { "did you mean '\($0)'?" }
    let known = names.isEmpty ? "no configuration file has platforms" : "there are " + names.joined(separator: ", ")
    throw error(.invalidValue, "\(values.label(.platform)) is \(UsageError.quote(platform)): \(meant ?? known)")
  }

  mutating func applyDefaults() throws(UsageError) {
    for option in Command.named(command).accepted where values.origin(of: option) == nil {
      guard let text = option.defaultText else { continue }
      let reader = ValueReader(option: option, label: "the default of \(option.flagText)", command: command)
      values.add(try reader.read(text), to: option, from: .default)
    }
  }

  func check(_ positional: [String]) throws(UsageError) {
    let arguments = Command.named(command).arguments
    let count = arguments?.count ?? 0...0
    if positional.count < count.lowerBound {
      throw error(.missingArgument, "`preflight \(command.rawValue)` needs \(arguments?.placeholder ?? "an argument")")
    }
    if positional.count > count.upperBound {
      let extra = UsageError.quote(positional[count.upperBound])
      let room = arguments.map { "takes one \($0.placeholder)" } ?? "takes no argument"
      throw error(.unexpectedArgument, "unexpected argument \(extra): `preflight \(command.rawValue)` \(room)")
    }
  }

  private func error(_ code: UsageError.Code, _ message: String) -> UsageError {
    UsageError(code, message, command: command)
  }
}
