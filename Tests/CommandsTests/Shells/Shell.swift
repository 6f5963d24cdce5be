import Commands
import Foundation
import Testing

/// A real shell that is asked what it would offer at the end of a command line.
enum Shell: String, CaseIterable, Sendable {
  case bash
  case zsh
  case fish

  /// What it offers for each of the lines, in a directory with some files; without values' options in front of `=`.
  func offers(for lines: [String]) async throws -> [[String]] {
    let directory = try Directory()
    for name in ["domains.txt", "ca.json", "a b.txt", "wfile"] { _ = try directory.write("", to: name) }
    try FileManager.default.createDirectory(atPath: directory.path + "/www", withIntermediateDirectories: false)
    let script = try Directory()
    let completion = await run("completion", rawValue)
    try #require(completion.code == 0)
    let path = try script.write(completion.output, to: "completion")
    let driver = try script.write(self.driver, to: "driver")
    let text = try Child.run(
      "/usr/bin/timeout", ["120", rawValue] + quietly + [driver, path, script.path + "/offers"],
      input: lines.joined(separator: "\n") + "\n", directory: directory.path)
    let answers = text.components(separatedBy: "--end--\n").dropLast()
    try #require(answers.count == lines.count, "\(text)")
    return answers.map { answer in answer.split(separator: "\n").map { Shell.plain(String($0)) } }.map {
      Set($0).sorted()
    }
  }

  private static func plain(_ offer: String) -> String {
    var word = offer.split(separator: "\t", maxSplits: 1).first.map(String.init) ?? ""
    if word.hasPrefix("--"), let equals = word.firstIndex(of: "="), word.last != "=" {
      word = String(word[word.index(after: equals)...])
    }
    // As zsh writes a blank of a file's name.
    word = word.replacing("\\ ", with: " ")
    while let last = word.last, "/ =".contains(last) { word.removeLast() }
    return word
  }

  /// Without what a user has set.
  private var quietly: [String] {
    switch self {
    case .bash: ["--norc", "--noprofile"]
    case .zsh: ["-f"]
    case .fish: ["--no-config"]
    }
  }

  /// Reads lines, and writes what is offered for each, a line of its own behind them.
  private var driver: String {
    switch self {
    case .bash:
      // As readline calls a completion function: words cut at = too.
      """
      source "$1"
      complete -p preflight | grep -q -- '-F _preflight' || exit 9
      while IFS= read -r line; do
        COMP_LINE=$line COMP_POINT=${#line} COMP_WORDS=()
        for word in $line; do
          while [[ $word == *=* ]]; do
            [[ ${word%%=*} ]] && COMP_WORDS+=("${word%%=*}")
            COMP_WORDS+=('=') word=${word#*=}
          done
          [[ $word ]] && COMP_WORDS+=("$word")
        done
        [[ $line == *' ' ]] && COMP_WORDS+=('')
        COMP_CWORD=$((${#COMP_WORDS[@]} - 1)) COMPREPLY=()
        _preflight preflight "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD-1]}"
        printf '%s\\n' "${COMPREPLY[@]}"
        echo '--end--'
      done
      """
    case .zsh:
      // The line editor needs a terminal, so a second zsh gets one; what it would add is written down.
      """
      zmodload zsh/zpty
      export OFFERS=$2
      : > $OFFERS
      zpty inner zsh -f -i
      zpty -w inner "PROMPT='' RPROMPT=''; stty -echo; autoload -Uz compinit; compinit -u -D; source ${(q)1}"
      zpty -w inner 'compadd() {
        if [[ ${@[(r)-[OAD]*]} ]]; then builtin compadd "$@"; return; fi
        local -a offered
        builtin compadd -O offered "$@"
        (( $#offered )) && print -rl -- $offered >> $OFFERS
        builtin compadd "$@"
      }'
      zpty -w inner 'offer() { _main_complete; compstate[insert]="" compstate[list]=""; print -r -- "--end--" >> $OFFERS; print -n "d""one." }'
      zpty -w inner 'zle -C offer complete-word offer; bindkey "^I" offer; bindkey "^U" kill-whole-line; print "rea""dy."'
      zpty -r inner answer '*ready.*'
      while IFS= read -r line; do
        zpty -w -n inner "$line"$'\\t'
        zpty -r inner answer '*done.*'
        zpty -w -n inner $'\\025'
      done
      zpty -d inner
      cat $OFFERS
      """
    case .fish:
      """
      source $argv[1]
      while read -l line
          complete -C "$line"
          echo '--end--'
      end
      """
    }
  }
}

/// A program that is run to its end.
enum Child {
  static func run(
    _ program: String, _ arguments: [String], input: String = "", directory: String? = nil
  ) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    if let directory { process.currentDirectoryURL = URL(fileURLWithPath: directory) }
    process.environment = [
      "PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": directory ?? "/", "TERM": "dumb", "LC_ALL": "C.UTF-8",
    ]
    let (standardInput, standardOutput) = (Pipe(), Pipe())
    process.standardInput = standardInput
    process.standardOutput = standardOutput
    process.standardError = standardOutput
    try process.run()
    standardInput.fileHandleForWriting.write(Data(input.utf8))
    try standardInput.fileHandleForWriting.close()
    let output = standardOutput.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return String(decoding: output, as: UTF8.self)
  }
}
