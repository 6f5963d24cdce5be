import Foundation
import JSONText
import Options
import Readiness
import Reports
import Synchronization
import Testing
import Timing

@testable import Commands

/// Files of --report on a real disk.
@Suite struct ReportFilesTests {
  private let folder: URL
  private let errors = MemoryOutput()
  private var context: Context

  init() throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    context = fakeContext(errors)
    context.createFile = { path throws(OutputError) in try FileOutput(path: path) }
    context.replaceFile = { path throws(OutputError) in try WholeFile(path: path) }
  }

  private func choices(_ reports: [String], _ more: [String] = []) throws -> [ReportChoice] {
    let arguments = ["check", "a.example"] + reports.flatMap { ["--report", $0] } + more
    guard case .command(_, _, let values) = try Invocation(arguments) else { return [] }
    return try ReportChoice.read(OptionReader(values: values, command: .check))
  }

  private func files(_ reports: [String]) throws -> ReportFiles {
    try ReportFiles(choices(reports), OutputSettings(.check, startedAt: Timestamp(milliseconds: 0)), context)
  }

  private var names: [String] { (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? [] }

  private func text(_ name: String) -> String {
    (try? String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)) ?? ""
  }

  private let report = Report(
    name: "a.example", input: "A.example", verdict: .ready, checkedAt: Timestamp(milliseconds: 0),
    duration: .milliseconds(1), findings: [])
  private let ending = OutputEnding(at: Timestamp(milliseconds: 1000))

  @Test("the second signal leaves nothing beside the files") func abandoned() throws {
    let files = try files(["html=\(folder.path)/page.html", "json=\(folder.path)/all.json"])
    #expect(names.count == 2)
    files.abandon()
    #expect(names.isEmpty)
  }

  @Test func streamsGrowAndDocumentsAppearWhole() throws {
    let old = folder.appendingPathComponent("all.json")
    try "old".write(to: old, atomically: false, encoding: .utf8)
    let files = try files(["json=\(old.path)", "ndjson=\(folder.path)/lines", "text=\(folder.path)/a,b=c.txt"])
    files.write(files.add(.report(report, line: 1)))
    #expect(text("all.json") == "old")
    #expect(text("lines").hasSuffix("}\n"))
    files.write(files.add(.report(report, line: 2)))
    files.finish(ending)
    #expect(try JSONValue(parsing: text("all.json")).array?.count == 2)
    #expect(text("lines").split(separator: "\n").count == 2)
    #expect(text("a,b=c.txt").hasSuffix("2 names: 2 ready, 0 not ready, 0 undetermined\n"))
    #expect(names.sorted() == ["a,b=c.txt", "all.json", "lines"])
    #expect(!files.hasFailed)
    #expect(errors.text.isEmpty)
  }

  /// A job that is killed or fails leaves the last whole report where it was.
  @Test func whatWasNotFinishedLeavesNothing() throws {
    do {
      let files = try files(["json=\(folder.path)/all.json"])
      files.write(files.add(.report(report, line: nil)))
      #expect(names.count == 1)
    }
    #expect(names == [])
  }

  @Test func aLinkStaysALinkAndAModeAMode() throws {
    let real = folder.appendingPathComponent("real")
    try "old".write(to: real, atomically: false, encoding: .utf8)
    try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: real.path)
    let link = folder.appendingPathComponent("link").path
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "real")
    let files = try files(["json=\(link)"])
    files.finish(ending)
    #expect(text("real") == "[]\n")
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == "real")
    let mode = try FileManager.default.attributesOfItem(atPath: real.path)[.posixPermissions] as? Int
    #expect(mode == 0o640)
  }

  @Test func aFullDiskIsSaidOnceAndTheOthersGoOn() throws {
    let files = try files(["ndjson=/dev/full", "json=\(folder.path)/all.json"])
    for _ in 0..<3 { files.write(files.add(.report(report, line: nil))) }
    files.finish(ending)
    #expect(files.hasFailed)
    #expect(errors.text.split(separator: "\n").count == 1)
    #expect(errors.text.contains("--report ndjson=/dev/full: /dev/full: No space left on device"))
    #expect(try JSONValue(parsing: text("all.json")).array?.count == 3)
  }

  @Test func whatIsNoRegularFileIsWrittenTo() throws {
    let files = try files(["json=/dev/null"])
    files.finish(ending)
    #expect(!files.hasFailed)
  }

  @Test(arguments: ["json=/nowhere/a.json", "ndjson=/nowhere/a.ndjson", "json=/proc/a.json", "json=/"])
  func aWrongPathIsSaidAtTheStart(_ report: String) throws {
    let error = #expect(throws: CommandError.self) { try files([report]) }
    guard case .input(let text)? = error else { return #expect(Bool(false), "\(String(describing: error))") }
    #expect(text.hasPrefix("--report \(report) cannot be written: "))
  }

  @Test(arguments: [
    (["json"], "must be a format and a file, such as json=report.json"), (["json="], "a format and a file"),
    (["jsno=x"], "did you mean json?"), (["=x"], "one of the formats text, json"),
    (["json=-"], "standard output is for --format json"), (["json=x", "text=x"], "keep them apart"),
    (["json=out"], "--output is the same file"), (["json=./out"], "--output is the same file"),
    (["json=names"], "--from is the same file"),
  ])
  func aWrongChoiceIsSaid(_ reports: [String], _ words: String) throws {
    let error = #expect(throws: UsageError.self) { try choices(reports, ["--output", "out", "--from", "names"]) }
    #expect(error?.description.contains(words) == true, "\(String(describing: error))")
  }

  @Test func everyFormatIsAWordOfTheOptions() {
    #expect(Option.format.words(for: .check) == ReportFormat.all.map(\.rawValue))
    #expect(Option.format.words(for: .run) == ReportFormat.all.map(\.rawValue))
    #expect(Option.format.words(for: .status) == ["text", "json", "ndjson"])
  }
}

private func fakeContext(_ errors: MemoryOutput) -> Context { context(errors: errors) }
