import Foundation
import Glibc
import JSONText

/// Fixtures/world/faulty.py: Pebble behind a proxy that does wrong what its rules say.
final class FaultyCA {
  private let folder: URL
  private let process: pid_t
  let port: Int

  var directory: String { "https://localhost:\(port)/dir" }
  /// Whose process is ended by the rule `kill`.
  var pidFile: URL { folder.appendingPathComponent("pid") }
  private var log: URL { folder.appendingPathComponent("faulty.ndjson") }

  private static let scripts = URL(filePath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("../../Fixtures/world").standardized

  /// Not by Foundation's Process: with one that runs on, the end of another is not always noticed.
  init(rules: String, folder: URL, port: Int = Int.random(in: 20_000..<30_000)) throws {
    self.folder = folder
    self.port = port
    let arguments = [
      "python3", "-B", FaultyCA.scripts.appendingPathComponent("faulty.py").path,
      World.environment["PREFLIGHT_WORLD"] ?? "", "\(port)", folder.appendingPathComponent("faulty.ndjson").path, rules,
      folder.appendingPathComponent("pid").path,
    ]
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { throw Missing(port: port) }
    defer { close(ends[0]) }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, ends[1], 1)
    var vector = arguments.map { strdup($0) } + [nil]
    defer { for text in vector { free(text) } }
    var process: pid_t = 0
    let result = posix_spawnp(&process, "python3", &actions, nil, &vector, environ)
    close(ends[1])
    guard result == 0 else { throw Missing(port: port) }
    self.process = process
    // To the line's end: an unbuffered Python writes it in two pieces, and would find the pipe closed.
    var line: [UInt8] = []
    var octet: UInt8 = 0
    while line.last != 10, line.count < 100, read(ends[0], &octet, 1) == 1 { line.append(octet) }
    guard line == Array("ready\n".utf8) else { throw Missing(port: port) }
  }

  struct Missing: Error {
    let port: Int
  }

  /// To be called when nobody asks it any more.
  func end() {
    kill(process, SIGKILL)
    waitpid(process, nil, 0)
  }

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
