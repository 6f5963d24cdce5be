import Options
import Testing

/// An option that is in the table is everywhere that the table leads to.
@Suite struct EveryOptionTests {
  private static let scripts = CompletionScript(Vocabulary(profiles: ["letsencrypt"], findings: ["dns"]))
  private static let bash = words(scripts.text(for: .bash))
  private static let zsh = words(scripts.text(for: .zsh))
  private static let fish = words(scripts.text(for: .fish))

  /// Words as a reader sees them, without quotes, brackets and what is repeated.
  private static func words(_ text: String) -> Set<String> {
    Set(text.split { !($0.isLetter || $0.isNumber || $0 == "-" || $0 == ".") }.map(String.init))
  }

  @Test(arguments: Option.all)
  func isInHelpManualCompletionsAndConfiguration(_ option: Option) throws {
    for command in option.commands {
      #expect(HelpText.command(command, width: 80).contains("  \(option.flagText)"))
      let page = ManualPage(version: "1", date: "2026-01-01").command(command)
      #expect(page.contains(".TP\n\\fB" + option.flagText.replacing("-", with: "\\-") + "\\fR"))
    }
    #expect(Self.bash.contains(option.flagText))
    #expect(Self.zsh.contains(option.flagText))
    #expect(Self.fish.contains(option.name))
    let value =
      switch option.kind {
      case .flag: "true"
      case .integer(let range): "\(range.lowerBound)"
      case .duration(let range): "'\(range.upperBound.components.seconds)s'"
      case .choice(let words): "'\(words[0])'"
      case .text, .file, .directory: "'x'"
      }
    let text = Array("{'\(option.name)':\(value)}".utf8)
    if option.isTakenFromFiles {
      _ = try ConfigurationFile(text, path: "p", trust: .trusted)
    } else {
      #expect(throws: UsageError.self) { try ConfigurationFile(text, path: "p", trust: .trusted) }
    }
  }

  @Test(arguments: Option.all)
  func wordsOfAChoiceAreTheSameInHelpManualAndCompletions(_ option: Option) {
    for command in option.commands {
      let choices = option.words(for: command)
      if choices.isEmpty { continue }
      let help = Self.words(HelpText.command(command, width: 80) + " " + option.placeholder(for: command))
      let page = Self.words(
        ManualPage(version: "1", date: "2026-01-01").command(command).replacing("\\-", with: "-")
          .replacing("\\fI", with: " ").replacing("\\fR", with: " "))
      for choice in choices {
        for words in [help, page, Self.bash, Self.zsh, Self.fish] {
          #expect(words.contains(choice) || words.contains(choice + "."), "\(option.name): \(choice)")
        }
      }
      let shown = option.placeholder(for: command).split(separator: "|").map(String.init)
      #expect(shown == choices || shown.count == 1, "the placeholder says other words than the table")
    }
  }

  @Test func everyCommandIsInTheOverviewAndTheCompletions() {
    let overview = HelpText.overview(width: 80)
    let page = ManualPage(version: "1", date: "2026-01-01").overview()
    for command in CommandName.allCases {
      #expect(overview.contains("  \(command.rawValue)"))
      #expect(page.contains("\\fB\(command.rawValue.replacing("-", with: "\\-"))\\fR"))
      for word in command.words {
        for words in [Self.bash, Self.zsh, Self.fish] { #expect(words.contains(String(word))) }
      }
    }
  }
}
