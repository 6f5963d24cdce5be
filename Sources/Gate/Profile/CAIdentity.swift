/// Whose limits a ledger counts: one CA's, and so one state directory for each.
public struct CAIdentity: Hashable, Sendable, CustomStringConvertible {
  /// The CA profile's name: "letsencrypt".
  public var name: String
  /// The ACME directory's URL, as far as it is known: what a command is told by its own options is not.
  public var directoryURL: String?

  public init(name: String, directoryURL: String? = nil) {
    self.name = name
    self.directoryURL = directoryURL
  }

  /// The same directory is the same CA under any profile. Names decide where one of the two has no directory.
  public func isSame(as other: CAIdentity) -> Bool {
    guard let directoryURL, let theirs = other.directoryURL else { return name == other.name }
    return directoryURL == theirs
  }

  /// Whether it can be the CA of a profile, another directory given with --directory among them.
  public func mayBe(_ profile: CAProfile) -> Bool {
    name == profile.name || directoryURL != nil && directoryURL == profile.directoryURL
  }

  public var description: String { directoryURL.map { "\(name) (\($0))" } ?? name }
}

extension CAProfile {
  /// - Parameter given: another directory than the profile's.
  public func identity(at given: String?) -> CAIdentity {
    CAIdentity(name: name, directoryURL: given ?? directoryURL)
  }
}
