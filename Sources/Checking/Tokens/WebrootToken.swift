public import Webroot

/// A token file in a web server's document root, for as long as a check runs.
public struct WebrootToken: Sendable {
  /// From "/" on.
  public let path: String
  public let body: String
  /// Where the file stands.
  public let file: String
  private let directory: ChallengeDirectory
  private let name: String

  /// Writes the file, new or not at all. The body has nothing to do with the path, so no server can make it up.
  ///
  /// Throws: `WebrootError`.
  public init(webroot: String, randomness: some Randomness) throws(WebrootError) {
    directory = ChallengeDirectory(webroot: webroot)
    name = "preflight-" + randomness.token()
    body = randomness.token() + "." + randomness.token()
    path = "\(ChallengeDirectory.path)/\(name)"
    file = directory.file(name)
    try directory.put(name, body)
  }

  public func remove() {
    directory.remove(name)
  }
}
