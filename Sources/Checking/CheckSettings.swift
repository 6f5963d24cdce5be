public import Addressing
public import Readiness

/// What proves that the server behind a name is the platform's.
public enum ProbeMode: Sendable {
  /// Nothing: that HTTP is answered at all is looked at.
  case nothing
  /// A file that is there, or was put there for this run: path from "/" on, and body.
  case file(path: String, body: String)
  /// The servers answer `<token>.<thumbprint>` for any token: a fresh one for each fetch.
  case thumbprint(String)
}

/// How names are checked: the options of `check` that reach the engine.
public struct CheckSettings: Sendable {
  public var probe = ProbeMode.nothing
  /// Where names should point; empty where no target was given.
  public var targets: [Target] = []
  public var caaPolicy: CAAPolicy
  /// Where the platform puts records for dns-01; nil where that was not told.
  public var challengeTarget: ChallengeTarget?
  public var isProxyAllowed = false
  public var allowedReserved: [AddressPrefix] = []
  /// Connects here whatever DNS says.
  public var connectTo: Endpoint?
  /// With `connectTo`: whoever says so vouches that the server there is the one behind the names.
  public var assumesSameServer = false
  public var source: IPAddress?
  public var httpPort: UInt16 = 80
  public var httpsPort: UInt16 = 443
  public var userAgent = "preflight"
  public var dialTimeout = Duration.seconds(10)
  /// One fetch with its redirects.
  public var timeout = Duration.seconds(20)
  /// One domain.
  public var deadline = Duration.seconds(45)
  /// Fetches in flight to one address.
  public var perAddress = 64

  public init(caaPolicy: CAAPolicy) {
    self.caaPolicy = caaPolicy
  }
}
