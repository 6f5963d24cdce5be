import Foundation
import JSONText
import Reports
import Testing

/// The HTML report in a real browser, without a network. `Fixtures/browser/drive.py` clicks, types and looks, and says of
/// each thing that must hold whether it does. `PREFLIGHT_SCREENSHOTS=DIR` has it leave pictures for a person to look at.
@Suite(.enabled(if: Browser.isThere, "needs Debian's chromium and chromium-driver: run Fixtures/test"))
struct BrowserTests {
  @Test(arguments: Browser.expected)
  func holds(_ check: Browser.Check) throws {
    let result = try #require(Browser.results["\(check.page) \(check.name)"], "not tried: \(Browser.complaint)")
    #expect(result == "", "\(check)")
  }

  /// A check that nobody waits for would never be missed.
  @Test func nothingElseIsTried() {
    #expect(Set(Browser.results.keys) == Set(Browser.expected.map { "\($0.page) \($0.name)" }))
  }

  @Test(arguments: ["many", "worst"])
  func isSmall(_ page: String) throws {
    let octets = try #require(Browser.documents[page]).count
    print("HTML report \(page): 10,000 names, \(octets) octets")
    #expect(octets < 10_000_000)
  }
}

enum Browser {
  struct Check: Sendable, CustomTestStringConvertible {
    let page: String
    let name: String
    var testDescription: String { "\(page): \(name)" }
  }

  static let isThere = ["chromium", "chromedriver"].allSatisfy {
    FileManager.default.isExecutableFile(atPath: "/usr/bin/\($0)")
  }

  static let documents: [String: [UInt8]] = [
    "many": Pages.many(10_000), "worst": Pages.worst(10_000), "strange": Pages.strange(), "run": Pages.run(),
    "single": Pages.single(),
  ].mapValues(Pages.document)

  private static let everywhere = [
    "asks nothing of the network", "says nothing on the console", "fits a phone", "is readable in both modes",
    "has room on paper", "is a list without a script",
  ]

  static let expected: [Check] =
    documents.keys.sorted().flatMap { page in everywhere.map { Check(page: page, name: $0) } }
    + [
      "opens in time", "shows the counts", "filters by text", "filters by verdict", "filters by cause",
      "filters by a click on the chart", "sorts by each column", "shows more", "sorts by keyboard",
      "opens a name by keyboard", "closes with Escape", "opens a name by its link", "goes on to the next name",
      "prints a name alone",
    ].map { Check(page: "many", name: $0) }
    + ["opens in time", "says what it has no room for"].map { Check(page: "worst", name: $0) }
    + ["opens the only name"].map { Check(page: "single", name: $0) }
    + ["runs nothing", "shows it as text", "opens every name"].map { Check(page: "strange", name: $0) }
    + ["draws what was pending", "filters by order", "shows how an order ended"].map { Check(page: "run", name: $0) }

  private static let run = drive()
  /// By page and check: what is wrong, or nothing.
  static var results: [String: String] { run.results }
  static var complaint: String { run.complaint }

  private static func drive() -> (results: [String: String], complaint: String) {
    let files = FileManager.default
    let folder = files.temporaryDirectory.appendingPathComponent("preflight-" + UUID().uuidString)
    defer { try? files.removeItem(at: folder) }
    let fixtures = URL(filePath: #filePath).deletingLastPathComponent().appendingPathComponent("../../Fixtures/browser")
    let process = Process()
    let output = folder.appendingPathComponent("output")
    let errors = folder.appendingPathComponent("errors")
    do {
      try files.createDirectory(at: folder, withIntermediateDirectories: true)
      for (name, document) in documents {
        try Data(document).write(to: folder.appendingPathComponent("\(name).html"))
      }
      for file in [output, errors] { try Data().write(to: file) }
      process.executableURL = URL(filePath: "/usr/bin/python3")
      process.arguments =
        [fixtures.appendingPathComponent("drive.py").standardized.path, folder.path]
        + [ProcessInfo.processInfo.environment["PREFLIGHT_SCREENSHOTS"]].compactMap(\.self)
      process.standardOutput = try FileHandle(forWritingTo: output)
      process.standardError = try FileHandle(forWritingTo: errors)
      try process.run()
      process.waitUntilExit()
      var results: [String: String] = [:]
      for line in try Data(contentsOf: output).split(separator: 10) {
        let value = try JSONValue(parsing: line)
        if let note = value["note"]?.string { print(note) }
        guard let page = value["page"]?.string, let check = value["check"]?.string else { continue }
        results["\(page) \(check)"] = value["wrong"]?.string ?? ""
      }
      return (results, String(decoding: try Data(contentsOf: errors), as: UTF8.self))
    } catch {
      return ([:], "\(error)")
    }
  }
}
