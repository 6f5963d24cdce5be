public import Gate
public import JSONText
import Timing

/// A CA profile as JSON, in the form that `--ca FILE.json` reads.
public enum ProfileJSON {
  /// The keys that there are.
  public static let keys = [
    "name", "title", "directory", "caaIdentities", "pendingCap", "pendingOrderLifetime", "certificateLifetime",
    "renewBefore", "namesPerCertificate", "failureBackoff", "source", "sourceDate",
  ]

  public static func write(_ profile: CAProfile, to writer: inout JSONWriter) {
    writer.object { writer in
      writer.field("name", profile.name)
      writer.field("title", profile.title)
      writer.field("directory", optional: profile.directoryURL)
      writer.field("caaIdentities", profile.caaIdentities)
      writer.field("pendingCap", profile.pendingCap)
      writer.field("pendingOrderLifetime", text(profile.pendingOrderLifetime))
      writer.field("certificateLifetime", text(profile.certificateLifetime))
      writer.field("renewBefore", text(profile.renewBefore))
      writer.field("namesPerCertificate", profile.namesPerCertificate)
      writer.field("failureBackoff", profile.failureBackoff.map(text))
      writer.field("source", profile.source)
      writer.field("sourceDate", profile.sourceDate)
    }
  }

  /// Reads a profile strictly: every key known, every value of its kind and in bounds. A key left out is as in `base`,
  /// but for the name, which a profile of one's own must have.
  ///
  /// Throws: `ProfileError`, which names the key.
  public static func read(_ value: JSONValue, base: CAProfile) throws(ProfileError) -> CAProfile {
    guard let members = value.members else { throw ProfileError("", "should be an object, not \(value.kind)") }
    for member in members where !keys.contains(member.key) { throw ProfileError(member.key, "is no key of a profile") }
    var profile = base
    guard let name = value["name"] else { throw ProfileError("name", "is missing") }
    profile.name = try string(name, "name")
    profile.title = profile.name
    if let title = value["title"] { profile.title = try string(title, "title") }
    if let directory = value["directory"] { profile.directoryURL = try string(directory, "directory") }
    if let identities = value["caaIdentities"] { profile.caaIdentities = try strings(identities, "caaIdentities") }
    if let cap = value["pendingCap"] { profile.pendingCap = try integer(cap, "pendingCap", 1...1_000_000) }
    if let names = value["namesPerCertificate"] {
      profile.namesPerCertificate = try integer(names, "namesPerCertificate", 1...1000)
    }
    if let time = value["pendingOrderLifetime"] {
      profile.pendingOrderLifetime = try duration(time, "pendingOrderLifetime")
    }
    if let time = value["certificateLifetime"] {
      profile.certificateLifetime = try duration(time, "certificateLifetime")
    }
    if let time = value["renewBefore"] { profile.renewBefore = try duration(time, "renewBefore") }
    if let list = value["failureBackoff"] {
      var pauses: [Duration] = []
      for text in try strings(list, "failureBackoff") { pauses.append(try duration(.string(text), "failureBackoff")) }
      profile.failureBackoff = pauses
    }
    profile.source = ""
    profile.sourceDate = ""
    if let source = value["source"] { profile.source = try string(source, "source") }
    if let date = value["sourceDate"] { profile.sourceDate = try string(date, "sourceDate") }
    guard profile.renewBefore < profile.certificateLifetime else {
      throw ProfileError("renewBefore", "should be shorter than certificateLifetime")
    }
    return profile
  }

  private static func string(_ value: JSONValue, _ key: String) throws(ProfileError) -> String {
    guard let text = value.string else { throw ProfileError(key, "should be a string, not \(value.kind)") }
    guard !text.isEmpty else { throw ProfileError(key, "is empty") }
    return text
  }

  private static func strings(_ value: JSONValue, _ key: String) throws(ProfileError) -> [String] {
    guard let list = value.strings else { throw ProfileError(key, "should be an array of strings") }
    return list
  }

  private static func integer(
    _ value: JSONValue, _ key: String, _ range: ClosedRange<Int64>
  ) throws(ProfileError) -> Int {
    guard let number = value.int, range.contains(number) else {
      throw ProfileError(key, "should be a whole number from \(range.lowerBound) to \(range.upperBound)")
    }
    return Int(number)
  }

  private static func duration(_ value: JSONValue, _ key: String) throws(ProfileError) -> Duration {
    guard let text = value.string, let time = Duration(preflight: text), time > .zero else {
      throw ProfileError(key, "should be a duration such as \"10m\", \"3h\" or \"7d\"")
    }
    return time
  }

  /// In the largest unit that says it exactly.
  private static func text(_ duration: Duration) -> String {
    let milliseconds = duration.milliseconds
    let units: [(Int64, String)] = [(86_400_000, "d"), (3_600_000, "h"), (60_000, "m"), (1000, "s")]
    for (size, name) in units where milliseconds >= size && milliseconds % size == 0 {
      return "\(milliseconds / size)\(name)"
    }
    return "\(milliseconds)ms"
  }
}

/// What is wrong with a profile, and at which key.
public struct ProfileError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Empty: the whole.
  public let key: String
  public let reason: String

  init(_ key: String, _ reason: String) {
    self.key = key
    self.reason = reason
  }

  public var description: String { key.isEmpty ? "a CA profile \(reason)" : "the key \"\(key)\" \(reason)" }
}
