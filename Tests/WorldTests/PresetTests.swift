import Foundation
import JSONText
import Testing

/// Each client that preflight knows, as Debian has it, against Pebble.
@Suite(
  .serialized,
  .enabled(if: World.isThere && World.environment["WORLD_MODE"] == "namespace", Comment(rawValue: World.absence)))
struct PresetTests {
  /// One folder for the client, and a state directory for each run.
  private struct Place {
    let folder: URL
    let client: String
    /// What the proxy in front of the CA had seen before.
    let offset: Int

    init(_ client: String) throws {
      self.client = client
      folder = FileManager.default.temporaryDirectory.appendingPathComponent("preflight-" + UUID().uuidString)
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      offset = try Data(contentsOf: URL(filePath: World.environment["WORLD_COUNTER"] ?? "")).count
    }

    var directory: String { folder.appendingPathComponent("client").path }

    /// - Parameter state: A name: another one is a ledger that knows nothing.
    func run(_ requests: [String], state: String, proof: [String]? = nil) throws -> World.Result {
      let environment = World.environment
      let authority = environment["WORLD_CA_FILE"] ?? ""
      return try World.preflight(
        [
          "run", "-", "--submitter", client, "--client-dir", directory, "--contact", "shops@platform.dev",
          "--directory", environment["WORLD_DIRECTORY"] ?? "", "--target", environment["WORLD_TARGET"] ?? "",
          "--max-pending", "20", "--max-wait", "0", "--format", "ndjson", "--state",
          folder.appendingPathComponent(state).path,
        ] + (proof ?? ["--webroot", environment["WORLD_WEBROOT"] ?? ""]),
        input: requests.joined(separator: "\n"),
        // How each client is told whom to trust; uacme asks the system, which knows the world's CA.
        environment: [
          "LEGO_CA_CERTIFICATES": authority, "REQUESTS_CA_BUNDLE": authority, "CURL_CA_BUNDLE": authority,
        ])
    }

    func seen(_ event: String) throws -> [JSONValue] {
      let data = try Data(contentsOf: URL(filePath: World.environment["WORLD_COUNTER"] ?? ""))
      return data.dropFirst(offset).split(separator: 10).compactMap { try? JSONValue(parsing: $0) }
        .filter { $0["event"]?.string == event }
    }
  }

  /// By first name: how each order ended.
  private func outcomes(_ result: World.Result) -> [String: JSONValue] {
    Dictionary(
      result.lines.filter { $0["event"]?.string == "settled" }.compactMap { event in
        event["names"]?.strings?.first.map { ($0, event) }
      }, uniquingKeysWith: { first, _ in first })
  }

  private static let sound = ["shop-101.shop", "shop-102.shop", "shop-103.shop", "shop-010.shop www.shop-010.shop"]

  /// Where each client leaves a certificate.
  private static let certificates = [
    "uacme": "{name}/cert.pem", "lego": "certificates/{name}.crt", "certbot": "live/{name}/fullchain.pem",
    "dehydrated": "certs/{name}/fullchain.pem",
  ]

  @Test(.timeLimit(.minutes(3)), arguments: ["uacme", "lego", "certbot", "dehydrated"])
  func parallelOrdersShareOneAccountAndEachEndIsUnderstood(client: String) throws {
    let place = try Place(client)
    defer { try? FileManager.default.removeItem(at: place.folder) }
    let limited = ["limit-domain-1.shop", "limit-set-1.shop", "paused-1.shop", "busy-1.shop"]
    let broken = ["dead-v6-refused.shop", "refused-1.shop", "late-busy-1.shop"]
    let first = try place.run(Self.sound + limited + broken, state: "first")
    let ends = outcomes(first)

    for request in Self.sound {
      let name = request.prefix { $0 != " " }
      #expect(ends[String(name)]?["outcome"]?.string == "issued", "\(name): \(ends)")
      let file = (Self.certificates[client] ?? "").replacingOccurrences(of: "{name}", with: name)
      #expect(FileManager.default.fileExists(atPath: "\(place.directory)/\(file)"), "\(file)")
    }
    // Pebble dials IPv6 alone, where nothing listens; the proxy refuses the other name.
    for name in broken.dropLast() { #expect(ends[name]?["outcome"]?.string == "failed", "\(name): \(ends)") }
    #expect(ends["late-busy-1.shop"]?["outcome"]?.string == "unknown", "its order is there")
    for name in limited { #expect(ends[name]?["outcome"]?.string == "rate-limited", "\(name): \(ends)") }
    let waits = first.lines.filter { $0["event"]?.string == "waiting" }
    func waited(_ name: String, for limit: String) -> Bool {
      waits.contains { $0["names"]?.strings == [name] && $0["limit"]?.string == limit }
    }
    #expect(waited("limit-domain-1.shop", for: "certificates-per-domain"), "\(waits)")
    #expect(waited("limit-set-1.shop", for: "certificates-per-exact-set"), "\(waits)")
    #expect(waited("busy-1.shop", for: "ca-rate-limit"), "\(waits)")
    #expect(first.lines.contains { $0["event"]?.string == "gave-up" && $0["names"]?.strings == ["paused-1.shop"] })

    let accounts = Set(try (place.seen("newOrder") + place.seen("refused")).compactMap { $0["account"]?.string })
    #expect(accounts.count == 1, "\(accounts)")
    #expect(try place.seen("account").count { $0["new"]?.bool == true } == 1)

    let ordered = try place.seen("newOrder").count
    let again = outcomes(try place.run(Self.sound, state: "second"))
    #expect(again.values.count { $0["outcome"]?.string == "already-current" } == Self.sound.count, "\(again)")
    #expect(try place.seen("newOrder").count == ordered, "the client looked at what it has")
    #expect(try place.seen("account").count { $0["new"]?.bool == true } == 1)
  }

  /// The world's servers answer every token by the world's own account, whose key lego is given.
  @Test(.timeLimit(.minutes(1))) func whereTheServersAnswerByTheThumbprintNothingIsWritten() throws {
    let place = try Place("lego")
    defer { try? FileManager.default.removeItem(at: place.folder) }
    let proof = ["--thumbprint", World.environment["WORLD_THUMBPRINT"] ?? ""]
    let refused = try place.run(["shop-104.shop"], state: "state", proof: proof)
    #expect(refused.status == 2)
    #expect(refused.errors.contains("holds no account of lego"), "\(refused.errors)")

    let keys = "\(place.directory)/accounts/ca.dev/shops@platform.dev/keys"
    try FileManager.default.createDirectory(atPath: keys, withIntermediateDirectories: true)
    try FileManager.default.copyItem(
      atPath: "\(World.environment["WORLD_ACCOUNT_DIR"] ?? "")/private/key.pem",
      toPath: "\(keys)/shops@platform.dev.key")
    #expect(try place.run([], state: "state").status == 0, "the account is found by its key")
    let ends = outcomes(try place.run(["shop-104.shop"], state: "state", proof: proof))
    #expect(ends["shop-104.shop"]?["outcome"]?.string == "issued", "\(ends)")
    #expect(try place.seen("account").allSatisfy { $0["new"]?.bool == false })
  }
}
