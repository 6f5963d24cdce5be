public import Gate
import Glibc

/// acme.sh, with one account and one directory for all workers. Its words are known from its documentation and its
/// text: it is not in Debian.
public struct AcmeShPreset: CommandPreset {
  private let place: ClientPlace
  private let program: String

  /// - Parameter place: its client directory is acme.sh's home, such as ~/.acme.sh.
  public init(_ place: ClientPlace) {
    self.place = place
    let home = getenv("HOME").map { String(cString: $0) }
    let places = ["\(place.clientDirectory)/acme.sh"] + (home.map { ["\($0)/.acme.sh/acme.sh"] } ?? [])
    program = Files.program("acme.sh") ?? places.first(where: Files.isExecutable) ?? "acme.sh"
  }

  public var name: String { "acme.sh" }
  public var outcomes: OutcomeTable { .acmeSh }
  public var mayMakeAccount: Bool { place.webroot != nil && !hasAccount }

  /// acme.sh keeps accounts by the directory's host and path.
  private var hasAccount: Bool {
    let path = place.directoryURL.drop { $0 != "/" }.drop { $0 == "/" }
    return Files.exists("\(place.clientDirectory)/ca/\(path)/account.key")
  }

  private var base: [String] {
    [program, "--home", place.clientDirectory, "--server", place.directoryURL, "--no-color"]
  }

  public func arguments(for order: Order) -> [String] {
    base + ["--issue"] + order.names.flatMap { ["-d", $0] } + (place.webroot.map { ["-w", $0] } ?? ["--stateless"])
  }

  public func environment(for order: Order, files directory: String) -> [String] { [] }

  public func prepare(_ run: (_ arguments: [String]) async -> PreparationOutcome) async throws(SubmitterError) {
    guard Files.program(program) != nil else {
      throw .commandMissing(
        program: program, hint: "add its directory to PATH, or name its home, such as ~/.acme.sh, with --client-dir")
    }
    try place.furnish()
    if place.webroot == nil, !hasAccount { throw place.noAccountForThumbprint(name) }
    let outcome = await run(base + ["--register-account"] + (place.email.map { ["--accountemail", $0] } ?? []))
    if let reason = outcome.failure(outcomes) { throw .noAccount(reason: reason) }
  }

  public func forget(_ order: OrderID, files directory: String) {}
}
