import Foundation
import Testing

/// Wrong uses get one clear sentence on stderr and the right exit code; nothing crashes or hangs.
@Suite(.enabled(if: World.isThere, Comment(rawValue: World.absence)))
struct BadInputTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var title: String
    var arguments: [String]
    var input = ""
    var status: Int32
    /// Part of what stderr says.
    var says: String

    var testDescription: String { title }
  }

  static let run = ["run", "-", "--submit", "true {name}", "--thumbprint", "x", "--state", "/tmp/preflight-bad-input"]

  static let cases: [Case] = [
    Case(title: "no name", arguments: ["check"], status: 2, says: "no name"),
    Case(title: "empty file", arguments: ["check", "--from", "-"], status: 0, says: "holds no names"),
    Case(title: "missing file", arguments: ["check", "--from", "/nonexistent"], status: 2, says: "No such file"),
    Case(title: "a directory", arguments: ["check", "--from", "/"], status: 2, says: "directory"),
    Case(
      title: "binary", arguments: ["check", "--from", "-"], input: "\u{0}\u{1}\u{7f}\n", status: 2,
      says: "control characters"),
    Case(
      title: "a line of 1 MB", arguments: ["check", "--from", "-"], input: String(repeating: "a", count: 1_000_000),
      status: 2, says: "longer than"),
    Case(title: "typo in an option", arguments: ["check", "--taget", "x", "a.shop"], status: 2, says: "--target"),
    Case(title: "typo in a command", arguments: ["chek", "a.shop"], status: 2, says: "check"),
    Case(title: "impossible option", arguments: ["check", "--timeout", "-1s", "a.shop"], status: 2, says: "--timeout"),
    Case(
      title: "no resolver answers", arguments: ["check", "--resolver", "127.0.0.1:1", "a.shop"], status: 3, says: ""),
    Case(
      title: "missing web root", arguments: ["check", "--webroot", "/nonexistent", "a.shop"], status: 2,
      says: "--webroot"),
    Case(
      title: "state that cannot be written",
      arguments: ["run", "-", "--submit", "true {name}", "--thumbprint", "x", "--state", "/proc/preflight"], status: 4,
      says: "/proc/preflight"),
    Case(title: "nobody to order", arguments: ["run", "-", "--thumbprint", "x"], status: 2, says: "who orders"),
    Case(title: "an empty run", arguments: run, status: 0, says: ""),
    Case(title: "a bad line", arguments: run, input: "{\"names\":[]}\n", status: 2, says: "no name"),
    Case(title: "names given twice", arguments: run, input: "a.test\nA.TEST.\n", status: 1, says: "same names"),
  ]

  @Test(arguments: cases)
  func badInput(_ row: Case) throws {
    let result = try World.preflight(row.arguments, input: row.input)
    #expect(result.status == row.status, "\(result.errors)")
    #expect(row.says.isEmpty || result.errors.contains(row.says), "\(result.errors)")
    #expect(!result.errors.contains("Fatal error"))
  }
}
