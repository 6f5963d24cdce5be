public import Gate

/// certbot. It locks its directories for as long as it runs, so each order gets directories of its own, in which
/// accounts and certificates are links to the ones that all share.
public struct CertbotPreset: CommandPreset {
  private let place: ClientPlace

  public init(_ place: ClientPlace) {
    self.place = place
  }

  public var name: String { "certbot" }
  public var outcomes: OutcomeTable { .certbot }
  public var mayMakeAccount: Bool { place.webroot != nil && !hasAccount }

  /// certbot keeps accounts by the directory's host and path.
  private var hasAccount: Bool {
    let path = place.directoryURL.drop { $0 != "/" }.drop { $0 == "/" }
    return Files.hasEntries("\(place.clientDirectory)/accounts/\(path)")
  }

  private var script: String { "\(place.stateDirectory)/certbot-order" }

  private func base(_ worker: String, certificate: String) -> [String] {
    [script, place.clientDirectory, "\(place.stateDirectory)/certbot-workers/\(worker)", certificate]
  }

  public func arguments(for order: Order) -> [String] {
    let certificate = order.certificateName
    return base(order.id.text, certificate: certificate) + [
      "certonly", "-n", "--agree-tos", "--server", place.directoryURL, "--webroot", "-w", place.tokenDirectory,
      "--cert-name", certificate, "--keep-until-expiring", "--renew-with-new-domains",
    ] + order.names.flatMap { ["-d", $0] }
  }

  public func environment(for order: Order, files directory: String) -> [String] { [] }

  public func prepare(_ run: (_ arguments: [String]) async -> PreparationOutcome) async throws(SubmitterError) {
    try place.require("certbot", package: "certbot")
    try place.furnish([(script, CertbotOrder.text)])
    let command = base("prepare", certificate: "")
    let server = ["-n", "--server", place.directoryURL]
    if place.webroot == nil, !hasAccount { throw place.noAccountForThumbprint(name) }
    let contact = place.email.map { ["-m", $0] } ?? ["--register-unsafely-without-email"]
    // Showing it asks the CA: an account that it has forgotten is found before the first order.
    let outcome = await run(
      command + (hasAccount ? ["show_account"] + server : ["register", "--agree-tos"] + server + contact))
    if let reason = outcome.failure(outcomes) { throw .noAccount(reason: reason) }
  }

  public func forget(_ order: OrderID, files directory: String) {}
}
