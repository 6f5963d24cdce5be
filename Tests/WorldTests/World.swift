import Foundation
import JSONText

/// The servers of Fixtures/world, where they run around this process.
enum World {
  static let environment = ProcessInfo.processInfo.environment
  static var isThere: Bool { environment["WORLD_TARGET"] != nil }
  static let absence = "needs the servers of Fixtures/world: run Fixtures/test"

  static var arguments: [String] {
    (environment["WORLD_ARGS"] ?? "").split(separator: " ").map(String.init)
  }

  /// The program under test: built beside the tests.
  static let program: URL = {
    URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
      .appendingPathComponent("preflight")
  }()

  struct Result {
    var status: Int32
    var output: Data
    var errors: String

    var lines: [JSONValue] {
      output.split(separator: 10).compactMap { try? JSONValue(parsing: $0) }
    }
  }

  /// Runs `preflight` and waits for its end. Output goes through files, so that no pipe can fill up.
  ///
  /// - Parameters:
  ///   - descriptors: The most files that it may have open; nil: as many as these tests.
  ///   - environment: Beside what these tests have.
  ///   - program: what runs it, where that is not itself.
  static func preflight(
    _ arguments: [String], input: String? = nil, descriptors: Int? = nil, environment: [String: String] = [:],
    program: URL = program
  ) throws -> Result {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let files = ["in", "out", "err"].map { folder.appendingPathComponent($0) }
    try Data((input ?? "").utf8).write(to: files[0])
    for file in files.dropFirst() { try Data().write(to: file) }
    let process = Process()
    process.executableURL = program
    process.arguments = arguments
    process.environment = Self.environment.merging(environment) { $1 }
    if let descriptors {
      process.executableURL = URL(filePath: "/bin/sh")
      process.arguments = ["-c", "ulimit -n \(descriptors); exec \"$0\" \"$@\"", program.path] + arguments
    }
    process.standardInput = try FileHandle(forReadingFrom: files[0])
    process.standardOutput = try FileHandle(forWritingTo: files[1])
    process.standardError = try FileHandle(forWritingTo: files[2])
    try process.run()
    process.waitUntilExit()
    let status = process.terminationReason == .exit ? process.terminationStatus : 128 + process.terminationStatus
    return Result(
      status: status, output: try Data(contentsOf: files[1]),
      errors: String(decoding: try Data(contentsOf: files[2]), as: UTF8.self))
  }
}
