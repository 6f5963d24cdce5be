extension CompletionScript {
  /// For the completion system of zsh (zshcompsys), as a file `_preflight` in fpath, or sourced behind compinit.
  var zsh: String {
    var text = """
      #compdef preflight
      # Completes preflight's command lines in zsh. Made by `preflight completion zsh`.

      _preflight_profiles() {
        _alternative 'profiles:CA profile:(\(vocabulary.profiles.joined(separator: " ")))' 'files:file:_files -g "*.json"'
      }

      _preflight_findings() {
        compadd -- \(vocabulary.findings.joined(separator: " "))
      }

      _preflight_second() {
        case $words[CURRENT-1] in

      """
    for group in Command.groups {
      text +=
        "    \(group)) compadd -- \(Command.group(group).map { String($0.name.words[1]) }.joined(separator: " ")) ;;\n"
    }
    text += "  esac\n}\n\n"
    for group in Command.groups {
      let members = Command.group(group)
      text += dispatcher("_preflight_\(group)", members.map { (String($0.name.words[1]), $0.summary) }, top: false) {
        word in
        members.first { $0.name.words[1] == word }.map(zshArguments) ?? ""
      }
    }
    let firsts = Command.firstWords.map { ($0, Command.summary(ofFirst: $0)) }
    text += dispatcher("_preflight", firsts, top: true) { word in
      if Command.groups.contains(word) { return "_preflight_\(word)" }
      return Command.all.first { $0.name.rawValue == word }.map(zshArguments) ?? ""
    }
    return text + """
      if [[ $funcstack[1] == _preflight ]]; then
        _preflight "$@"
      else
        compdef _preflight preflight
      fi

      """
  }

  /// A function that completes one of `words`, and behind it what `body` does.
  private func dispatcher(
    _ name: String, _ words: [(String, String)], top: Bool, body: (String) -> String
  ) -> String {
    let version = top ? " '(- *)--version[Show the version]'" : ""
    var text = """
      \(name)() {
        local curcontext=$curcontext state line ret=1
        local -a commands=(

      """
    for (word, summary) in words { text += "    \(zshQuoted("\(word):\(summary)"))\n" }
    text += """
        )
        _arguments -C '(- *)'{-h,--help}'[Show help]'\(version) '1: :->command' '*:: :->rest' && ret=0
        case $state in
          command) _describe -t commands command commands && ret=0 ;;
          rest)
            case $words[1] in

      """
    for (word, _) in words { text += "        \(word)) \(body(word)) && ret=0 ;;\n" }
    text += """
            esac
            ;;
        esac
        return ret
      }


      """
    return text
  }

  private func zshArguments(_ command: Command) -> String {
    var specs = ["'(- *)'{-h,--help}'[Show help]'"]
    for option in command.options {
      var spec = option.flagText
      if option.repetition == .commas { spec = "*" + spec }
      let help = option.help.replacing("\\", with: "\\\\").replacing("[", with: "\\[").replacing("]", with: "\\]")
      if let values = option.valueSet {
        let message = option.placeholder.replacing(":", with: "\\:")
        spec += "=[\(help)]:\(message):\(zshAction(values))"
      } else {
        spec += "[\(help)]"
      }
      specs.append(zshQuoted(spec))
    }
    if let arguments = command.arguments {
      let message = arguments.placeholder.replacing(":", with: "\\:")
      if arguments.values == [.commands] {
        specs.append(zshQuoted("1:\(message):\(zshAction(.words(Command.firstWords)))"))
        specs.append(zshQuoted("2:\(message):_preflight_second"))
      } else {
        for place in command.argumentPlaces {
          let position = place.position.map { "\($0)" } ?? "*"
          specs.append(zshQuoted("\(position):\(message):\(zshAction(place.values))"))
        }
      }
    }
    return "_arguments -S \\\n          " + specs.joined(separator: " \\\n          ")
  }

  private func zshAction(_ values: ValueSet) -> String {
    switch values {
    case .free: " "
    case .files: "_files"
    case .directories: "_files -/"
    case .words(let words): "(\(words.joined(separator: " ")))"
    case .profiles: "_preflight_profiles"
    case .findings: "_preflight_findings"
    case .commands: "(\(Command.firstWords.joined(separator: " ")))"
    }
  }

  private func zshQuoted(_ text: String) -> String { "'" + text.replacing("'", with: "'\\''") + "'" }
}
