import Foundation
import Testing

/// A line of Fixtures/world/names/*.table: what is expected of a name.
struct Row: Sendable, CustomTestStringConvertible {
  var name: String
  /// `both`, `probe`, `target` or `none`, and further options of `check`.
  var given: String
  var verdict: String
  /// Each entry: one of these codes must be among the findings.
  var codes: [[String]]
  /// None of these may be.
  var absent: [String]

  var testDescription: String { "\(name) (\(given))" }

  static let all: [Row] = {
    let folder = URL(filePath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../Fixtures/world/names")
    let files = (try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)) ?? []
    return files.filter { $0.pathExtension == "table" }.flatMap { file in
      let text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
      return text.split(separator: "\n").filter { !$0.hasPrefix("#") }.flatMap(rows)
    }
  }()

  /// Without those that this world cannot show: `generate.py` lists them where there is no namespace.
  static let here: [Row] = {
    let path = (World.environment["PREFLIGHT_WORLD"] ?? "") + "/needs-namespace"
    let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
    let missing = Set(text.split(separator: "\n").map(String.init))
    if !missing.isEmpty { print("\(missing.count) names need a network namespace and are skipped: \(path)") }
    return all.filter { !missing.contains($0.name) }
  }()

  private static func rows(_ line: Substring) -> [Row] {
    let columns = line.components(separatedBy: "|").map { $0.trimmingCharacters(in: .whitespaces) }
    guard columns.count >= 6, columns[4] != "-" else { return [] }
    let codes =
      columns[5] == "-" ? [] : columns[5].components(separatedBy: ",").map { $0.trimmingCharacters(in: .whitespaces) }
    return expand(columns[0]).map { name in
      Row(
        name: name, given: columns[3], verdict: columns[4],
        codes: codes.filter { !$0.hasPrefix("!") }.map { $0.components(separatedBy: "/") },
        absent: codes.filter { $0.hasPrefix("!") }.map { String($0.dropFirst()) })
    }
  }

  /// "shop-[001-130].shop" stands for 130 names.
  private static func expand(_ name: String) -> [String] {
    guard let match = name.firstMatch(of: /\[(\d+)-(\d+)\]/), let first = Int(match.1), let last = Int(match.2) else {
      return [name]
    }
    return (first...max(first, last)).map { number in
      let digits = String(repeating: "0", count: max(0, match.1.count - String(number).count)) + String(number)
      return name.replacingCharacters(in: match.range, with: digits)
    }
  }
}
