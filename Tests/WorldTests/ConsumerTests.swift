import Foundation
import JSONText
import Testing

/// What those make of each format who read it: an XML schema, spreadsheets, renderers of Markdown, jq, a validator of JSON.
/// On the world's strangest servers, and on input lines of strangers.
@Suite(.enabled(if: World.isThere, Comment(rawValue: World.absence)), .serialized)
struct ConsumerTests {
  static let formats = ["text", "ndjson", "junit", "github", "markdown", "csv"]

  private let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  /// Servers that say strange things soon; those that say nothing for long are HostileTests'.
  private static let names = Row.here.filter { row in
    row.name.contains("hostile-words") || row.name.contains("hostile-location") || row.name.contains("hostile-host")
      || row.name.hasPrefix("page-") || row.name.hasPrefix("caa-")
  }.map(\.name)

  /// Lines as a stranger would put them into a list.
  private static let lines = [
    "=cmd|'/c'!A1.shop", "+1.shop", "@sum.shop", "a;=1.shop", "<script>alert(1)</script>.shop", "`x`|y.shop",
    "[click](http://e.shop)", "x%0A::error::y.shop", "www.e.shop@f.shop", "bücher.shop", "*.shop",
    ##"{"names":["\u001b[31m.shop","a\u202eb.shop","two\nlines.shop","x##[add-path]/tmp","\ufffe.shop"]}"##,
    #"{"names":["]]>.shop","\"quoted\".shop","-dash.shop","::error::x"]}"#, "{\"names\":7}",
  ]

  private var reports: [String] {
    (Self.formats + ["json"]).flatMap { ["--report", "\($0)=\(path($0))"] }
  }

  private func path(_ name: String) -> String { folder.appendingPathComponent(name).path }

  private func list(_ names: [String]) throws -> String {
    var bytes = Array((names + Self.lines).joined(separator: "\n").utf8)
    bytes += [10, 0xff, 0xfe, 0x2e, 0x73, 10]
    try Data(bytes).write(to: folder.appendingPathComponent("list"))
    return path("list")
  }

  private func hold(_ files: [String]) throws {
    let script = URL(filePath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../Fixtures/consumers/hold").standardized
    let result = try World.preflight([World.program.path] + files, program: script)
    let said = String(decoding: result.output, as: UTF8.self)
    #expect(result.status == 0, "\(said)\(result.errors)")
    for file in files { #expect(said.contains(file.prefix { $0 != "=" })) }
  }

  private static var expectation: [String] {
    [
      "--target", World.environment["WORLD_TARGET"] ?? "", "--thumbprint",
      World.environment["WORLD_THUMBPRINT"] ?? "",
    ] + World.arguments
  }

  @Test func aCheck() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    #expect(Self.names.count > 20)
    let list = try list(Self.names)
    let summary = path("summary.md")
    try "# before\n".write(toFile: summary, atomically: false, encoding: .utf8)
    let result = try World.preflight(
      ["check", "--from", list, "--timeout", "5s", "--format", "github"] + reports + Self.expectation,
      environment: ["GITHUB_STEP_SUMMARY": summary, "GITHUB_WORKSPACE": folder.path])
    #expect(result.status == 2, "\(result.errors)")
    #expect(result.output == (try Data(contentsOf: folder.appendingPathComponent("github"))))
    #expect(String(decoding: result.output, as: UTF8.self).contains("::error file=list,line="))
    let page = try String(contentsOfFile: summary, encoding: .utf8)
    #expect(page.hasPrefix("# before\n# preflight check\n"))
    try hold(Self.formats.map { "\($0)=\(path($0))" } + ["report=\(path("json"))", "markdown=\(summary)"])
    let reports = try String(contentsOfFile: path("ndjson"), encoding: .utf8).split(separator: "\n").count
    #expect(try JSONValue(parsing: Data(contentsOf: folder.appendingPathComponent("json"))).array?.count == reports)
  }

  @Test func aRun() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let list = try list(["shop-001.shop", "shop-002.shop www.shop-002.shop"] + Self.names.prefix(10))
    let state = path("state")
    let result = try World.preflight(
      [
        "run", list, "--submit", "true {name}", "--state", state, "--timeout", "5s", "--format", "csv", "--max-wait",
        "0",
      ]
        + reports + Self.expectation)
    #expect(result.status == 2, "\(result.errors)")
    #expect(String(decoding: result.output, as: UTF8.self).contains("shop-001.shop,issued,ready,"))
    try hold(Self.formats.map { "\($0)=\(path($0))" })
    let places = [("status", ["status", "--state", state]), ("plan", ["plan", list]), ("profile", ["ca", "list"])]
    for (name, arguments) in places {
      try World.preflight(arguments + ["--format", "json"]).output.write(to: folder.appendingPathComponent(name))
    }
    try #"{"target":["203.0.113.0/24"],"concurrency":8,"timeout":"20s","platforms":{"eu":{"allow-proxied":true}}}"#
      .write(toFile: path("config"), atomically: false, encoding: .utf8)
    try hold(["status", "plan", "profile", "config"].map { "\($0)=\(path($0))" })
  }

  /// The README's jobs for GitHub Actions and GitLab, as their runners would run them.
  @Test(.enabled(if: World.environment["WORLD_MODE"] == "namespace"))
  func theJobsOfTheReadme() throws {
    let script = URL(filePath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../Fixtures/consumers/jobs").standardized
    let result = try World.preflight(
      [
        World.program.path, World.environment["WORLD_TARGET"] ?? "", World.environment["WORLD_THUMBPRINT"] ?? "",
        "shop-001.shop", "page-cf-challenge.shop",
      ], program: script)
    #expect(result.status == 0, "\(String(decoding: result.output, as: UTF8.self))\(result.errors)")
    #expect(
      String(decoding: result.output, as: UTF8.self).contains("::error title=page-cf-challenge.shop%3A not ready::"))
  }

  /// A report is only ever whole.
  @Test func whatCannotBeWrittenIsSaid() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let full = try World.preflight(["check", "a.test", "b.test", "--report", "csv=/dev/full"])
    #expect(full.status == 4)
    #expect(full.errors.contains("--report csv=/dev/full: /dev/full: No space left on device"))
    #expect(String(decoding: full.output, as: UTF8.self).contains("2 names: 0 ready, 2 not ready"))
    let wrong = try World.preflight(["check", "a.test", "--report", "junit=/nowhere/x.xml"])
    #expect(wrong.status == 2)
    #expect(wrong.output.isEmpty)
    #expect(wrong.errors.contains("--report junit=/nowhere/x.xml cannot be written"))
  }
}
