import CProfiles
import JSONText
import Timing

extension CAProfile {
  /// The profiles that `--ca` knows by name: the files of CProfiles, which have the form of a user's own.
  public static let builtIn: [CAProfile] = (0..<preflight_profile_count()).compactMap { index in
    var size = 0
    let bytes = UnsafeBufferPointer(start: preflight_profile(index, &size), count: size)
    guard let json = try? JSONValue(parsing: Array(bytes)) else { return nil }
    return try? ProfileJSON.read(json)
  }

  /// The built-in profile of that name; nil for any other.
  public static func named(_ name: String) -> CAProfile? {
    builtIn.first { $0.name == name }
  }

  /// Let's Encrypt's lifetimes, no CAA identity, no directory and no limit but a cautious cap: what a file that says
  /// nothing else stands for.
  public static let plain = CAProfile(
    name: "", title: "", directoryURL: nil, caaIdentities: [], pendingCap: 100,
    pendingOrderLifetime: .seconds(7 * 86_400), certificateLifetime: .seconds(90 * 86_400),
    renewBefore: .seconds(30 * 86_400), namesPerCertificate: 100, source: "", sourceDate: "")
}
