import Commands
import Options
import Testing

@Suite struct ManualTests {
  @Test(arguments: CommandName.allCases)
  func aPageIsWellFormedAndShowsEveryOption(_ name: CommandName) async throws {
    let words = name.rawValue.split(separator: " ").map(String.init)
    let shown = try await page(words)
    for option in Command.named(name).options {
      #expect(shown.contains("       \(option.flagText)"), "\(option.flagText)")
    }
    for title in ["NAME", "SYNOPSIS", "DESCRIPTION", "EXIT STATUS", "EXAMPLES", "SEE ALSO"] {
      #expect(shown.contains("\n\(title)\n"), "\(title)")
    }
    #expect(shown.contains("preflight-\(words.joined(separator: "-")) - "))
  }

  @Test func theProgramsOwnPageNamesEveryCommand() async throws {
    let shown = try await page([])
    for name in CommandName.allCases {
      #expect(shown.contains("       \(name.rawValue)"))
      #expect(shown.contains("preflight-\(name.rawValue.replacing(" ", with: "-"))(1)"))
    }
    #expect(shown.contains("platforms: {"))
  }

  /// The page as man shows it at 80 columns, which has nothing to warn of.
  private func page(_ words: [String]) async throws -> String {
    let (output, errors) = (MemoryOutput(), MemoryOutput())
    let code = await Program.run(context(["manual"] + words, output: output, errors: errors))
    try #require(code == 0, "\(errors.text)")
    let directory = try Directory()
    let path = try directory.write(output.text, to: "page.1")
    let warnings = try Child.run(
      "/usr/bin/timeout",
      ["30", "sh", "-c", "MANWIDTH=80 man --warnings=w -l \"$1\" 2>&1 > /dev/null", "sh", path])
    #expect(warnings.isEmpty, "\(warnings)")
    let shown = try Child.run(
      "/usr/bin/timeout", ["30", "sh", "-c", "MANWIDTH=80 man -P cat -l \"$1\" | col -bx", "sh", path])
    // A command line that a shell is to read is broken only where it may be.
    for line in shown.split(separator: "\n") where line.count > 80 && !line.hasSuffix("\\") { Issue.record("\(line)") }
    return shown
  }
}
