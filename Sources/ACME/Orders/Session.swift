import ACMEWire
import Gate
import Submission
import Timing

/// What all orders share once the account is open.
struct Session: Sendable {
  let settings: ACMESettings
  let home: any Waiting & Actor
  let openssl: OpenSSL
  let client: ACMEClient
  let account: AccountDesk.Account
  let directory: DirectoryDocument
  let finder: OrderFinder
  let responder: ChallengeResponder
  let files: OrderFiles
  let store: CertificateStore

  var origin: OrderFiles.Origin {
    OrderFiles.Origin(directoryURL: settings.directoryURL, account: account.url)
  }

  /// The certificate that an order for the same names is to replace, as the CA calls it (RFC 9773 section 4.1); nil where
  /// there is none, or the CA has no renewal information.
  func predecessor(of order: Order) -> String? {
    guard directory.renewalInfo != nil else { return nil }
    return store.certificate(of: order)?.renewalIdentifier
  }
}
