import Foundation
import JSONText
import Testing

/// A state directory, an account and a web root's world of a test's own, for `--submitter acme`.
final class ACMEPlace {
  let folder: URL
  var state: String { folder.appendingPathComponent("state").path }
  var out: String { folder.appendingPathComponent("out").path }
  var accountKey: String { "\(state)/acme/account.key" }
  /// What others have left in the web root.
  private let tokensBefore: Set<String>

  init() throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent("preflight-" + UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    tokensBefore = ACMEPlace.tokens
    try Data(
      """
      {"name": "test", "title": "Pebble", "pendingCap": 100, "caaIdentities": ["letsencrypt.org"],
       "failureBackoff": ["1ms"], "certificateLifetime": "90d", "renewBefore": "30d"}
      """.utf8
    ).write(to: folder.appendingPathComponent("ca.json"))
  }

  deinit {
    try? FileManager.default.removeItem(at: folder)
  }

  func arguments(_ input: String, _ directory: String, _ more: [String] = [], proof: [String]? = nil) -> [String] {
    let environment = World.environment
    return [
      "run", input, "--submitter", "acme", "--directory", directory, "--ca-bundle", environment["WORLD_CA_FILE"] ?? "",
      "--target", environment["WORLD_TARGET"] ?? "", "--state", state, "--format", "ndjson", "--ca",
      folder.appendingPathComponent("ca.json").path,
    ] + (more.contains("--validate-only") ? [] : ["--out", out])
      + (proof ?? ["--webroot", environment["WORLD_WEBROOT"] ?? ""]) + more
  }

  func run(
    _ names: [String], _ directory: String, _ more: [String] = [], proof: [String]? = nil
  ) throws -> World.Result {
    try World.preflight(arguments("-", directory, more, proof: proof), input: names.joined(separator: "\n") + "\n")
  }

  /// The same in a process whose number the proxy knows, so that it can end it.
  func runToBeKilled(_ names: [String], _ ca: FaultyCA, _ more: [String] = []) throws -> Int32 {
    let list = folder.appendingPathComponent("list")
    try Data((names.joined(separator: "\n") + "\n").utf8).write(to: list)
    let process = Process()
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    // Held until its number is where the proxy looks.
    process.executableURL = URL(filePath: "/bin/sh")
    process.arguments =
      ["-c", "echo $$ > \"$0\"; exec \"$@\"", ca.pidFile.path, World.program.path]
      + arguments(list.path, ca.directory, more)
    try process.run()
    process.waitUntilExit()
    return process.terminationReason == .exit ? process.terminationStatus : 128 + process.terminationStatus
  }

  /// What is wrong with the files of a certificate: key and certificate match, names are those asked for, and the chain
  /// leads to Pebble's root. Empty: nothing.
  func faults(_ names: [String]) -> String {
    let script = """
      set -eu
      cd "$1"; shift
      [ "$(openssl pkey -in privkey.pem -pubout)" = "$(openssl x509 -in cert.pem -noout -pubkey)" ] || echo other key
      curl -s --cacert "$WORLD_CA_FILE" https://pebble.ca.dev:15000/roots/0 > ../root.pem
      openssl verify -CAfile ../root.pem -untrusted chain.pem cert.pem > /dev/null || echo not verified
      cat cert.pem chain.pem | cmp - fullchain.pem || echo other chain
      names=$(openssl x509 -in cert.pem -noout -ext subjectAltName | tr -d ' ' | tr , '\\n' | sed -n s/DNS://p | sort | xargs)
      [ "$names" = "$(printf '%s\\n' "$@" | sort | xargs)" ] || echo "names $names"
      [ "$(stat -c %a privkey.pem)" = 600 ] || echo readable key
      """
    let process = Process()
    let pipe = Pipe()
    process.executableURL = URL(filePath: "/bin/bash")
    process.arguments = ["-c", script, "bash", "\(out)/\(names[0])"] + names
    process.standardOutput = pipe
    process.standardError = pipe
    guard (try? process.run()) != nil else { return "no bash" }
    let output = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return process.terminationStatus == 0 ? output : output + "exit \(process.terminationStatus)"
  }

  /// Nothing is left behind of orders that have ended: no token, no key outside of the certificates, no slot.
  ///
  /// - Parameter key: The account's; nil: the one that was made.
  func expectNothingLeft(_ names: [String], key: String? = nil) throws {
    let orders = try FaultyCA.orders(key: key ?? accountKey)
    #expect(
      orders.map { $0.names.joined(separator: " ") }.sorted() == names.sorted(), "one order for each, and no other")
    #expect(orders.allSatisfy { $0.status == "valid" }, "\(orders)")
    #expect(try FileManager.default.contentsOfDirectory(atPath: "\(state)/acme/orders").isEmpty)
    let status = try World.preflight(["status", "--state", state, "--format", "json"])
    let json = try #require(status.lines.first ?? (try? JSONValue(parsing: Array(status.output))))
    #expect(json["pending"]?["count"]?.int == 0)
    #expect(ACMEPlace.tokens.subtracting(tokensBefore).isEmpty)
  }

  private static var tokens: Set<String> {
    let directory = "\(World.environment["WORLD_WEBROOT"] ?? "")/.well-known/acme-challenge"
    return Set((try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? [])
  }
}

extension World.Result {
  var settlements: [JSONValue] { lines.filter { $0["event"]?.string == "settled" } }

  /// "issued", or "unknown: why".
  func outcome(_ name: String) -> String {
    guard let event = settlements.first(where: { $0["names"]?.strings?.first == name }) else { return "not settled" }
    let detail = event["detail"]?.string ?? ""
    return (event["outcome"]?.string ?? "") + (detail.isEmpty ? "" : ": \(detail)")
  }
}
