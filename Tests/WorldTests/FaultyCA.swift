import Foundation
import JSONText

/// Fixtures/world/faulty.py: Pebble behind a proxy that does wrong what its rules say.
final class FaultyCA {
  private let folder: URL
  private let server: Server
  let port: Int

  var directory: String { "https://localhost:\(port)/dir" }
  /// Whose process is ended by the rule `kill`.
  var pidFile: URL { folder.appendingPathComponent("pid") }
  private var log: URL { folder.appendingPathComponent("faulty.ndjson") }

  private static let scripts = URL(filePath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("../../Fixtures/world").standardized

  init(rules: String, folder: URL, port: Int = Int.random(in: 20_000..<30_000)) throws {
    self.folder = folder
    self.port = port
    server = try Server([
      "python3", "-B", FaultyCA.scripts.appendingPathComponent("faulty.py").path,
      World.environment["PREFLIGHT_WORLD"] ?? "", "\(port)", folder.appendingPathComponent("faulty.ndjson").path, rules,
      folder.appendingPathComponent("pid").path,
    ])
  }

  func end() { server.end() }

  /// What it was asked.
  func requests() throws -> [JSONValue] {
    try Data(contentsOf: log).split(separator: 10).compactMap { try? JSONValue(parsing: $0) }
  }

  /// The orders of an account at Pebble: names, and how each stands.
  static func orders(key: String) throws -> [(names: [String], status: String)] {
    let process = Process()
    let pipe = Pipe()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [
      "python3", "-B", scripts.appendingPathComponent("orders.py").path, World.environment["PREFLIGHT_WORLD"] ?? "",
      key,
    ]
    process.standardOutput = pipe
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return output.split(separator: 10).compactMap { line in
      guard let json = try? JSONValue(parsing: line), let names = json["names"]?.strings else { return nil }
      return (names, json["status"]?.string ?? "")
    }
  }
}
