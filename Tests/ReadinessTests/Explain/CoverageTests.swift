import Foundation
import Readiness
import Testing

/// A code without a page, a name of the world that shows it, and a test that knows it is a promise that nobody keeps.
@Suite("Every code is explained, shown and tested")
struct CoverageTests {
  /// Codes that no name of the world can show, and why. Each needs a unit test.
  static let withoutRow: [String: String] = [
    "self.network-unreachable": "the world has routes to all its addresses",
    "self.ipv6-untested": "the world has IPv6",
    "dns.cname-too-long": "the world's resolver gives up with SERVFAIL first",
  ]

  static let root = URL(filePath: #filePath).deletingLastPathComponent().appendingPathComponent("../../..")

  /// The codes columns of the world's names; what must not be there does not count.
  static let shown: Set<String> = {
    var codes: Set<String> = []
    for text in files("Fixtures/world/names", "table") {
      for line in text.split(separator: "\n") where !line.hasPrefix("#") {
        let columns = line.components(separatedBy: "|").map { $0.trimmingCharacters(in: .whitespaces) }
        guard columns.count >= 6 else { continue }
        for code in columns[5].components(separatedBy: ",").map({ $0.trimmingCharacters(in: .whitespaces) })
        where !code.hasPrefix("!") { codes.formUnion(code.components(separatedBy: "/")) }
      }
    }
    return codes
  }()

  static let tests = files("Tests", "swift", except: "CoverageTests.swift").joined(separator: "\n")
  static let declarations = files("Sources/Readiness/Report", "swift").joined(separator: "\n")

  @Test(arguments: FindingCode.all)
  func code(_ code: FindingCode) throws {
    #expect(FindingPage.page(for: code) != nil, "no page in Readiness/Explain")
    if Self.withoutRow[code.rawValue] == nil {
      #expect(Self.shown.contains(code.rawValue), "no row in Fixtures/world/names has it in its codes")
    }
    let constant = try #require(
      Self.declarations.split(separator: "static let ").first { $0.contains("FindingCode(\"\(code.rawValue)\")") }?
        .prefix { $0 != " " })
    let isTested =
      Self.tests.contains("\"\(code.rawValue)") || Self.tests.contains(".\(constant),")
      || Self.tests.contains(".\(constant))") || Self.tests.contains(".\(constant)]")
      || Self.tests.contains(".\(constant) ")
    #expect(isTested, "no unit test mentions it")
  }

  @Test("an exemption that is not needed any more goes")
  func exemptions() {
    #expect(Self.withoutRow.keys.filter(Self.shown.contains).isEmpty)
    #expect(Set(Self.withoutRow.keys).isSubset(of: FindingCode.all.map(\.rawValue)))
  }

  private static func files(_ folder: String, _ suffix: String, except: String = "") -> [String] {
    let folder = root.appendingPathComponent(folder)
    let found = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
    return (found?.allObjects ?? []).compactMap { $0 as? URL }
      .filter { $0.pathExtension == suffix && $0.lastPathComponent != except }
      .compactMap { try? String(contentsOf: $0, encoding: .utf8) }
  }
}
