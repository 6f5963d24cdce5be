import Foundation
import Testing

/// Servers that want a checker to wait, to fill its memory or to repeat what they say: all at once, in one run.
@Suite(.enabled(if: World.isThere, Comment(rawValue: World.absence)), .serialized)
struct HostileTests {
  struct Run: Sendable {
    var output: [UInt8]
    /// Kilobytes.
    var peak: Int
    var duration: Duration
  }

  static let names = Row.here.map(\.name).filter { $0.hasPrefix("hostile-") }
  static let runs: [String: Run] = {
    guard World.isThere else { return [:] }
    return Dictionary(
      uniqueKeysWithValues: ["text", "json", "ndjson"].compactMap { format in
        (try? run(format)).map { (format, $0) }
      })
  }()

  /// Python tells the peak of a child's memory; a Process does not.
  private static let measuring = """
    import resource, subprocess, sys
    subprocess.run(sys.argv[2:], stdout=open(sys.argv[1], "wb"), stderr=subprocess.STDOUT)
    print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
    """

  private static func run(_ format: String) throws -> Run {
    let file = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: file) }
    let process = Process()
    let pipe = Pipe()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments =
      ["python3", "-c", measuring, file.path, World.program.path, "check", "--timeout", "3s", "--format", format]
      + ["--target", World.environment["WORLD_TARGET"] ?? ""]
      + ["--thumbprint", World.environment["WORLD_THUMBPRINT"] ?? ""] + World.arguments + names
    process.standardOutput = pipe
    let start = ContinuousClock.now
    try process.run()
    let peak = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return Run(
      output: Array(try Data(contentsOf: file)),
      peak: Int(peak.trimmingCharacters(in: .whitespacesAndNewlines)) ?? .max,
      duration: ContinuousClock.now - start)
  }

  @Test func theyAreThere() {
    #expect(Self.names.count >= 20)
    #expect(Self.runs.count == 3)
  }

  /// They send gigabytes; a run with one sound name takes some 25 MB in a debug build.
  @Test func memoryStaysFlat() throws {
    let peak = try #require(Self.runs.values.map(\.peak).min())
    #expect((1000...60_000).contains(peak), "\(peak) KB")
  }

  /// Some of them talk for ever. The limits to the second are FetchClock's tests; here the machine may be busy.
  @Test(arguments: ["text", "json", "ndjson"])
  func eachEndsInTime(_ format: String) throws {
    let run = try #require(Self.runs[format])
    #expect(run.duration < .seconds(60), "\(run.duration)")
  }

  /// Nothing of what they say moves a cursor, changes a colour or turns the writing about.
  @Test(arguments: ["text", "json", "ndjson"])
  func whatTheySayIsInert(_ format: String) throws {
    let run = try #require(Self.runs[format])
    #expect(run.output.count > 1000)
    let text = String(decoding: run.output, as: UTF8.self)
    #expect(Array(text.utf8) == run.output, "not UTF-8")
    let moving = text.unicodeScalars.filter { scalar in
      switch scalar.value {
      case 0x0a: false
      case 0..<0x20, 0x7f...0x9f, 0x200b...0x200f, 0x2028...0x202e, 0x2066...0x2069: true
      default: false
      }
    }
    #expect(moving.isEmpty, "\(moving.map { String($0.value, radix: 16) })")
    for name in Self.names { #expect(text.contains(name)) }
  }
}
