import Foundation
import JSONText
import Testing

/// `--submitter acme` in front of Pebble, and of a Pebble behind a proxy that does wrong.
@Suite(
  .serialized,
  .enabled(if: World.isThere && World.environment["WORLD_MODE"] == "namespace", Comment(rawValue: World.absence)))
struct ACMETests {
  static var directory: String { World.environment["WORLD_DIRECTORY"] ?? "" }
  static let names = ["live-001.dev", "live-002.dev", "live-003.dev", "live-004.dev"]

  // MARK: Killed at every step

  struct Step: Sendable, CustomTestStringConvertible {
    var on: String
    var when: String
    var nth: Int
    var testDescription: String { "\(when) \(on) \(nth)" }
  }

  static let steps: [Step] = [
    Step(on: "directory", when: "after", nth: 1), Step(on: "newAccount", when: "before", nth: 1),
    Step(on: "newAccount", when: "after", nth: 1), Step(on: "newOrder", when: "before", nth: 1),
    Step(on: "newOrder", when: "before", nth: 4), Step(on: "newOrder", when: "after", nth: 1),
    Step(on: "newOrder", when: "after", nth: 3), Step(on: "authorization", when: "before", nth: 1),
    Step(on: "authorization", when: "after", nth: 2), Step(on: "challenge", when: "before", nth: 2),
    Step(on: "challenge", when: "after", nth: 1), Step(on: "challenge", when: "after", nth: 3),
    Step(on: "order", when: "before", nth: 1), Step(on: "finalize", when: "before", nth: 1),
    Step(on: "finalize", when: "after", nth: 1), Step(on: "finalize", when: "after", nth: 4),
    Step(on: "certificate", when: "before", nth: 1), Step(on: "certificate", when: "after", nth: 2),
    Step(on: "certificate", when: "after", nth: 4),
  ]

  @Test(.timeLimit(.minutes(2)), arguments: steps)
  func killed(_ step: Step) throws {
    let place = try ACMEPlace()
    let rule = #"[{"on":"\#(step.on)","when":"\#(step.when)","nth":\#(step.nth),"do":"kill"}]"#
    let ca = try FaultyCA(rules: rule, folder: place.folder)
    defer { ca.end() }
    #expect(try place.runToBeKilled(Self.names, ca) == 137, "it was killed")
    let last = try place.run(Self.names, ca.directory)
    #expect(last.status == 0, "\(last.errors)")
    for name in Self.names { #expect(place.faults([name]).isEmpty, "\(name): \(place.faults([name]))") }
    try place.expectNothingLeft(Self.names)
  }

  /// By the program that runs once the certificate is in place, before the ledger knows of it.
  @Test(.timeLimit(.minutes(2))) func killedBeforeTheSettlement() throws {
    let place = try ACMEPlace()
    let ca = try FaultyCA(rules: "[]", folder: place.folder)
    defer { ca.end() }
    #expect(try place.runToBeKilled(Self.names, ca, ["--deploy-hook", "sh -c 'kill -9 $PPID'"]) == 137)
    let last = try place.run(Self.names, ca.directory)
    #expect(last.status == 0, "\(last.errors)")
    for name in Self.names { #expect(place.faults([name]).isEmpty, "\(name): \(place.faults([name]))") }
    try place.expectNothingLeft(Self.names)
  }

  // MARK: A CA in trouble

  /// Every second of the world's requests with PREFLIGHT_STORM=half; with a number N all, and so many others that N are ready.
  private static func stormRequests() throws -> [[String]] {
    let all = try String(contentsOfFile: RunTests.list, encoding: .utf8).split(separator: "\n")
      .filter { !$0.hasPrefix("#") }.map { $0.split(separator: " ").map(String.init) }.filter { !$0.isEmpty }
    guard let count = World.environment["PREFLIGHT_STORM"].flatMap(Int.init) else {
      return all.enumerated().filter { $0.offset % 2 == 0 }.map(\.element)
    }
    return all + (0..<max(0, count - ready(all).count)).map { ["storm-\($0).crowd.dev"] }
  }

  /// What the proxy in front of Pebble has counted.
  private static func counted() throws -> [JSONValue] {
    try Data(contentsOf: URL(filePath: World.environment["WORLD_COUNTER"] ?? "")).split(separator: 10)
      .compactMap { try? JSONValue(parsing: $0) }
  }

  private static func ready(_ requests: [[String]]) -> [[String]] {
    let verdicts = Dictionary(Row.all.map { ($0.name, $0.verdict) }, uniquingKeysWith: { first, _ in first })
    return requests.filter { $0.allSatisfy { verdicts[$0] == "ready" || $0.hasSuffix(".crowd.dev") } }
  }

  /// Nonces rejected, connections cut before and after, requests turned away: all that are ready get their certificate,
  /// what is pending never exceeds the cap, and no order is left behind.
  ///
  /// By hand, with PREFLIGHT_STORM: Debian's Pebble now and then leaves a challenge that it has taken at
  /// "processing" for good, and its order is then waited for to the end of --order-timeout.
  @Test(
    .timeLimit(.minutes(5)),
    .enabled(
      if: World.environment["PREFLIGHT_STORM"] != nil, "PREFLIGHT_STORM=300 puts 300 ready requests through it"))
  func inTheStorm() throws {
    let place = try ACMEPlace()
    let requests = try Self.stormRequests()
    let problem = #"{\"type\":\"urn:ietf:params:acme:error:badNonce\",\"detail\":\"stale\"}"#
    let json = #"{"Content-Type":"application/problem+json"}"#
    let rules = """
      [{"on":"newAccount newOrder order authorization challenge finalize certificate","when":"before","share":0.15,
        "do":"answer","status":400,"headers":\(json),"body":"\(problem)"},
       {"on":"*","when":"before","share":0.02,"do":"cut"},{"on":"*","when":"after","share":0.02,"do":"cut"},
       {"on":"newOrder","when":"after","share":0.05,"do":"cut"},
       {"on":"*","when":"before","share":0.02,"do":"answer","status":429,"headers":{"Retry-After":"1"},"body":""},
       {"on":"*","when":"before","share":0.02,"do":"answer","status":503,"headers":{"Retry-After":"1"},"body":""}]
      """
    let ca = try FaultyCA(rules: rules, folder: place.folder)
    defer { ca.end() }
    let before = try Self.counted()
    // Other tests may have left some.
    var left = Set(before.filter { $0["event"]?.string == "newOrder" }.compactMap { $0["order"]?.string })
    for event in before where event["event"]?.string == "ended" { left.remove(event["order"]?.string ?? "") }
    let result = try place.run(requests.map { $0.joined(separator: " ") }, ca.directory, ["--max-pending", "10"])

    let ready = Self.ready(requests)
    #expect(ready.count > 60)
    let issued = result.settlements.filter { $0["outcome"]?.string == "issued" }
    #expect(issued.count == ready.count, "\(result.settlements.filter { $0["outcome"]?.string != "issued" })")
    for request in ready { #expect(place.faults(request).isEmpty, "\(request): \(place.faults(request))") }
    try place.expectNothingLeft(ready.map { $0.sorted().joined(separator: " ") })
    let counted = try Self.counted().dropFirst(before.count).filter { $0["event"]?.string == "newOrder" }
    let most = Int(counted.compactMap { $0["open"]?.int }.max() ?? 0) - left.count
    #expect((8...10).contains(most), "\(most) pending at the CA")
    #expect(try ca.requests().allSatisfy { $0["agent"]?.string?.hasPrefix("preflight/") == true })
  }
}
