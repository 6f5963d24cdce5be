import Foundation
import JSONText
import Testing

/// The benchmark's stages with servers, small: that each measures what it says, not how fast anything is.
@Suite(.serialized, .enabled(if: World.isThere, Comment(rawValue: World.absence)))
struct MeasuringTests {
  private static let bench = URL(filePath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("../../Fixtures/bench").standardized.path

  @Test(
    .timeLimit(.minutes(3)),
    arguments: [
      ("check", ["preflight check", "curl --parallel, of names", "wrk", "preflight's resolver", "dnsperf"]),
      ("holes", ["the live ones alone", "all", "all, with --concurrency 256"]),
      ("growth", ["1,000 names"]), ("start", ["preflight --version"]),
    ])
  func aStageMeasuresWhatItSays(_ stage: String, _ rows: [String]) throws {
    let program = World.program.deletingLastPathComponent().appendingPathComponent("preflight-bench").path
    let process = Process()
    let (output, errors) = (Pipe(), Pipe())
    process.executableURL = URL(filePath: Self.bench)
    process.arguments = [
      "--run", program, stage, "--list", "100", "--most", "1000", "--rounds", "1", "--seconds", "0.2", "--json",
      "--directory", FileManager.default.temporaryDirectory.path,
    ]
    process.standardOutput = output
    process.standardError = errors
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    let words = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationStatus == 0, "\(words)")
    _ = try JSONValue(parsing: text)
    for row in rows { #expect(text.contains("\"\(row)"), "\(row) in \(text)") }
  }
}
