/// One thing that a check or an order needs of this machine, looked at.
public struct HostCheck: Hashable, Sendable {
  /// Stable, for machines.
  public enum Subject: String, Hashable, Sendable, CaseIterable {
    case resolver
    case dnssec
    case ipv4
    case ipv6
    /// Name servers outside, asked directly.
    case port53 = "port-53"
    case port80 = "port-80"
    case clock
    case files
    case state
    /// The token, through a web server.
    case token
    case openssl
    case libcurl
    case ca
  }

  public enum Standing: String, Hashable, Sendable, CaseIterable {
    case ok
    /// Checks are possible, and less is seen by them or something is likely not as it was meant.
    case warning
    case broken
    /// Not looked at, because nothing was given to look at.
    case skipped
  }

  public var subject: Subject
  public var standing: Standing
  /// What is so, one line for people.
  public var summary: String
  /// What to do; empty where there is nothing to do.
  public var remedy: String

  public init(_ subject: Subject, _ standing: Standing, _ summary: String, remedy: String = "") {
    self.subject = subject
    self.standing = standing
    self.summary = summary
    self.remedy = remedy
  }
}
