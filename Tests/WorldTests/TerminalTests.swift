import Foundation
import Testing

/// The program on a real pseudo-terminal: what a person sees while it works, at its end, and after Ctrl-C.
@Suite(
  .serialized,
  .enabled(if: World.isThere && World.environment["WORLD_MODE"] == "namespace", Comment(rawValue: World.absence)))
struct TerminalTests {
  private static let proof =
    ["--target", World.environment["WORLD_TARGET"] ?? "", "--thumbprint", World.environment["WORLD_THUMBPRINT"] ?? ""]
    + World.arguments
  /// Sound, then one that lets us wait for two seconds.
  private static let slow =
    ["check"] + proof + ["--concurrency", "1", "--timeout", "2s", "shop-001.shop", "hostile-no-answer.shop"]

  private func inFolder(_ body: (URL) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("preflight-" + UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(folder)
  }

  /// A list of 20 sound names and the arguments of a run whose orders take so long.
  private func run(_ folder: URL, seconds: Double) throws -> [String] {
    let list = folder.appendingPathComponent("list")
    try (1...20).map { "shop-0\($0 < 10 ? "0" : "")\($0).shop\n" }.joined()
      .write(to: list, atomically: true, encoding: .utf8)
    let state = folder.appendingPathComponent("state").path
    return ["run", list.path] + Self.proof
      + ["--state", state, "--max-pending", "10", "--submit", "sleep \(seconds)"]
  }

  @Test func theLineFitsAndIsGoneAtTheEnd() throws {
    let screen = try Screen(["see:1/2", "resize:30", "wait:0.5"], Self.slow)
    #expect(screen.failure == nil)
    #expect(screen.status == 1)
    #expect(screen.drawn.contains { $0.text.hasPrefix("1/2 names  ✓ 1 ready  ✗ 0 not ready") && $0.columns == 80 })
    #expect(screen.drawn.contains { $0.text.hasPrefix("1/2  ✓ 1 ✗ 0 ? 0") && $0.columns == 30 })
    for line in screen.drawn { #expect(line.width < line.columns, "\(line)") }
    // Five looks a second, and two results between them.
    #expect(screen.drawn.count < 20)
    #expect(screen.rows.first == "✓ shop-001.shop  ready")
    #expect(!screen.text.contains("1/2"))
    #expect(screen.rows.last == "")
    #expect(screen.unknown.isEmpty && screen.isStateKept)
  }

  @Test func oneNameIsNamed() throws {
    let screen = try Screen(
      ["see:checking"], ["check"] + Self.proof + ["--timeout", "1s", "hostile-no-answer.shop"])
    #expect(screen.failure == nil)
    #expect(screen.rows.first == "✗ hostile-no-answer.shop  not ready")
    #expect(!screen.text.contains("checking"))
  }

  @Test(arguments: ["key:^C", "signal:TERM"])
  func theFirstSignalEndsACheckInOrder(_ signal: String) throws {
    let screen = try Screen(["see:1/2", signal], Self.slow)
    #expect(screen.failure == nil)
    #expect(screen.status == (signal == "signal:TERM" ? 143 : 130))
    #expect(screen.text.contains("1 name: 1 ready, 0 not ready, 0 undetermined"))
    #expect(screen.text.contains("preflight: interrupted: 1 name checked, 1 not"))
    #expect(!screen.text.contains("1/2"))
    #expect(screen.isStateKept)
  }

  /// Nobody reads the pipe: what is checked cannot be written.
  @Test func theSecondEndsItAtOnce() throws {
    let screen = try Screen(
      ["--output", "pipe", "wait:2", "key:^C", "wait:0.5", "key:^C"],
      ["check", "--from", RunTests.list, "--format", "ndjson"] + Self.proof)
    #expect(screen.failure == nil)
    #expect(screen.status == 130)
    #expect(screen.seconds < 20)
  }

  @Test func theFirstSignalLetsOrdersEnd() throws {
    try inFolder { folder in
      let screen = try Screen(["see:pending 10/10", "key:^C"], try run(folder, seconds: 1.5))
      #expect(screen.failure == nil)
      #expect(screen.status == 130)
      #expect(screen.text.contains("no further orders; 10 orders under way have 30s to end"))
      #expect(screen.rows.filter { $0.hasSuffix("issued") }.count == 10)
      #expect(screen.text.contains("Left      10 waiting, 0 pending"))
      #expect(screen.text.contains("preflight: interrupted: 10 requests not done; all of it is in the ledger in"))
      #expect(screen.drawn.contains { $0.text.contains("ending") })
      for line in screen.drawn { #expect(line.width < line.columns) }
      #expect(!screen.text.contains("0/20"))
    }
  }

  @Test func theSecondEndsARunAtOnce() throws {
    try inFolder { folder in
      let screen = try Screen(
        ["see:pending 10/10", "key:^C", "see:no further orders", "key:^C"], try run(folder, seconds: 50))
      #expect(screen.failure == nil)
      #expect(screen.status == 130)
      #expect(screen.seconds < 25)
      #expect(screen.text.contains("10 orders may still be pending at the CA and keep their slots, 10 requests"))
    }
  }

  /// A terminal that a killed process leaves needs no `reset`.
  @Test func killedItLeavesTheTerminalAsItWas() throws {
    let screen = try Screen(["see:1/2", "signal:KILL"], Self.slow)
    #expect(screen.status == 137)
    #expect(screen.unknown.isEmpty && screen.isStateKept)
    #expect(screen.text.contains("1/2"))
  }

  @Test(arguments: [
    ([String: String](), true, true), (["NO_COLOR": "1"], false, true), (["TERM": "dumb"], false, false),
  ])
  func colorsAndTheLineFollowTheEnvironment(_ environment: [String: String], _ colors: Bool, _ line: Bool) throws {
    let screen = try Screen([], Self.slow, environment: environment)
    let raw = String(decoding: screen.raw.filter { $0 != 13 }, as: UTF8.self)
    #expect(raw.contains("\u{1b}[32m✓") == colors)
    #expect(raw.contains("\u{1b}[J") == line)
    #expect(screen.drawn.isEmpty == !line)
    if !colors, !line { #expect(!raw.contains("\u{1b}")) }
    #expect(screen.rows.first == "✓ shop-001.shop  ready")
  }

  /// Names with escape sequences, octets that are no UTF-8, and what hostile servers say.
  @Test func strangersMoveNothing() throws {
    try inFolder { folder in
      let list = folder.appendingPathComponent("list\u{1b}[2J")
      let lines: [[UInt8]] = [
        Array("a\u{1b}]0;owned\u{7}.shop".utf8), [0xff, 0xfe, 0x9b, 0x33, 0x31, 0x6d], Array("\u{202e}pohs.live".utf8),
        Array("hostile-words.shop hostile-location.shop hostile-host.shop".utf8),
        Array("{\"names\":\"\u{9b}2J\"}".utf8),
      ]
      try Data(lines.joined(separator: [10])).write(to: list)
      let names = ["b\u{1b}[31m.shop", "\u{9b}2J.shop", "c\u{2066}.shop"]
      let check = try Screen(
        [], ["check"] + Self.proof + ["--from", list.path] + names, environment: ["NO_COLOR": "1"])
      #expect(check.text.contains("b\\u{1b}[31m.shop"))
      let run = try Screen(
        [], ["run"] + Self.proof + ["--state", folder.path + "/s", "--submit", "true", list.path],
        environment: ["NO_COLOR": "1"])
      for screen in [check, run] {
        #expect(screen.failure == nil)
        #expect(screen.unknown.isEmpty, "\(screen.unknown)")
        let raw = String(decoding: screen.raw, as: UTF8.self)
        #expect(Array(raw.utf8) == Array(screen.raw), "not UTF-8")
        let left = raw.unicodeScalars.filter { $0 != "\r" }
        let moving = left.filter {
          ($0.value < 32 && $0 != "\n" && $0 != "\u{1b}") || (0x7f...0x9f).contains($0.value)
            || $0.properties.generalCategory == .format
        }
        // All that escapes is ours: the line's erasing.
        #expect(String(String.UnicodeScalarView(left)).replacing("\u{1b}[J", with: "").contains("\u{1b}") == false)
        #expect(moving.isEmpty, "\(moving.map { String($0.value, radix: 16) })")
      }
    }
  }

  @Test func aReaderThatHasSeenEnoughMakesNoNoise() throws {
    let check = ([World.program.path, "check"] + Self.proof + ["--from", RunTests.list]).map { "'\($0)'" }
    let screen = try Screen(
      [], program: ["/bin/bash", "-c", check.joined(separator: " ") + " | head -n 1; echo \"= ${PIPESTATUS[0]}\""])
    #expect(screen.rows.count == 3, "\(screen.text)")
    #expect(["  ready", "  not ready", "  undetermined"].contains { screen.text.contains($0) }, "\(screen.text)")
    #expect(screen.seconds < 10)
    #expect(["= 0", "= 1", "= 3"].contains(screen.rows.dropFirst().first))
  }

  @Test func aClosedOutputIsNamed() throws {
    let screen = try Screen(["--output", "closed"], ["check"] + Self.proof + ["shop-001.shop"])
    #expect(screen.status == 4)
    #expect(screen.text == "preflight: standard output: it is closed: open it, or give --output FILE\n")
  }

  /// Commands that have nothing to bring in order end at the first.
  @Test(arguments: ["key:^C", "signal:TERM"])
  func aPlanThatWaitsForItsListEnds(_ signal: String) throws {
    let screen = try Screen(["wait:0.5", signal], ["plan", "-"])
    #expect(screen.failure == nil)
    #expect(screen.status == (signal == "signal:TERM" ? 143 : 130))
  }
}
