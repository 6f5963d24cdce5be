// Commands by which the program is set up.

extension Command {
  static let configShow = Command(
    .configShow, summary: "Every option's value, and where it comes from",
    description: [
      "Takes every option of every command, to show what it would come to. What may be a secret (a word of a command "
        + "behind --password and the like, the user in a URL) is shown as ***."
    ] + configuration,
    examples: [
      Example("What holds here?", "preflight config show"),
      Example("What would a run with these use?", "preflight config show --config ci.json --max-pending 5"),
      Example("For other programs", "preflight config show --format json"),
    ])

  /// What a configuration file is, in paragraphs.
  static let configuration = [
    "What an option says holds; where it is not given, its PREFLIGHT_* variable, then the configuration file, then the "
      + "default.",
    "The file is JSON5: keys are the long names of options without their dashes, lists stand for repeated options, and "
      + "platforms holds named sets of them, chosen by --platform or by the key platform. Paths are as on the command "
      + "line: from the working directory.",
    "Without --config, ./preflight.json is read over /etc/preflight/preflight.json. The first may come with a "
      + "stranger's change, so it sets only what is expected and how it is shown: \(openNames).",
  ]

  private static let openNames = Option.all.filter(\.isOpenToFoundFiles).map(\.name).joined(separator: ", ")

  static let completion = Command(
    .completion, summary: "The script that completes command lines in a shell",
    description: ["Completes commands, options, their values, files, CA profiles and codes of findings."],
    arguments: Arguments("bash|zsh|fish", 1...1, help: "The shell"),
    examples: [
      Example(
        "bash, for everybody",
        "preflight completion bash > /etc/bash_completion.d/preflight"),
      Example("zsh, into a directory of fpath", "preflight completion zsh > ~/.zfunc/_preflight"),
      Example("fish", "preflight completion fish > ~/.config/fish/completions/preflight.fish"),
    ])

  static let manual = Command(
    .manual, summary: "A manual page, of the program or of a command",
    description: ["Written in roff, for man: preflight.1, and a page for each command, such as preflight-ca-show.1."],
    arguments: Arguments("COMMAND", 0...2, help: "A command, such as check or ca show", values: [.commands]),
    examples: [
      Example("Read one", "preflight manual check | man -l -"),
      Example("Write one to a file", "preflight manual ca show > preflight-ca-show.1"),
    ])
}
