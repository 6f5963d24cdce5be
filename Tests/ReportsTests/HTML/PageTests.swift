import Foundation
import JSONText
import Readiness
import Testing

@testable import Reports

@Suite struct PageTests {
  /// The page's own data, as its script reads it.
  private func data(_ page: HTMLReport) throws -> JSONValue {
    let text = String(decoding: Samples.document(page), as: UTF8.self)
    let start = try #require(text.range(of: "<script type=\"application/json\" id=\"data\">")).upperBound
    let end = try #require(text[start...].range(of: "</script>")).lowerBound
    return try JSONValue(parsing: text[start..<end].utf8)
  }

  private func page(_ reports: Report...) -> HTMLReport {
    var page = Samples.page(.check, expected: ["203.0.113.10"])
    for report in reports { _ = page.add(.report(report, line: nil)) }
    return page
  }

  @Test func saysWhatTheDiagnosisSays() throws {
    let name = try #require(try data(page(Samples.notReady))["domains"]?.array?.first?.array?.first)
    let diagnosis = ReportText(style: .plain, width: 1000).diagnosis(Samples.notReady, expected: ["203.0.113.10"])
    for part in ["now", "fetches", "wrong", "steps", "warnings"] {
      let lines = try #require(name[part]?.array, "\(part)")
      #expect(!lines.isEmpty)
      for text in lines.flatMap({ $0.strings ?? [$0.string ?? "?"] }) { #expect(diagnosis.contains(text), "\(text)") }
    }
    #expect(diagnosis.contains(name["ending"]?.string ?? "?"))
    #expect(name["verdict"]?.string == "not-ready")
    // Only the case of letters was changed.
    #expect(name["given"] == nil)
  }

  @Test func headingsAreThoseOfTheDiagnosis() throws {
    let parts = try #require(try data(page(Samples.ready))["parts"])
    for part in Diagnosis.Part.allCases { #expect(parts["\(part)"]?.string == part.rawValue) }
  }

  @Test func aLaterCheckTakesTheEarliersPlace() throws {
    var later = Samples.notReady
    later.verdict = .ready
    later.findings = []
    let page = page(Samples.notReady, Samples.undetermined, later)
    #expect(page.tally.checked == 2)
    #expect(page.tally[.ready] == 1 && page.tally[.notReady] == 0 && page.tally[.undetermined] == 1)
    #expect(page.tally.causes.map(\.code) == [.selfResolverUnreachable])
    #expect(try data(page)["domains"]?.array?.count == 2)
  }

  @Test func whoeverNeedsAttentionStandsFirst() throws {
    let names = try data(page(Samples.ready, Samples.undetermined, Samples.notReady))["domains"]?.array ?? []
    #expect(
      names.map { $0.array?.first?["name"]?.string } == ["shop.example.com", "new.example.com", "www.example.com"])
  }

  @Test func aNameOfItsOwnTargetSaysSo() throws {
    var page = page(Samples.ready)
    var other = Samples.notReady
    other.expected = ["203.0.113.99"]
    _ = page.add(.report(other, line: nil))
    let names = try data(page)["domains"]?.array?.compactMap { $0.array?.first } ?? []
    #expect(names.map { $0["should"]?.array?.first?.strings } == [["A", "203.0.113.99"], nil])
  }

  @Test func nothingOfAStrangersIsMarkup() throws {
    let text = "</script><!--<script>\"'&\u{2028}\u{202e}"
    var report = Samples.notReady
    report.name = text
    report.findings = [Finding(.httpStatus, summary: text, remedy: text, evidence: ["title": .text(text)])]
    var page = Samples.page(.check, expected: [text])
    _ = page.add(.report(report, line: nil))
    _ = page.add(.rejected(line: 1, reason: text))
    let document = String(decoding: Samples.document(page), as: UTF8.self)
    #expect(document.components(separatedBy: "</script>").count == 3, "the data's and the script's own")
    #expect(!document.contains("<!--"))
    #expect(document.unicodeScalars.allSatisfy { $0 == "\n" || !$0.movesTheCursor })
    #expect(try data(page)["domains"]?.array?.first?.array?.first?["name"]?.string == Inert.text(text, limit: 253))
  }

  /// The policy names style and script by their hash: whoever changes one of them puts its new hash into PageParts.
  @Test func thePolicyLetsTheirOwnPartsThrough() throws {
    for (part, directive) in [(PageParts.style, "style-src"), (PageParts.script, "script-src")] {
      let hash = try sha256(part)
      #expect("\(PageParts.policy)".contains("\(directive) 'sha256-\(hash)';"), "\(directive) 'sha256-\(hash)'")
      #expect(!String(decoding: part, as: UTF8.self).contains("</"))
    }
  }

  private func sha256(_ bytes: [UInt8]) throws -> String {
    let file = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try Data(bytes).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    let process = Process()
    let pipe = Pipe()
    process.executableURL = URL(filePath: "/usr/bin/openssl")
    process.arguments = ["dgst", "-sha256", "-binary", file.path]
    process.standardOutput = pipe
    try process.run()
    return pipe.fileHandleForReading.readDataToEndOfFile().base64EncodedString()
  }
}
