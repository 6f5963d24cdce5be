import EventLoop
import Gate
import Glibc
import Testing
import Timing

@testable import Submission

@Suite struct UacmeHookTests {
  private func run(_ stage: Stage, _ arguments: [String], webroot: Bool = true) async throws -> Child.End {
    let hook = UacmeHook(path: "\(stage.directory)/hook")
    try Files.writeProgram(hook.path, UacmeHook.text)
    let none = try Descriptor.open("/dev/null", O_RDWR)
    let environment =
      webroot ? ["PREFLIGHT_WEBROOT=\(stage.directory)/web", "PREFLIGHT_TOKENS=\(stage.directory)/tokens"] : []
    let child = try Child(
      Child.Start(
        arguments: [hook.path] + arguments, environment: environment, input: none, output: none, errors: none,
        isSession: false))
    _ = await stage.loop.readable(child.ended.number, until: .never)
    return try #require(child.end(reaping: true))
  }

  private func clean(_ stage: Stage) {
    for path in ["web/.well-known/acme-challenge", "web/.well-known", "web"] { rmdir("\(stage.directory)/\(path)") }
  }

  @Test func aTokenIsServedFromBeginToDone() async throws {
    try await Stage.with { stage in
      let token = "web/.well-known/acme-challenge/To-k_en1"
      let begun = try await run(stage, ["begin", "http-01", "a.example", "To-k_en1", "To-k_en1.print"])
      #expect(begun == .exited(0))
      #expect(stage.text(token) == "To-k_en1.print")
      var status = stat()
      #expect(stat("\(stage.directory)/\(token)", &status) == 0 && status.st_mode & 0o777 == 0o644)
      #expect(stage.text("tokens") == "To-k_en1\n")
      // A second run of the same order gets the same token.
      let again = try await run(stage, ["begin", "http-01", "a.example", "To-k_en1", "To-k_en1.other"])
      #expect(again == .exited(0))
      #expect(stage.text(token) == "To-k_en1.other")
      let done = try await run(stage, ["done", "http-01", "a.example", "To-k_en1", "x"])
      #expect(done == .exited(0))
      #expect(stage.text(token).isEmpty)
      clean(stage)
    }
  }

  @Test(arguments: ["../../x", "a/b", "", "a b", "a.b"])
  func whatIsNoTokenIsRefused(token: String) async throws {
    try await Stage.with { stage in
      let refused = try await run(stage, ["begin", "http-01", "a.example", token, "x"])
      #expect(refused == .exited(1))
      clean(stage)
    }
  }

  @Test(arguments: ["dns-01", "tls-alpn-01"])
  func otherChallengesAreDeclined(type: String) async throws {
    try await Stage.with { stage in
      let declined = try await run(stage, ["begin", type, "a.example", "t", "x"])
      #expect(declined == .exited(1))
    }
  }

  @Test func withoutAWebrootNothingIsWritten() async throws {
    try await Stage.with { stage in
      let accepted = try await run(stage, ["begin", "http-01", "a.example", "t", "x"], webroot: false)
      #expect(accepted == .exited(0))
      #expect(access("\(stage.directory)/web", F_OK) != 0)
    }
  }

  @Test func tokensOfAKilledClientAreSwept() async throws {
    try await Stage.with { stage in
      _ = try await run(stage, ["begin", "http-01", "a.example", "left", "x"])
      let preset = UacmePreset(
        ClientPlace(
          client: "uacme", directoryURL: "", stateDirectory: stage.directory, webroot: "\(stage.directory)/web"))
      let order = try stage.order()
      try Files.replace("\(stage.directory)/o1.tokens", with: Array("left\n../../../tokens\n".utf8))
      preset.forget(order.id, files: stage.directory)
      #expect(stage.text("web/.well-known/acme-challenge/left").isEmpty)
      #expect(stage.text("tokens") == "left\n")
      clean(stage)
    }
  }
}
