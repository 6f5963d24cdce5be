extension CompletionScript {
  /// For fish 3 and later.
  var fish: String {
    var text = """
      # Completes preflight's command lines in fish. Made by `preflight completion fish`.

      # The words before the cursor that are no options.
      function __preflight_words
          set -l valued \(valued.joined(separator: " "))
          set -l skip 0
          set -l tokens (commandline -opc)
          set -e tokens[1]
          for token in $tokens
              if test $skip = 1
                  set skip 0
              else if string match -q -- '-?*' $token
                  contains -- $token $valued; and set skip 1
              else
                  echo $token
              end
          end
      end

      # Whether these are the words, or the first of them.
      function __preflight_at
          set -l words (__preflight_words)
          for command in $argv
              set -l count (count (string split ' ' -- $command))
              test (count $words) -ge $count; and test "$words[1..$count]" = $command; and return 0
          end
          return 1
      end

      # Whether these are the words and so many others.
      function __preflight_behind
          set -l words (__preflight_words)
          set -l count (count (string split ' ' -- $argv[1]))
          test (count $words) -eq (math $count + $argv[2]); and __preflight_at $argv[1]
      end

      complete -c preflight -f
      complete -c preflight -s h -l help -d 'Show help'
      complete -c preflight -n 'test -z "$(__preflight_words)"' -l version -d 'Show the version'

      """
    for word in Command.firstWords {
      text +=
        "complete -c preflight -n 'test -z \"$(__preflight_words)\"' -a \(word) -d \(fishQuoted(Command.summary(ofFirst: word)))\n"
    }
    for group in Command.groups {
      for member in Command.group(group) {
        text +=
          "complete -c preflight -n '__preflight_behind \(group) 0' -a \(member.name.words[1]) -d \(fishQuoted(member.summary))\n"
      }
    }
    for place in Command.all.flatMap(\.argumentPlaces) where place.values != .free {
      let command = "\"\(place.words)\""
      let condition =
        place.position.map { "__preflight_behind \(command) \($0 - 1)" } ?? "__preflight_at \(command)"
      text += "complete -c preflight -n '\(condition)'\(fish(place.values))\n"
    }
    for option in Option.all {
      let homes = CommandName.allCases.filter(option.commands.contains).map { "\"\($0.rawValue)\"" }
      text += "complete -c preflight -n '__preflight_at \(homes.joined(separator: " "))' -l \(option.name)"
      if let values = option.valueSet {
        text += (values == .files || values == .profiles ? " -r" : " -x") + fish(values)
      }
      text += " -d \(fishQuoted(option.help))\n"
    }
    return text
  }

  private func fish(_ values: ValueSet) -> String {
    switch values {
    case .free: ""
    case .files: " -F"
    case .directories: " -a '(__fish_complete_directories)'"
    case .words(let words): " -a '\(words.joined(separator: " "))'"
    case .profiles: " -F -a '\(vocabulary.profiles.joined(separator: " "))'"
    case .findings: " -a '\(vocabulary.findings.joined(separator: " "))'"
    case .commands: " -a '\(Command.firstWords.joined(separator: " "))'"
    }
  }

  private func fishQuoted(_ text: String) -> String {
    "'" + text.replacing("\\", with: "\\\\").replacing("'", with: "\\'") + "'"
  }
}
