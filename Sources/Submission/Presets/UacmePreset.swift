public import Gate

/// uacme, with one account and a hook of ours for HTTP-01.
public struct UacmePreset: CommandPreset {
  private let place: ClientPlace
  private let hook: UacmeHook

  public init(_ place: ClientPlace) {
    self.place = place
    hook = UacmeHook(path: "\(place.stateDirectory)/uacme-hook")
  }

  public var name: String { "uacme" }
  public var outcomes: OutcomeTable { .uacme }

  public var mayMakeAccount: Bool { place.webroot != nil && !hasAccount }

  /// Without the account's key, which uacme keeps there, it makes a new one.
  private var hasAccount: Bool { Files.exists("\(place.clientDirectory)/private/key.pem") }

  /// -v prints when it asks for an order: only so can it be told that none began.
  public func arguments(for order: Order) -> [String] {
    ["uacme", "-v", "-a", place.directoryURL, "-c", place.clientDirectory, "-h", hook.path, "issue"] + order.names
  }

  public func environment(for order: Order, files directory: String) -> [String] {
    guard let webroot = place.webroot else { return [] }
    return ["PREFLIGHT_WEBROOT=\(webroot)", "PREFLIGHT_TOKENS=\(place.tokenList(order.id, files: directory))"]
  }

  /// Writes the hook, and makes the account where there is none. An account that exists is answered by the CA as such:
  /// asking again costs one request and makes none.
  public func prepare(_ run: (_ arguments: [String]) async -> PreparationOutcome) async throws(SubmitterError) {
    try place.require("uacme", package: "uacme")
    try place.furnish([(hook.path, UacmeHook.text)])
    if place.webroot == nil, !hasAccount { throw place.noAccountForThumbprint(name) }
    let command = ["uacme", "-v", "-y", "-a", place.directoryURL, "-c", place.clientDirectory, "new"]
    let outcome = await run(command + (place.email.map { [$0] } ?? []))
    if case .ended(let result) = outcome, result.output.contains("Account already exists at") { return }
    if let reason = outcome.failure(outcomes) { throw .noAccount(reason: reason) }
  }

  /// Removes tokens that a killed client has left in the webroot.
  public func forget(_ order: OrderID, files directory: String) { place.removeTokens(order, files: directory) }
}
