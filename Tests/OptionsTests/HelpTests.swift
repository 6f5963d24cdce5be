import Options
import Testing

@Suite struct HelpTests {
  @Test(arguments: CommandName.allCases)
  func showsEveryOptionOfTheCommandAndNoOther(_ name: CommandName) {
    let help = HelpText.command(name, width: 80)
    let shown = help.split(separator: "\n").filter { $0.hasPrefix("  --") }
      .compactMap { $0.dropFirst(4).split(separator: " ").first.map(String.init) }
    #expect(shown.sorted() == Option.all.filter { $0.commands.contains(name) }.map(\.name).sorted())
  }

  @Test func fits80Columns() {
    let texts = CommandName.allCases.map { HelpText.command($0, width: 80) } + [HelpText.overview(width: 80)]
    for line in texts.flatMap({ $0.split(separator: "\n") }) { #expect(line.count <= 80, "\(line)") }
  }

  @Test(arguments: CommandName.allCases)
  func examplesParse(_ name: CommandName) throws {
    for example in Command.named(name).examples {
      let ours = example.invocation.split(separator: "|").last { $0.contains("preflight ") } ?? ""
      let words = ours.split(separator: ">")[0].split(separator: " ").dropFirst().map(String.init)
      _ = try Invocation(shellWords(words))
    }
  }

  @Test func everyOptionBelongsToACommandAndIsListedOnce() {
    #expect(Option.all.allSatisfy { !$0.commands.isEmpty })
    #expect(Set(Option.all.map(\.name)).count == Option.all.count)
    #expect(Set(Command.all.map(\.name)) == Set(CommandName.allCases))
  }

  @Test func theHelpOfExplain() {
    #expect(
      HelpText.command(.explain, width: 80) == """
        Usage: preflight explain [OPTIONS] [CODE]

        What a finding means and how to mend it.

        Without a code, lists every finding there is; with a kind (name, dns, caa, http,
        dns01, self) those of the kind.

        Arguments:
          CODE                    A finding's code, such as dns.nxdomain

        Files:
          --config FILE           The configuration, instead of the files that are
                                  looked for [default: ./preflight.json over
                                  /etc/preflight/preflight.json]
          --platform NAME         Which of the configuration's platforms holds [default:
                                  the file's own choice]

        Output:
          --format text|json|ndjson
                                  For people, one JSON value, or one JSON object a line
                                  [default: text]
          --output FILE           Write the result here [default: standard output]
          --color auto|always|never
                                  auto colours on a terminal unless NO_COLOR is set
                                  [default: auto]

        Examples:
          # One finding
          preflight explain http.token-mismatch
          # All about redirects and answers
          preflight explain http
          # All of them
          preflight explain

        Exit codes:
          0         done
          2         usage or configuration error
          4         the output could not be written

        Each option can be set by a variable too, PREFLIGHT_ and its name with _ for -
        (PREFLIGHT_FORMAT=json), or by a configuration file (`preflight config show`);
        the option wins. Durations: 90s, 10m, 3h, 7d.

        """)
  }

  /// Joins what stands between single quotes again, and drops the quotes.
  private func shellWords(_ words: [String]) -> [String] {
    var result: [String] = []
    var open: String?
    for word in words {
      if let begun = open {
        open = word.hasSuffix("'") ? nil : begun + " " + word
        if word.hasSuffix("'") { result.append(begun + " " + word.dropLast()) }
      } else if word.hasPrefix("'"), !word.hasSuffix("'") {
        open = String(word.dropFirst())
      } else {
        result.append(word)
      }
    }
    return result
  }
}
