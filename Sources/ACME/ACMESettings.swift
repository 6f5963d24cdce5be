public import ACMEWire
public import Gate
public import Submission

/// How orders are placed at a CA by RFC 8555, and where what is kept.
public struct ACMESettings: Sendable {
  /// Who signs for the account.
  public enum AccountKey: Hashable, Sendable {
    /// A key in PEM; made where it is missing.
    case file(String)
    /// A program that holds the key, and a file with its public half.
    case signer(command: [String], publicKeyFile: String)
  }

  public var directoryURL: String
  /// Below which the account is remembered and orders' keys are kept until they have ended.
  public var stateDirectory: String
  public var userAgent: String
  public var accountKey: AccountKey
  /// Whether key and account are made where there are none.
  public var makesAccount = true
  /// Mail addresses for a new account.
  public var contacts: [String] = []
  public var externalAccount: ExternalAccount?
  /// Certificates (PEM) by which the CA's own server is trusted; nil: the system's.
  public var caBundle: String?
  public var answers: ChallengeAnswers
  /// Where certificates are put.
  public var outDirectory: String
  /// Run after a certificate was put in place.
  public var deployHook: CommandTemplate?
  /// Whether an order is left when it is ready to be finalized.
  public var stopsAtReady = false
  /// Which of the CA's profiles is asked for; nil: its default.
  public var profile: String?
  /// How quickly requests may follow.
  public var rates: [RequestRate] = []
  /// Whether the CA answers newOrder for the names of an open order by that one.
  public var returnsOpenOrder = false
  /// For one order.
  public var orderTimeout: Duration

  public init(
    directoryURL: String, stateDirectory: String, userAgent: String, accountKey: AccountKey? = nil,
    answers: ChallengeAnswers, outDirectory: String? = nil, orderTimeout: Duration
  ) {
    self.directoryURL = directoryURL
    self.stateDirectory = stateDirectory
    self.userAgent = userAgent
    self.accountKey = accountKey ?? .file("\(stateDirectory)/acme/account.key")
    self.answers = answers
    self.outDirectory = outDirectory ?? "\(stateDirectory)/certificates"
    self.orderTimeout = orderTimeout
  }

  var home: String { "\(stateDirectory)/acme" }
  var ordersDirectory: String { "\(home)/orders" }
}
