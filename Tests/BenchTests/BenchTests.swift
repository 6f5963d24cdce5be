import Foundation
import JSONText
import Testing

/// The benchmark as a program, on next to nothing: that it measures what it says, not how fast this machine is.
struct BenchTests {
  /// Built beside the tests.
  private static let program = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
    .appendingPathComponent("preflight-bench")

  private func bench(_ arguments: [String]) throws -> (status: Int32, output: String) {
    let process = Process()
    let pipe = Pipe()
    process.executableURL = Self.program
    process.arguments = arguments
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: output, as: UTF8.self))
  }

  private func inScratch(_ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(folder.path)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == [], "what it made is left behind")
  }

  private static let tiny = [
    "--rounds", "3", "--seconds", "0.02", "--callers", "1,5", "--names", "60", "--records", "90",
  ]

  @Test func theLedgersFiguresAreThere() throws {
    try inScratch { folder in
      let (status, output) = try bench(["ledger", "--json", "--directory", folder] + Self.tiny)
      #expect(status == 0, "\(output)")
      let json = try JSONValue(parsing: output)
      #expect(json["schema"]?.string == "preflight.bench/1")
      let sections = json["sections"]?.array ?? []
      #expect(sections.compactMap { $0["section"]?.string } == ["ledger.durable", "ledger.opening"])
      let durable = sections.first?["rows"]?.array ?? []
      let opening = sections.last?["rows"]?.array ?? []
      #expect(durable.compactMap { $0["name"]?.string } == ["1 caller", "5 callers"])
      #expect(opening.count == 4)
      for (rows, keys) in [
        (
          durable,
          ["operationsPerSecond", "operationsPerSync", "bytesPerOperation", "diskSyncsPerSecond", "shareOfDisk"]
        ),
        (opening, ["seconds", "peakBytes", "records", "fileBytes"]),
      ] {
        for row in rows {
          for key in keys {
            let figures = try ["min", "median", "max"].map { try #require(row[key]?[$0]?.double) }
            #expect(figures[0] > 0 && figures == figures.sorted(), "\(key): \(figures)")
          }
        }
      }
      // Alone, each record has a sync of its own. More callers share one: nearly five records in each.
      let perSync = durable.compactMap { $0["operationsPerSync"]?["median"]?.double }
      #expect(perSync.first == 1 && (perSync.last ?? 0) > 1, "\(perSync)")
      // 90 records, and one of the boot.
      #expect(opening.dropFirst().first?["records"]?["median"]?.double == 91)
    }
  }

  @Test func peopleReadATable() throws {
    try inScratch { folder in
      let (status, output) = try bench(["ledger", "--directory", folder] + Self.tiny)
      #expect(status == 0, "\(output)")
      for text in ["5 callers", "disk allows", "snapshot of 60 names, 6 records behind it", "90 records, 30 names"] {
        #expect(output.contains(text), "\(output)")
      }
    }
  }

  @Test func thePartsOfACheckAreThere() throws {
    try inScratch { folder in
      let (status, output) = try bench(["parts", "--json", "--rounds", "3", "--seconds", "0.01", "--directory", folder])
      #expect(status == 0, "\(output)")
      let rows = try JSONValue(parsing: output)["sections"]?.array?.first?["rows"]?.array ?? []
      #expect(rows.count == 5)
      for row in rows {
        let figures = try ["min", "median", "max"].map { try #require(row["nanosecondsEach"]?[$0]?.double) }
        #expect(figures[0] > 0 && figures == figures.sorted(), "\(figures)")
      }
    }
  }

  @Test func theStartIsMeasuredWithoutServers() throws {
    try inScratch { folder in
      let (status, output) = try bench(["start", "--no-servers", "--rounds", "1", "--directory", folder])
      #expect(status == 0, "\(output)")
      #expect(output.contains("preflight --version"), "\(output)")
      #expect(!output.contains("preflight check"), "\(output)")
    }
  }

  /// Without servers no name is ready, and what was measured would be something else.
  @Test func aCheckThatGoesWrongIsNoMeasurement() throws {
    try inScratch { folder in
      let (status, output) = try bench(["holes", "--rounds", "1", "--list", "10", "--directory", folder])
      #expect(status == 1)
      #expect(output.contains("8 names of 8 should be ready, and 0 of 8 are (Fixtures/bench"), "\(output)")
    }
  }

  @Test(arguments: [
    ([], "what is to be measured?"), (["speed"], "neither a stage nor an option"),
    (["ledger", "--rounds", "0"], "--rounds needs a number from 1"),
    (["ledger", "--callers", "1,,2"], "--callers needs a number"), (["ledger", "--seconds", "nan"], "above 0"),
  ])
  func whatIsAskedWronglyIsSaid(_ arguments: [String], _ message: String) throws {
    let (status, output) = try bench(arguments)
    #expect(status == 2)
    #expect(output.contains(message), "\(output)")
  }

  @Test func aDirectoryThatIsNotThereIsSaid() throws {
    let (status, output) = try bench(["ledger", "--directory", "/nowhere"])
    #expect(status == 1)
    #expect(output.contains("/nowhere: No such file or directory"), "\(output)")
  }
}
