import Gate
import Glibc

/// What a known client is told: where the CA is, and where what is kept.
public struct ClientPlace: Hashable, Sendable {
  /// The CA's ACME directory.
  var directoryURL: String
  /// Where preflight writes what it gives the client.
  var stateDirectory: String
  /// Where the client keeps account, keys and certificates.
  var clientDirectory: String
  /// For a new account.
  var email: String?
  /// Where tokens are put; nil where the servers answer every token by the account's thumbprint.
  var webroot: String?

  /// - Parameter clientDirectory: an existing one of the client's, to go on with its account; nil: below `stateDirectory`.
  public init(
    client: String, directoryURL: String, stateDirectory: String, clientDirectory: String? = nil, email: String? = nil,
    webroot: String? = nil
  ) {
    self.directoryURL = directoryURL
    self.stateDirectory = stateDirectory
    self.clientDirectory = clientDirectory ?? "\(stateDirectory)/\(client)"
    self.email = email
    self.webroot = webroot
  }

  /// A webroot for clients that want one even where nobody looks into it.
  var tokenDirectory: String { webroot ?? "\(stateDirectory)/unserved" }

  /// What lists an order's tokens, for whoever cleans up behind a client that was killed.
  func tokenList(_ order: OrderID, files directory: String) -> String { "\(directory)/\(order).tokens" }

  /// Makes directories and writes helper programs, by their paths.
  func furnish(_ programs: [(path: String, text: String)] = []) throws(SubmitterError) {
    do throws(SystemError) {
      for directory in [stateDirectory, clientDirectory] { try Files.makeDirectory(directory) }
      if webroot == nil { try Files.makeDirectory(tokenDirectory) }
      for program in programs { try Files.writeProgram(program.path, program.text) }
    } catch {
      throw .unusable(path: error.path, reason: error.reason)
    }
  }

  func require(_ program: String, package: String) throws(SubmitterError) {
    guard Files.program(program) != nil else {
      throw .commandMissing(program: program, hint: "on Debian: apt-get install \(package)")
    }
  }

  /// Why no account is made: the servers already answer by the thumbprint of one, and a new one has another.
  func noAccountForThumbprint(_ client: String) -> SubmitterError {
    .noAccount(
      reason: "\(clientDirectory) holds no account of \(client) for \(directoryURL), and the one whose thumbprint the "
        + "servers answer must be there already: name its directory with --client-dir")
  }

  /// Removes the tokens of an order that a killed client has left in the webroot.
  func removeTokens(_ order: OrderID, files directory: String) {
    guard let webroot, let bytes = try? Files.read(tokenList(order, files: directory), limit: 1 << 16) else { return }
    for token in String(decoding: bytes, as: UTF8.self).split(separator: "\n") where ClientPlace.isToken(token) {
      unlink("\(webroot)/.well-known/acme-challenge/\(token)")
    }
  }

  /// base64url (RFC 8555 section 8.3): anything else must not become a path.
  static func isToken(_ text: Substring) -> Bool {
    !text.isEmpty
      && text.utf8.allSatisfy { byte in
        (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte) || byte == 45 || byte == 95
      }
  }
}

extension PreparationOutcome {
  /// Why it did not end with exit status 0; nil where it did.
  func failure(_ outcomes: OutcomeTable) -> String? {
    switch self {
    case .failed(let reason): return reason
    case .ended(let result):
      if result.exit == .exited(0), result.cut == nil { return nil }
      let settlement = outcomes.settle(result)
      return settlement.detail.isEmpty ? "it ended with \(result.exit)" : settlement.detail
    }
  }
}

extension Order {
  /// What a client calls the certificate, where it can be told.
  var certificateName: String { alias ?? names.first ?? "" }
}
