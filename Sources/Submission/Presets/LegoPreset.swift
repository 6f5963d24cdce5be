public import Gate
import JSONText

/// lego 4, with one account and one directory for all workers: a run only reads the account, and its files are named by
/// the certificate.
public struct LegoPreset: CommandPreset {
  private let place: ClientPlace
  private let email: String
  /// A certificate that is good for longer is left as it is.
  private let renewBefore: Duration

  /// - Parameter email: by which lego keeps its accounts apart.
  public init(_ place: ClientPlace, email: String, renewBefore: Duration) {
    self.place = place
    self.email = email
    self.renewBefore = renewBefore
  }

  public var name: String { "lego" }
  public var outcomes: OutcomeTable { .lego }
  public var mayMakeAccount: Bool { place.webroot != nil && !hasAccount }

  private var script: String { "\(place.stateDirectory)/lego-order" }

  private var base: [String] {
    [
      "lego", "--server", place.directoryURL, "--accept-tos", "--email", email, "--path", place.clientDirectory,
      "--http", "--http.webroot", place.tokenDirectory,
    ]
  }

  public func arguments(for order: Order) -> [String] {
    let file = "\(place.clientDirectory)/certificates/\(order.names.first ?? "").crt"
    return [script, file, "\(renewBefore.components.seconds)"] + order.names + ["--"] + base
      + order.names.flatMap { ["--domains", $0] } + ["run"]
  }

  public func environment(for order: Order, files directory: String) -> [String] { [] }

  /// lego has no command that only makes an account. Asked to sign a CSR that is not there, it makes the account and
  /// stops before any order.
  public func prepare(_ run: (_ arguments: [String]) async -> PreparationOutcome) async throws(SubmitterError) {
    try place.require("lego", package: "lego")
    try place.require("openssl", package: "openssl")
    try place.furnish([(script, LegoOrder.text)])
    if hasAccount { return }
    if place.webroot == nil { throw place.noAccountForThumbprint(name) }
    let outcome = await run(base + ["--csr", "\(place.stateDirectory)/no.csr", "run"])
    if hasAccount { return }
    throw .noAccount(reason: outcome.failure(outcomes) ?? "lego ended well and left none in \(place.clientDirectory)")
  }

  private var hasAccount: Bool {
    guard let host = accountHost,
      let bytes = try? Files.read("\(place.clientDirectory)/accounts/\(host)/\(email)/account.json", limit: 1 << 20),
      let account = try? JSONValue(parsing: bytes)
    else { return false }
    return account["registration"]?["uri"]?.string != nil
  }

  /// As lego names the directory: the CA's host, with _ before a port.
  private var accountHost: String? {
    let rest = place.directoryURL.drop { $0 != "/" }.drop { $0 == "/" }
    let host = rest.prefix { $0 != "/" }
    return host.isEmpty ? nil : String(host.map { ":/".contains($0) ? "_" : $0 })
  }

  public func forget(_ order: OrderID, files directory: String) {}
}
