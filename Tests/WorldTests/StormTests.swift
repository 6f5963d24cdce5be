import Foundation
import Testing

/// Runs on one ledger, killed again and again, in front of a CA that counts: `Fixtures/storm` with fewer of everything.
@Suite(.serialized, .enabled(if: World.isThere, Comment(rawValue: World.absence)))
struct StormTests {
  private static let script = URL(filePath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("../../Fixtures/counting/storm.py").standardized.path

  private func storm(_ options: [String]) throws -> (status: Int32, output: String) {
    let process = Process()
    let pipe = Pipe()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["python3", "-B", Self.script, "--preflight", World.program.path] + options
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let output = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return (process.terminationStatus, output)
  }

  @Test(
    .timeLimit(.minutes(10)),
    arguments: [
      ["--names", "200", "--kills", "10"],
      ["--names", "80", "--kills", "6", "--kill-clients"],
      ["--names", "60", "--kills", "4", "--window", "30/5"],
    ])
  func eachIsOrderedOnceHoweverOftenRunsAreKilled(_ options: [String]) throws {
    let (status, output) = try storm(options + ["--old-orders", "2000"])
    #expect(status == 0, "\(output)")
    #expect(output.contains("ok      none of them ordered twice"), "\(output)")
    #expect(output.contains("killed:") && output.contains("\(options[3]) runs"), "\(output)")
  }

  @Test(.timeLimit(.minutes(5)))
  func eachRunGetsItsShareOfTheSlots() throws {
    let (status, output) = try storm(["--fair", "--names", "800", "--slow", "0.05-0.4", "--old-orders", "10"])
    #expect(status == 0, "\(output)")
    #expect(output.contains("ok      each run has at least"), "\(output)")
  }

  /// Runs that share no ledger exceed the cap and order twice: were that not found, the storm would prove nothing.
  @Test(.timeLimit(.minutes(5)))
  func whatIsPlantedIsFound() throws {
    let (status, output) = try storm(["--names", "30", "--kills", "0", "--old-orders", "10", "--apart"])
    #expect(status == 1)
    #expect(output.contains("'kind': 'cap'") && output.contains("FAILED  none of them ordered twice"), "\(output)")
    #expect(output.contains("'kind': 'twice'"), "\(output)")
  }
}
