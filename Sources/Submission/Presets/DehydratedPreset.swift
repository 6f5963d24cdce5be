public import Gate
import JSONText

/// dehydrated, with one account and one directory for all workers: its files are named by the certificate, and an order
/// is held by preflight's own lock.
public struct DehydratedPreset: CommandPreset {
  private let place: ClientPlace

  public init(_ place: ClientPlace) {
    self.place = place
  }

  public var name: String { "dehydrated" }
  public var outcomes: OutcomeTable { .dehydrated }
  public var mayMakeAccount: Bool { place.webroot != nil && !Files.exists(config.accountKey) }

  private var config: DehydratedConfig { DehydratedConfig(place: place, hook: hook) }
  private var configFile: String { "\(place.stateDirectory)/dehydrated-config" }
  private var hook: String { "\(place.stateDirectory)/dehydrated-hook" }
  /// The CA's directory as it was at the start, for where newOrder is.
  private var directoryFile: String { "\(place.stateDirectory)/dehydrated-directory" }

  public func arguments(for order: Order) -> [String] {
    ["dehydrated", "--cron", "--no-lock", "--config", configFile, "--ca", place.directoryURL]
      + order.names.flatMap { ["--domain", $0] } + (order.alias.map { ["--alias", $0] } ?? [])
  }

  public func environment(for order: Order, files directory: String) -> [String] {
    ["PREFLIGHT_TOKENS=\(place.tokenList(order.id, files: directory))", "PREFLIGHT_NEW_ORDER=\(newOrderURL)"]
  }

  private var newOrderURL: String {
    guard let bytes = try? Files.read(directoryFile, limit: 1 << 20), let json = try? JSONValue(parsing: bytes),
      let url = json["newOrder"]?.string, url.utf8.allSatisfy({ (33..<127).contains($0) })
    else { return "" }
    return url
  }

  public func prepare(_ run: (_ arguments: [String]) async -> PreparationOutcome) async throws(SubmitterError) {
    try place.require("dehydrated", package: "dehydrated")
    try place.furnish([(hook, DehydratedHook.text)])
    do throws(SystemError) {
      try Files.replace(configFile, with: Array(config.text.utf8))
    } catch {
      throw .unusable(path: error.path, reason: error.reason)
    }
    // Agreeing to the terms is what makes an account where there is none: also where a configuration of the user's puts
    // accounts elsewhere.
    let consent = place.webroot == nil ? [] : ["--accept-terms"]
    let outcome = await run(
      ["dehydrated", "--register"] + consent + ["--config", configFile, "--ca", place.directoryURL])
    if let reason = outcome.failure(outcomes) {
      if case .ended(let result) = outcome, result.output.contains("--register --accept-terms") {
        throw place.noAccountForThumbprint(name)
      }
      throw .noAccount(reason: reason)
    }
    // Without it no refused order can be told from one that began; nothing else depends on it.
    _ = await run(["curl", "-fsSL", "--max-time", "30", "-o", directoryFile, place.directoryURL])
  }

  public func forget(_ order: OrderID, files directory: String) { place.removeTokens(order, files: directory) }
}
