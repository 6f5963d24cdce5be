/// A configuration file: options by their long names, and named platforms with options of their own.
///
/// All of it was checked when it was read, whatever the command at hand takes of it.
public struct ConfigurationFile: Sendable {
  /// How the file came to be read, which decides what it may set.
  public enum Trust: Hashable, Sendable {
    /// The user named it, or only the machine's owner can write it: it may set everything.
    case trusted
    /// It lay in the working directory, where a stranger's change may have put it.
    case found
  }

  /// A file as people write it, for the manual.
  public static let example = """
    // preflight.json
    {
      platforms: {
        eu: {
          target: ['203.0.113.0/24', '2001:db8::/32'],
          thumbprint: '1e-FWHelh6mLPhhCs0GtLgOrG7rRHfkRd8zF_eIbA',
        },
      },
      platform: 'eu',  // where --platform says no other
      'account-uri': 'https://acme-v02.api.letsencrypt.org/acme/acct/1',
    }
    """

  struct Setting: Sendable {
    var values: [OptionValues.Value]
    /// One for each of the values.
    var places: [ConfigurationPlace]
  }

  typealias Layer = [Option: Setting]

  /// The file as the user knows it.
  public let path: String
  public let trust: Trust
  /// The options outside any platform.
  let common: Layer
  let platforms: [String: Layer]
  /// The platform that it names itself, which is one of its own.
  let ownPlatform: Setting?

  /// What its platforms are called, sorted.
  public var platformNames: [String] { platforms.keys.sorted() }

  /// The settings, those that win first.
  ///
  /// - Parameter platform: The one that the user chose. Without one the file's own choice holds, and for this file
  ///   alone: a file that was found chooses nothing in one that is trusted.
  func layers(platform: String?) -> [Layer] {
    let name = platform ?? ownPlatform.flatMap { if case .text(let name) = $0.values.first { name } else { nil } }
    return [name.flatMap { platforms[$0] }, common].compactMap(\.self)
  }
}
