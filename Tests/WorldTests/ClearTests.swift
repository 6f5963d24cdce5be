import Foundation
import JSONText
import Testing

/// Orders that a run has left open at the CA, and how a person gets rid of them.
@Suite(
  .serialized,
  .enabled(if: World.isThere && World.environment["WORLD_MODE"] == "namespace", Comment(rawValue: World.absence)))
struct ClearTests {
  private let state = FileManager.default.temporaryDirectory.appendingPathComponent("preflight-" + UUID().uuidString)

  private var authority: [String] {
    let environment = World.environment
    return [
      "--directory", environment["WORLD_DIRECTORY"] ?? "", "--ca-bundle", environment["WORLD_CA_FILE"] ?? "",
      "--state", state.path,
    ]
  }

  /// Leaves the names' orders open.
  private func leave(_ names: String, _ options: [String]) throws {
    let environment = World.environment
    let result = try World.preflight(
      [
        "run", "-", "--submitter", "acme", "--webroot", environment["WORLD_WEBROOT"] ?? "", "--target",
        environment["WORLD_TARGET"] ?? "",
      ] + authority + options, input: names)
    #expect(result.status == 75, "\(result.errors)")
  }

  private func clear(_ options: [String] = []) throws -> (status: Int32, model: JSONValue) {
    let result = try World.preflight(["orders", "clear", "--format", "json"] + authority + options)
    return (result.status, try #require(result.lines.first, "\(result.errors)"))
  }

  @Test(.timeLimit(.minutes(2)))
  func whatIsReadyIsCompletedAndTheRestGivenUp() throws {
    defer { try? FileManager.default.removeItem(at: state) }
    try leave("shop-021.shop\n", ["--validate-only"])
    // A hook that puts no token anywhere: the orders stay pending.
    try leave("shop-022.shop\nshop-013.shop www.shop-013.shop\n", ["--challenge-hook", "false"])

    let told = try clear()
    #expect(told.status == 0)
    #expect(told.model["clearable"]?.array?.count == 3 && told.model["settled"]?.array?.isEmpty == true)
    #expect(told.model["staying"]?.array?.isEmpty == true)

    let done = try clear(["--yes"])
    #expect(done.status == 0)
    let outcomes = (done.model["settled"]?.array ?? []).compactMap { $0["outcome"]?.string }.sorted()
    #expect(outcomes == ["failed", "failed", "issued"])
    let certificate = state.appendingPathComponent("certificates/shop-021.shop/fullchain.pem").path
    #expect(FileManager.default.fileExists(atPath: certificate))
    #expect(try clear().model["clearable"]?.array?.isEmpty == true, "nothing is open any more")
  }

  @Test func withoutAnAccountNothingCanBeAskedFor() throws {
    defer { try? FileManager.default.removeItem(at: state) }
    try leave("shop-024.shop\n", ["--challenge-hook", "false"])
    let (account, away) = (state.appendingPathComponent("acme"), state.appendingPathComponent("away"))
    try FileManager.default.moveItem(at: account, to: away)
    let result = try World.preflight(["orders", "clear", "--yes"] + authority)
    #expect(result.status == 2)
    #expect(result.errors.contains("no account at"))
    try FileManager.default.moveItem(at: away, to: account)
    #expect(try clear(["--yes"]).status == 0)
  }
}
