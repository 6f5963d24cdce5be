import Foundation
import JSONText
import Testing

/// A directory with a ledger, and the CA of Fixtures/counting in front of it. Gone afterwards.
struct CountingPlace {
  static let cap = 4

  let folder: URL
  private let ca: Server
  private static let fixtures = URL(filePath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("../../Fixtures/counting").standardized.path

  var state: String { folder.appendingPathComponent("state").path }
  var journal: URL { folder.appendingPathComponent("state/journal.ndjson") }

  static func with(_ body: (CountingPlace) throws -> Void) throws {
    let place = try CountingPlace()
    defer {
      place.ca.end()
      try? FileManager.default.removeItem(at: place.folder)
    }
    try body(place)
  }

  private init() throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent("preflight-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let profile = #"{"name":"counting","caaIdentities":["ca.example"],"limits":{},"failureBackoff":["1d"]}"#
    try Data(profile.utf8).write(to: folder.appendingPathComponent("profile.json"))
    ca = try Server([
      "python3", "-B", "\(Self.fixtures)/ca.py", folder.path, "--cap", "\(Self.cap)", "--seed", "1", "--slow",
      "0.01-0.05", "--failing", "0",
    ])
  }

  /// Runs the first so many of the crowd's names.
  ///
  /// - Parameter mount: a shell's words that put a file system in the place of `$STATE` first, in a namespace of mounts
  ///   of its own. What stands there in the end is in the state directory afterwards.
  func run(_ names: Int, on mount: String? = nil) throws -> World.Result {
    let list = folder.appendingPathComponent("list")
    try Data((0..<names).map { String(format: "n%05d.crowd.dev\n", $0) }.joined().utf8).write(to: list)
    let environment = World.environment
    let arguments =
      [
        "run", list.path, "--ca", folder.appendingPathComponent("profile.json").path, "--max-pending", "\(Self.cap)",
        "--target", environment["WORLD_TARGET"] ?? "", "--thumbprint", environment["WORLD_THUMBPRINT"] ?? "",
        "--submit", "\(Self.fixtures)/client \(ca.greeting) {order} {names}", "--state", state, "--format", "ndjson",
      ] + World.arguments
    guard let mount else { return try World.preflight(arguments) }
    let script = """
      STATE=\(state) && mkdir -p $STATE && cp -a $STATE $STATE.before && \(mount) || exit 99
      "$0" "$@"
      status=$?
      mkdir $STATE.after && cp -a $STATE/. $STATE.after/ || exit 98
      exit $status
      """
    let result = try World.preflight(
      ["-Urm", "sh", "-c", script, World.program.path] + arguments, program: URL(filePath: "/usr/bin/unshare"))
    try FileManager.default.removeItem(atPath: state)
    try FileManager.default.moveItem(atPath: state + ".after", toPath: state)
    return result
  }

  /// What happened at the CA: the orders that began, in order, and whatever must not happen.
  func atTheCA() throws -> (begun: [String], violations: [JSONValue]) {
    let log = try Data(contentsOf: folder.appendingPathComponent("ca.ndjson"))
    let lines = try log.split(separator: 10).map { try JSONValue(parsing: $0) }
    return (
      lines.compactMap { $0["event"]?.string == "begin" ? $0["order"]?.string : nil },
      lines.filter { $0["event"]?.string == "violation" }
    )
  }

  /// The journal's whole lines.
  func records() throws -> [JSONValue] {
    let bytes = try Data(contentsOf: journal)
    return try bytes.split(separator: 10).dropLast(bytes.last == 10 ? 0 : 1).map { try JSONValue(parsing: $0) }
  }
}
