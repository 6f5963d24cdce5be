/// Where in a configuration file a value stands.
public struct ConfigurationPlace: Hashable, Sendable, CustomStringConvertible {
  /// The file as the user knows it: "preflight.json".
  public let file: String
  /// From 1.
  public let line: Int
  /// From 1, in characters.
  public let column: Int
  /// The keys that lead there: "platforms.eu.target", and in a list the number as well: "target[1]".
  public let key: String

  /// The keys around the option's own: "platforms.eu"; empty for one outside any platform.
  public var surroundings: String { key.lastIndex(of: ".").map { String(key[..<$0]) } ?? "" }

  public var description: String { "\(file):\(line):\(column)" }
}
