import Foundation
import JSONText
import Testing

/// A file in the working directory makes a name alone a whole check, and runs nothing.
@Suite(.enabled(if: World.isThere, Comment(rawValue: World.absence)))
struct ConfigurationTests {
  /// Runs the program in a directory of its own that holds a preflight.json.
  private func preflight(_ arguments: [String], beside text: String) throws -> (World.Result, left: [String]) {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try text.write(to: folder.appendingPathComponent("preflight.json"), atomically: false, encoding: .utf8)
    let result = try World.preflight(
      ["-c", "cd \"$0\" && exec \"$@\"", folder.path, World.program.path] + arguments,
      program: URL(filePath: "/bin/sh"))
    return (result, try FileManager.default.contentsOfDirectory(atPath: folder.path))
  }

  private var platforms: String {
    let target = (World.environment["WORLD_TARGET"] ?? "").split(separator: ",").map { "'\($0)'" }
    return """
      {
        // Where the shops are.
        platforms: {
          eu: { target: [\(target.joined(separator: ", "))], thumbprint: '\(World.environment["WORLD_THUMBPRINT"] ?? "")' },
          us: { target: '192.0.2.1', },
        },
        platform: 'eu', format: 'json',
      }
      """
  }

  @Test(arguments: [
    (["bücher.shop"], 0, "ready"), (["old-aaaa-01.shop"], 1, "not-ready"),
    (["--platform", "us", "bücher.shop"], 1, "not-ready"),
  ])
  func aNameAloneIsAWholeCheck(_ arguments: [String], _ status: Int32, _ verdict: String) throws {
    let (result, _) = try preflight(["check"] + World.arguments + arguments, beside: platforms)
    #expect(result.status == status, "\(result.errors)")
    #expect(result.lines.first?["verdict"]?.string == verdict)
  }

  @Test(arguments: [
    "{submit: 'touch ran'}", "{platforms: {eu: {submit: 'touch ran'}}, platform: 'eu'}",
    "{coprocess: 'touch ran', thumbprint: 'x'}", "{'\\u0073ubmit': 'touch ran'}",
    "{config: './preflight.json', submit: 'touch ran'}", "{'deploy-hook': 'touch ran'}", "{signer: 'touch ran'}",
    "{'challenge-hook': 'touch ran'}", "{'metrics-file': 'ran'}", "{output: 'ran'}", "{state: 'ran'}",
  ])
  func nothingOfTheFileRunsOrIsWritten(_ text: String) throws {
    let state = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
    defer { try? FileManager.default.removeItem(atPath: state) }
    for command in [
      ["run", "--thumbprint", "x", "--submitter", "command", "--state", state, "/dev/null"], ["check", "a.shop"],
    ] {
      let (result, left) = try preflight(command, beside: text)
      #expect(result.status == 2)
      #expect(result.errors.contains("preflight.json:1:"))
      #expect(left == ["preflight.json"])
    }
  }
}
