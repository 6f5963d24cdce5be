import Foundation
import JSONText
import Testing

/// The page that the program itself writes, about real servers. How it looks and works is BrowserTests' matter.
@Suite(.enabled(if: World.isThere, Comment(rawValue: World.absence)), .serialized)
struct HTMLReportTests {
  private static let proof = [
    "--target", World.environment["WORLD_TARGET"] ?? "", "--thumbprint", World.environment["WORLD_THUMBPRINT"] ?? "",
  ]

  private struct Page {
    let text: String
    let data: JSONValue

    /// By name: what the page shows of it, and how its order stands.
    var names: [String: [JSONValue]] {
      let names = (data["domains"]?.array ?? []).compactMap(\.array)
      return Dictionary(names.map { ($0.first?["name"]?.string ?? "", $0) }, uniquingKeysWith: { $1 })
    }

    init(_ file: URL) throws {
      text = String(decoding: try Data(contentsOf: file), as: UTF8.self)
      let start = try #require(text.range(of: "<script type=\"application/json\" id=\"data\">")).upperBound
      let end = try #require(text[start...].range(of: "</script>")).lowerBound
      data = try JSONValue(parsing: text[start..<end].utf8)
    }
  }

  private func inFolder(_ body: (URL) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(folder)
  }

  @Test func aCheckSaysWhatEachNameNeeds() throws {
    try inFolder { folder in
      let file = folder.appendingPathComponent("report.html")
      let names = ["old-aaaa-01.shop", "hostile-words.shop", "hostile-location.shop", "bücher.shop", "<b>.shop"]
      let result = try World.preflight(
        ["check", "--format", "ndjson", "--report", "html=\(file.path)", "--timeout", "3s"] + Self.proof
          + World.arguments + names)
      #expect(result.status == 1, "\(result.errors)")
      let page = try Page(file)
      for report in result.lines {
        let shown = try #require(page.names[report["name"]?.string ?? ""]?.first, "\(report)")
        #expect(shown["verdict"] == report["verdict"])
        let remedies = (report["findings"]?.array ?? []).filter { $0["severity"]?.string == "blocker" }
          .compactMap { $0["remedy"]?.string }.filter { !$0.isEmpty }
        #expect(Set(shown["steps"]?.strings ?? []) == Set(remedies))
      }
      #expect(page.names.count == names.count)
      #expect(page.names["old-aaaa-01.shop"]?.first?["now"]?.array?.count == 2)
      #expect(page.names["xn--bcher-kva.shop"]?.first?["given"]?.string == "bücher.shop")
      #expect(!page.text.contains("<b>.shop"))
      #expect(page.text.unicodeScalars.allSatisfy { $0 == "\n" || !$0.movesTheCursor })
    }
  }

  @Test func aRunSaysHowEachOrderEnded() throws {
    try inFolder { folder in
      let file = folder.appendingPathComponent("report.html")
      let input = "shop-001.shop\nold-aaaa-01.shop\nnot-there.shop\n"
      let result = try World.preflight(
        ["run", "-", "--submit", "true", "--state", folder.appendingPathComponent("state").path, "--max-pending", "3"]
          + ["--report", "html=\(file.path)", "--quiet"] + Self.proof + World.arguments, input: input)
      #expect(result.status == 1, "\(result.errors)")
      let page = try Page(file)
      #expect(page.names["old-aaaa-01.shop"]?.last?.strings == ["given up"])
      #expect(page.names["old-aaaa-01.shop"]?.first?["steps"]?.array?.isEmpty == false)
      #expect(page.names.values.count { $0.last?.strings == ["issued"] } == 1, "\(page.names)")
      #expect(page.text.contains("1 pending at most (line), cap 3 (dashed line)."))
    }
  }
}
