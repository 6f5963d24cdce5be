import Foundation
import JSONText
import Testing

/// The program of the README, as a co-process in front of Pebble.
@Suite(
  .serialized,
  .enabled(if: World.isThere && World.environment["WORLD_MODE"] == "namespace", Comment(rawValue: World.absence)))
struct CoprocessRunTests {
  private struct Place {
    let folder: URL

    init() throws {
      folder = FileManager.default.temporaryDirectory.appendingPathComponent("preflight-" + UUID().uuidString)
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      try FileManager.default.copyItem(
        atPath: World.environment["WORLD_ACCOUNT_DIR"] ?? "", toPath: folder.appendingPathComponent("client").path)
      let readme = URL(filePath: #filePath).deletingLastPathComponent().appendingPathComponent("../../README.md")
      let text = try String(contentsOf: readme.standardized, encoding: .utf8)
      let start = try #require(text.firstRange(of: "```python\n")?.upperBound)
      let end = try #require(text[start...].firstRange(of: "```")?.lowerBound)
      #expect(text[start..<end].split(separator: "\n", omittingEmptySubsequences: false).count <= 21)
      try text[start..<end].write(to: folder.appendingPathComponent("orders.py"), atomically: true, encoding: .utf8)
    }

    func arguments(_ input: String) -> [String] {
      let environment = World.environment
      let client = "uacme -v -a \(environment["WORLD_DIRECTORY"] ?? "") -c \(folder.path)/client -h "
      return [
        "run", input, "--coprocess",
        "python3 \(folder.path)/orders.py \(client)\(environment["WORLD_HOOK"] ?? "") issue", "--thumbprint",
        environment["WORLD_THUMBPRINT"] ?? "", "--target", environment["WORLD_TARGET"] ?? "", "--max-pending", "4",
        "--state", folder.appendingPathComponent("state").path, "--format", "ndjson",
      ]
    }
  }

  private static let names = (111...122).map { "shop-\($0).shop" }

  @Test(.timeLimit(.minutes(2))) func theExampleObtainsCertificates() throws {
    let place = try Place()
    defer { try? FileManager.default.removeItem(at: place.folder) }
    let input = (Self.names + ["dead-v6-refused.shop"]).joined(separator: "\n")
    let result = try World.preflight(place.arguments("-"), input: input)
    let ends = result.lines.filter { $0["event"]?.string == "settled" }
    #expect(ends.count { $0["outcome"]?.string == "issued" } == Self.names.count, "\(result.errors)")
    #expect(ends.count { $0["outcome"]?.string == "failed" } == 1)
    #expect(result.status == 1)
    for name in Self.names {
      #expect(FileManager.default.fileExists(atPath: "\(place.folder.path)/client/\(name)/cert.pem"), "\(name)")
    }
  }

  @Test(.timeLimit(.minutes(2))) func killedItLosesNothingAndLeavesNobodyBehind() throws {
    let place = try Place()
    defer { try? FileManager.default.removeItem(at: place.folder) }
    let list = place.folder.appendingPathComponent("list")
    try Self.names.joined(separator: "\n").write(to: list, atomically: true, encoding: .utf8)
    let process = Process()
    let pipe = Pipe()
    process.executableURL = World.program
    process.arguments = place.arguments(list.path)
    process.standardOutput = pipe
    process.standardError = FileHandle.nullDevice
    try process.run()
    var output = Data()
    while case let piece = pipe.fileHandleForReading.availableData, !piece.isEmpty {
      output += piece
      // In the midst of it: some have ended, some are under way.
      if output.split(separator: 10).count(where: { $0.firstRange(of: Data("\"settled\"".utf8)) != nil }) >= 2 {
        kill(process.processIdentifier, SIGKILL)
      }
    }
    process.waitUntilExit()

    let last = try World.preflight(place.arguments(list.path))
    #expect(last.status == 0, "\(last.errors)")
    #expect(last.errors.contains("left open by an earlier run"), "\(last.errors)")
    for name in Self.names {
      #expect(FileManager.default.fileExists(atPath: "\(place.folder.path)/client/\(name)/cert.pem"), "\(name)")
    }
    let left = try FileManager.default.contentsOfDirectory(atPath: "/proc").filter { process in
      let line = (try? Data(contentsOf: URL(filePath: "/proc/\(process)/cmdline"))) ?? Data()
      return Int(process) != nil && line.firstRange(of: Data("\(place.folder.path)/orders.py".utf8)) != nil
        && line.firstRange(of: Data("--coprocess".utf8)) == nil
    }
    #expect(left.isEmpty, "\(left)")
  }
}
