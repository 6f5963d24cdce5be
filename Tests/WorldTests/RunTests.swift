import Foundation
import JSONText
import Testing

/// The main job on the world's 200 requests: checked, held below the cap, ordered at Pebble by uacme.
@Suite(
  .serialized,
  .enabled(if: World.isThere && World.environment["WORLD_MODE"] == "namespace", Comment(rawValue: World.absence)))
struct RunTests {
  static let cap = 10

  /// A state directory and a client directory of this test's own.
  struct Place {
    let folder: URL
    var state: String { folder.appendingPathComponent("state").path }
    var client: String { folder.appendingPathComponent("client").path }

    init() throws {
      folder = FileManager.default.temporaryDirectory.appendingPathComponent("preflight-" + UUID().uuidString)
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      try FileManager.default.copyItem(
        atPath: World.environment["WORLD_ACCOUNT_DIR"] ?? "", toPath: folder.appendingPathComponent("client").path)
    }

    func arguments(_ input: String) -> [String] {
      let environment = World.environment
      return [
        "run", input, "--submitter", "uacme", "--client-dir", client, "--directory",
        environment["WORLD_DIRECTORY"] ?? "",
        "--webroot", environment["WORLD_WEBROOT"] ?? "", "--target", environment["WORLD_TARGET"] ?? "",
        "--max-pending", "\(RunTests.cap)", "--state", state, "--format", "ndjson",
      ]
    }

    func hasCertificate(_ name: String) -> Bool {
      FileManager.default.fileExists(atPath: "\(client)/\(name)/cert.pem")
    }
  }

  static let list = URL(filePath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("../../Fixtures/world/domains-200.txt").standardized.path

  /// What the counter in front of the CA saw since `offset`.
  private func newOrders(since offset: Int) throws -> [JSONValue] {
    let data = try Data(contentsOf: URL(filePath: World.environment["WORLD_COUNTER"] ?? ""))
    return data.dropFirst(offset).split(separator: 10).compactMap { try? JSONValue(parsing: $0) }
      .filter { $0["event"]?.string == "newOrder" }
  }

  private func counterSize() throws -> Int {
    try Data(contentsOf: URL(filePath: World.environment["WORLD_COUNTER"] ?? "")).count
  }

  /// Runs until so many orders have settled, then kills with SIGKILL; to the end where `settled` is nil.
  private func run(_ place: Place, killAfter settled: Int?) throws -> (status: Int32, events: [JSONValue]) {
    let process = Process()
    let pipe = Pipe()
    process.executableURL = World.program
    process.arguments = place.arguments(Self.list)
    process.standardOutput = pipe
    process.standardError = FileHandle.nullDevice
    try process.run()
    var events: [JSONValue] = []
    var count = 0
    var rest = Data()
    while case let piece = pipe.fileHandleForReading.availableData, !piece.isEmpty {
      rest += piece
      while let end = rest.firstIndex(of: 10) {
        let line = rest[rest.startIndex..<end]
        rest = Data(rest[(end + 1)...])
        guard let event = try? JSONValue(parsing: line) else { continue }
        events.append(event)
        if event["event"]?.string == "settled" { count += 1 }
        if let settled, count == settled { kill(process.processIdentifier, SIGKILL) }
      }
    }
    process.waitUntilExit()
    return (process.terminationStatus, events)
  }

  @Test(.timeLimit(.minutes(10)))
  func killedThreeTimesAndThenToTheEnd() throws {
    let place = try Place()
    defer { try? FileManager.default.removeItem(at: place.folder) }
    let offset = try counterSize()

    for moment in [3, 25, 50] { _ = try run(place, killAfter: moment) }
    let last = try run(place, killAfter: nil)
    #expect(last.status == 1, "some are not ready, all others have their certificate")

    let orders = try newOrders(since: offset)
    let most = orders.compactMap { $0["open"]?.int }.max() ?? 0
    #expect(most <= Self.cap, "pending at the CA")
    #expect(most >= Self.cap - 2, "the cap is used")
    let names = orders.compactMap { $0["names"]?.strings?.sorted() }
    #expect(Set(names).count == names.count, "nothing was ordered twice")

    // The table knows which of the list are ready.
    let verdicts = Dictionary(Row.all.map { ($0.name, $0.verdict) }, uniquingKeysWith: { first, _ in first })
    let requests = try String(contentsOfFile: Self.list, encoding: .utf8).split(separator: "\n")
      .filter { !$0.hasPrefix("#") }.map { $0.split(separator: " ").map(String.init) }.filter { !$0.isEmpty }
    let ready = requests.filter { $0.allSatisfy { verdicts[$0] == "ready" } }
    #expect(ready.count > 100)
    #expect(Set(names) == Set(ready.map { $0.sorted() }), "every ready request reached the CA, and no other")
    for request in ready { #expect(place.hasCertificate(request[0]), "\(request)") }

    let again = try run(place, killAfter: nil)
    let current = again.events.count { $0["outcome"]?.string == "already-current" }
    #expect(current == ready.count)
    #expect(try newOrders(since: offset).count == orders.count, "run again, it orders nothing")
    try ended(again.events)
  }

  @Test(.timeLimit(.minutes(2)))
  func aSignalEndsTheRunInOrder() throws {
    let place = try Place()
    defer { try? FileManager.default.removeItem(at: place.folder) }
    let environment = World.environment
    let process = Process()
    let pipe = Pipe()
    process.executableURL = World.program
    process.arguments = [
      "run", Self.list, "--submit", "sleep 600", "--thumbprint", environment["WORLD_THUMBPRINT"] ?? "", "--target",
      environment["WORLD_TARGET"] ?? "", "--max-pending", "2", "--state", place.state, "--format", "ndjson", "--grace",
      "0",
    ]
    process.standardOutput = pipe
    process.standardError = FileHandle.nullDevice
    try process.run()
    var output = Data()
    var isTold = false
    while case let piece = pipe.fileHandleForReading.availableData, !piece.isEmpty {
      output += piece
      if !isTold, output.firstRange(of: Data("\"submitted\"".utf8)) != nil {
        isTold = true
        kill(process.processIdentifier, SIGTERM)
      }
    }
    process.waitUntilExit()
    #expect(process.terminationReason == .exit)
    #expect(process.terminationStatus == 143)
    let events = output.split(separator: 10).compactMap { try? JSONValue(parsing: $0) }
    let submitted = events.count { $0["event"]?.string == "submitted" }
    #expect(events.count { $0["outcome"]?.string == "unknown" } == submitted, "what is still unknown stays pending")
    #expect(events.last?["event"]?.string == "summary")
  }

  /// Every accepted request ends once, and only once.
  private func ended(_ events: [JSONValue]) throws {
    var accepted: [String: Int] = [:]
    for event in events {
      let names = (event["names"]?.strings ?? []).joined(separator: " ")
      switch event["event"]?.string {
      case "accepted": accepted[names, default: 0] += 1
      case "settled", "gave-up": accepted[names, default: 0] -= 1
      default: break
      }
    }
    #expect(accepted.allSatisfy { $0.value == 0 })
  }
}
