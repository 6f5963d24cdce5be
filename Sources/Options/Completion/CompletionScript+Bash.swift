extension CompletionScript {
  /// For readline: words are cut at = as well, whatever COMP_WORDBREAKS says.
  var bash: String {
    var text = """
      # Completes preflight's command lines in bash. Made by `preflight completion bash`.

      _preflight_choose() {
        local word
        while IFS= read -r word; do COMPREPLY+=("$word"); done < <(compgen -P "$prefix" "$@" -- "$cur")
      }

      _preflight_files() {
        compopt -o filenames 2> /dev/null
        _preflight_choose "$@"
      }

      _preflight() {
        local cur=${COMP_WORDS[COMP_CWORD]} prefix='' pending='' group='' command='' ended='' count=0 word index
        local valued=' \(valued.joined(separator: " ")) '
        COMPREPLY=()
        for ((index = 1; index < COMP_CWORD; index++)); do
          word=${COMP_WORDS[index]}
          if [[ $pending ]]; then
            [[ $word == '=' ]] || pending=''
          elif [[ ! $ended && $word == -- ]]; then
            ended=1
          elif [[ ! $ended && $word == -?* ]]; then
            [[ $valued == *" $word "* ]] && pending=$word
          elif [[ $command ]]; then
            case "$command $word" in
              \(groupArguments)) command="$command $word" ;;
              *) count=$((count + 1)) ;;
            esac
          elif [[ $group ]]; then
            command="$group $word"
          else
            case $word in
              \(Command.groups.joined(separator: "|"))) group=$word ;;
              *) command=$word ;;
            esac
          fi
        done
        if [[ $pending && $cur == '=' ]]; then
          cur=''
        elif [[ ! $pending && $cur == --*=* ]]; then
          pending=${cur%%=*}
          prefix=$pending=
          cur=${cur#*=}
        fi

        if [[ $pending ]]; then
          case $pending in

      """
    for (values, options) in optionsByValues {
      text += "      \(options.map(\.flagText).joined(separator: "|"))) \(bash(values)) ;;\n"
    }
    text += """
          esac
        elif [[ ! $ended && $cur == -* ]]; then
          case $command in
            '') _preflight_choose -W '--help --version' ;;

      """
    for command in Command.all {
      let options = (command.options.map(\.flagText) + ["--help"]).joined(separator: " ")
      text += "      '\(command.name.rawValue)') _preflight_choose -W '\(options)' ;;\n"
    }
    text += """
          esac
        else
          case "${command:-$group} $count" in
            ' 0') _preflight_choose -W '\(Command.firstWords.joined(separator: " "))' ;;

      """
    for group in Command.groups {
      let seconds = Command.group(group).map { String($0.name.words[1]) }.joined(separator: " ")
      text += "      '\(group) 0') _preflight_choose -W '\(seconds)' ;;\n"
    }
    for place in Command.all.flatMap(\.argumentPlaces) where place.values != .free {
      text += "      \(bashPattern(place))) \(bash(place.values)) ;;\n"
    }
    text += """
          esac
        fi
      }

      complete -F _preflight preflight

      """
    return text
  }

  /// Matches what stands before the place: the command's words, its arguments, their number.
  private func bashPattern(_ place: ArgumentPlace) -> String {
    guard let position = place.position else { return "'\(place.words) '*" }
    return "'\(place.words) \(position - 1)'"
  }

  private func bash(_ values: ValueSet) -> String {
    switch values {
    case .free: ":"
    case .files: "_preflight_files -f"
    case .directories: "_preflight_files -d"
    case .words(let words): "_preflight_choose -W '\(words.joined(separator: " "))'"
    case .profiles:
      "_preflight_choose -W '\(vocabulary.profiles.joined(separator: " "))'; _preflight_files -f -X '!*.json'"
    case .findings: "_preflight_choose -W '\(vocabulary.findings.joined(separator: " "))'"
    case .commands: "_preflight_choose -W '\(Command.firstWords.joined(separator: " "))'"
    }
  }

  /// "help ca" and the like, behind which a second word of a command is due.
  private var groupArguments: String {
    let names = Set(CommandName.allCases.map(\.rawValue))
    return Command.all.flatMap(\.argumentPlaces).map(\.words).filter { !names.contains($0) }.map { "'\($0)'" }
      .joined(separator: "|")
  }

  var valued: [String] { Option.all.filter { $0.kind != .flag }.map(\.flagText) }

  /// The options that take a value which can be completed, those of one kind together.
  private var optionsByValues: [(ValueSet, [Option])] {
    var groups: [(ValueSet, [Option])] = []
    for option in Option.all {
      guard let values = option.valueSet, values != .free else { continue }
      if let index = groups.firstIndex(where: { $0.0 == values }) {
        groups[index].1.append(option)
      } else {
        groups.append((values, [option]))
      }
    }
    return groups
  }
}
