import Foundation
import Testing

/// The program as a process, where its descriptors and signals matter.
@Suite struct ProcessTests {
  private let program = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
    .appendingPathComponent("preflight").path

  private func shell(_ script: String) throws -> String {
    let directory = try Directory()
    return try Child.run("/bin/sh", ["-c", script, program], input: "", directory: directory.path)
  }

  @Test("a pipe that nobody reads yet can be interrupted", arguments: ["--output f", "--report ndjson=f"])
  func pipe(_ option: String) throws {
    let script = "mkfifo f; timeout -s INT -k 20 0.3 \"$0\" check a.example \(option); echo $?"
    // 124: it ended by itself; 137: it had to be killed.
    #expect(try shell(script) == "124\n")
  }

  @Test func aReportOnTheStandardOutputTakesNothingFromIt() throws {
    let both = try shell(
      "\"$0\" check localhost --resolver 127.0.0.1:1 --report markdown=/dev/stdout 2> /dev/null > f; cat f")
    #expect(both.hasPrefix("✗ localhost"))
    #expect(both.contains("More: preflight explain name.reserved\n# preflight check"))
    #expect(both.contains("| `localhost` |"))
  }

  @Test func whatWasFoundBeforeTheListFailedIsReported() throws {
    let report = try shell(
      "\"$0\" check localhost --from - --resolver 127.0.0.1:1 --report json=r.json > /dev/null 2>&1 <&-; echo $?; cat r.json"
    )
    #expect(report.hasPrefix("2\n["))
    #expect(report.contains("\"name\":\"localhost\""))
  }
}
