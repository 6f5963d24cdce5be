import Foundation
import JSONText
import Synchronization
import Testing

/// Every name of the world gets the verdict and the findings that its row of the table says.
@Suite(.enabled(if: World.isThere, Comment(rawValue: World.absence)))
struct VerdictTests {
  /// All names are checked at once, as a user with a list would do it: one run for each way of asking.
  static let reports: [String: JSONValue] = {
    guard World.isThere else { return [:] }
    let ways = Set(Row.here.map(\.given)).sorted()
    let reports = Mutex<[String: JSONValue]>([:])
    // Most of them spend their time on a few names that have to be waited for.
    DispatchQueue.concurrentPerform(iterations: ways.count) { index in
      let given = ways[index]
      let names = Row.here.filter { $0.given == given }.map(\.name)
      let arguments = ["check", "--from", "-", "--format", "ndjson"] + options(given) + World.arguments
      let result = try? World.preflight(arguments, input: names.joined(separator: "\n") + "\n")
      for report in result?.lines ?? [] {
        if let name = report["input"]?.string { reports.withLock { $0["\(given) \(name)"] = report } }
      }
    }
    return reports.withLock { $0 }
  }()

  private static func options(_ given: String) -> [String] {
    let target = ["--target", World.environment["WORLD_TARGET"] ?? ""]
    let thumbprint = ["--thumbprint", World.environment["WORLD_THUMBPRINT"] ?? ""]
    let words = given.split(separator: " ").map(String.init)
    let base =
      switch words.first {
      case "both": target + thumbprint
      case "probe": thumbprint
      case "target": target
      default: [String]()
      }
    return base + words.dropFirst()
  }

  @Test(arguments: Row.here)
  func verdict(_ row: Row) throws {
    let report = try #require(Self.reports["\(row.given) \(row.name)"], "no report")
    let text = JSONWriter.text(of: report)
    #expect(report["verdict"]?.string == row.verdict, "\(text)")
    let codes = (report["findings"]?.array ?? []).compactMap { $0["code"]?.string }
    for alternatives in row.codes {
      #expect(!Set(alternatives).isDisjoint(with: codes), "\(alternatives) not among \(codes)")
    }
    for code in row.absent { #expect(!codes.contains(code), "\(text)") }
  }

  @Test func tableIsThere() {
    #expect(Row.all.count >= 200)
  }
}

extension JSONWriter {
  static func text(of value: JSONValue) -> String {
    var writer = JSONWriter()
    writer.value(value)
    return writer.text
  }
}
