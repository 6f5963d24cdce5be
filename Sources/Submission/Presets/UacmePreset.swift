public import Gate
import Glibc

/// uacme, with one account and a hook of ours for HTTP-01.
public struct UacmePreset: CommandPreset {
  /// The CA's ACME directory.
  private let directoryURL: String
  /// uacme's own configuration directory, where account, keys and certificates are.
  private let clientDirectory: String
  private let email: String?
  /// Where tokens are written; nil where the servers answer every token by the account's thumbprint.
  private let webroot: String?
  private let hook: UacmeHook

  /// - Parameters:
  ///   - stateDirectory: where the hook is written, and `uacme` is the client directory where none is given.
  ///   - clientDirectory: an existing one, such as /etc/ssl/uacme, to go on with its account.
  public init(
    directoryURL: String, stateDirectory: String, clientDirectory: String? = nil, email: String? = nil,
    webroot: String? = nil
  ) {
    self.directoryURL = directoryURL
    self.clientDirectory = clientDirectory ?? "\(stateDirectory)/uacme"
    self.email = email
    self.webroot = webroot
    hook = UacmeHook(path: "\(stateDirectory)/uacme-hook")
  }

  public var name: String { "uacme" }
  public var outcomes: OutcomeTable { .uacme }

  /// Without the account's key, which uacme keeps there, it makes a new one.
  public var mayMakeAccount: Bool { access("\(clientDirectory)/private/key.pem", F_OK) != 0 }

  /// -v prints when it asks for an order: only so can it be told that none began.
  public func arguments(for order: Order) -> [String] {
    ["uacme", "-v", "-a", directoryURL, "-c", clientDirectory, "-h", hook.path, "issue"] + order.names
  }

  public func environment(for order: Order, files directory: String) -> [String] {
    guard let webroot else { return [] }
    return ["PREFLIGHT_WEBROOT=\(webroot)", "PREFLIGHT_TOKENS=\(directory)/\(order.id).tokens"]
  }

  /// Writes the hook, and makes the account where there is none. An account that exists is answered by the CA as such:
  /// asking again costs one request and makes none.
  public func prepare(_ run: (_ arguments: [String]) async -> PreparationOutcome) async throws(SubmitterError) {
    guard Files.program("uacme") != nil else {
      throw .commandMissing(program: "uacme", hint: "on Debian: apt-get install uacme")
    }
    do throws(SystemError) {
      try Files.makeDirectory(clientDirectory)
      try hook.write()
    } catch {
      throw .unusable(path: error.path, reason: error.reason)
    }
    let command = ["uacme", "-v", "-y", "-a", directoryURL, "-c", clientDirectory, "new"]
    switch await run(command + (email.map { [$0] } ?? [])) {
    case .failed(let reason): throw .noAccount(reason: reason)
    case .ended(let result):
      if result.exit == .exited(0) || result.output.contains("Account already exists at") { return }
      throw .noAccount(reason: outcomes.settle(result).detail)
    }
  }

  /// Removes tokens that a killed client has left in the webroot.
  public func forget(_ order: OrderID, files directory: String) {
    guard let webroot, let bytes = try? Files.read("\(directory)/\(order).tokens", limit: 1 << 16) else { return }
    for token in String(decoding: bytes, as: UTF8.self).split(separator: "\n") where UacmeHook.isToken(token) {
      unlink("\(webroot)/.well-known/acme-challenge/\(token)")
    }
  }
}
