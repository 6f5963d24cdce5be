import Foundation
import JSONText

/// What a person would have seen of the program on a terminal: the answer of Fixtures/world/terminal.py.
struct Screen: Sendable {
  var status = 0
  /// Why a step did not come about.
  var failure: String?
  /// At the end.
  var rows: [String] = []
  /// Every text that was erased again, with the columns that the terminal had when it was drawn.
  var drawn: [(text: String, columns: Int, width: Int)] = []
  /// Sequences that do more than erase and colour.
  var unknown: [String] = []
  var isStateKept = false
  var raw = Data()
  var seconds = 0.0

  var text: String { rows.joined(separator: "\n") }

  /// Runs the program with these steps.
  ///
  /// - Parameter program: what runs on the terminal, where that is not `preflight` with `arguments`.
  init(
    _ steps: [String], _ arguments: [String] = [], program: [String] = [], environment: [String: String] = [:]
  ) throws {
    let script = URL(filePath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../Fixtures/world/terminal.py").standardized
    let process = Process()
    let pipe = Pipe()
    process.executableURL = URL(filePath: "/usr/bin/env")
    let command = program.isEmpty ? [World.program.path] + arguments : program
    process.arguments = ["python3", script.path] + steps + ["--"] + command
    let plain = ["TERM": "xterm", "NO_COLOR": ""]
    process.environment = World.environment.merging(plain) { $1 }.merging(environment) { $1 }
    process.standardOutput = pipe
    try process.run()
    let answer = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    let value = try JSONValue(parsing: Array(answer))
    status = Int(value["status"]?.int ?? -1)
    failure = value["failure"]?.string
    rows = (value["rows"]?.array ?? []).compactMap(\.string)
    drawn = (value["drawn"]?.array ?? []).map {
      ($0["text"]?.string ?? "", Int($0["columns"]?.int ?? 0), Int($0["width"]?.int ?? 0))
    }
    unknown = (value["unknown"]?.array ?? []).compactMap(\.string)
    isStateKept = value["sameState"]?.bool ?? false
    raw = Data(base64Encoded: value["raw"]?.string ?? "") ?? Data()
    seconds = value["seconds"]?.double ?? 0
  }
}
