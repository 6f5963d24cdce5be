public import JSONText
import Timing

/// A CA profile as JSON, in the form that `--ca FILE.json` reads.
public enum ProfileJSON {
  /// The keys that there are.
  public static let keys = [
    "name", "title", "directory", "caaIdentities", "note", "pendingCap", "pendingOrderLifetime",
    "pendingAuthorizationLifetime", "authorizationLifetime", "certificateLifetime", "renewBefore",
    "namesPerCertificate", "ordersPerRequest", "limits", "requests", "returnsOpenOrder", "failureBackoff", "source",
    "sourceDate",
  ]

  static let limitKeys = ["count", "period", "window", "exemptsRenewals"]
  static let rateKeys = ["endpoints", "count", "period", "window"]

  public static func write(_ profile: CAProfile, to writer: inout JSONWriter) {
    writer.object { writer in
      writer.field("name", profile.name)
      writer.field("title", profile.title)
      writer.field("directory", optional: profile.directoryURL)
      writer.field("caaIdentities", profile.caaIdentities)
      if !profile.note.isEmpty { writer.field("note", profile.note) }
      writer.field("pendingCap", profile.pendingCap)
      writer.field("pendingOrderLifetime", profile.pendingOrderLifetime.optionText)
      writer.field("pendingAuthorizationLifetime", profile.pendingAuthorizationLifetime.optionText)
      writer.field("authorizationLifetime", profile.authorizationLifetime.optionText)
      writer.field("certificateLifetime", profile.certificateLifetime.optionText)
      writer.field("renewBefore", profile.renewBefore.optionText)
      writer.field("namesPerCertificate", profile.namesPerCertificate)
      writer.field("ordersPerRequest", profile.ordersPerRequest)
      writer.field(object: "limits") { writer in
        for name in LimitName.inProfiles {
          guard let limit = profile.limits[name] else { continue }
          writer.field(object: name.rawValue) { writer in
            writer.figures(limit)
            if limit.exemptsRenewals { writer.field("exemptsRenewals", true) }
          }
        }
      }
      writer.field(array: "requests") { writer in
        for rate in profile.requests {
          writer.object { writer in
            writer.field("endpoints", rate.endpoints.map(\.rawValue).sorted())
            writer.figures(rate.limit)
          }
        }
      }
      writer.field("returnsOpenOrder", profile.returnsOpenOrder)
      writer.field("failureBackoff", profile.failureBackoff.map(\.optionText))
      writer.field("source", profile.source)
      writer.field("sourceDate", profile.sourceDate)
    }
  }

  /// Reads a profile strictly: every key known, every value of its kind and in bounds. A key left out is as in
  /// `CAProfile.plain`, but for the name, which every profile must have.
  ///
  /// Throws: `ProfileError`, which names the path of the key.
  public static func read(_ value: JSONValue) throws(ProfileError) -> CAProfile {
    let fields = try ProfileFields(value, keys: keys)
    var profile = CAProfile.plain
    guard let name = try fields.string("name") else { throw ProfileError("name", "is missing") }
    profile.name = name
    profile.title = try fields.string("title") ?? name
    profile.directoryURL = try fields.string("directory")
    profile.caaIdentities = try fields.strings("caaIdentities") ?? []
    profile.note = try fields.string("note") ?? ""
    profile.source = try fields.string("source") ?? ""
    profile.sourceDate = try fields.string("sourceDate") ?? ""
    if let cap = try fields.integer("pendingCap", 1...1_000_000) { profile.pendingCap = cap }
    if let count = try fields.integer("namesPerCertificate", 1...1000) { profile.namesPerCertificate = count }
    if let count = try fields.integer("ordersPerRequest", 1...100) { profile.ordersPerRequest = count }
    if let time = try fields.duration("pendingOrderLifetime") { profile.pendingOrderLifetime = time }
    profile.pendingAuthorizationLifetime =
      try fields.duration("pendingAuthorizationLifetime") ?? profile.pendingOrderLifetime
    profile.authorizationLifetime = try fields.duration("authorizationLifetime") ?? profile.pendingOrderLifetime
    if let time = try fields.duration("certificateLifetime") { profile.certificateLifetime = time }
    if let time = try fields.duration("renewBefore") { profile.renewBefore = time }
    if let list = try fields.strings("failureBackoff") {
      var pauses: [Duration] = []
      for text in list { pauses.append(try ProfileFields.duration(text, "failureBackoff")) }
      profile.failureBackoff = pauses
    }
    profile.limits = try limits(value["limits"])
    profile.requests = try requests(value["requests"])
    profile.limits[.orderRequests] = profile.requests.starts
    profile.returnsOpenOrder = try fields.bool("returnsOpenOrder") ?? false
    guard profile.renewBefore < profile.certificateLifetime else {
      throw ProfileError("renewBefore", "should be shorter than certificateLifetime")
    }
    return profile
  }

  private static func limits(_ value: JSONValue?) throws(ProfileError) -> [LimitName: RateLimit] {
    guard let value else { return [:] }
    _ = try ProfileFields(value, path: "limits.", keys: LimitName.inProfiles.map(\.rawValue))
    var limits: [LimitName: RateLimit] = [:]
    for name in LimitName.inProfiles {
      guard let value = value[name.rawValue] else { continue }
      let path = "limits.\(name.rawValue)."
      let fields = try ProfileFields(value, path: path, keys: limitKeys)
      var limit = try figures(fields, path)
      limit.exemptsRenewals = try fields.bool("exemptsRenewals") ?? false
      limits[name] = limit
    }
    return limits
  }

  private static func requests(_ value: JSONValue?) throws(ProfileError) -> [RequestRate] {
    guard let value else { return [] }
    guard let list = value.array else { throw ProfileError("requests", "should be an array, not \(value.kind)") }
    var rates: [RequestRate] = []
    for (index, value) in list.enumerated() {
      let path = "requests[\(index)]."
      let fields = try ProfileFields(value, path: path, keys: rateKeys)
      let names = try fields.strings("endpoints") ?? []
      let known = ACMEEndpoint.allCases.map(\.rawValue)
      guard !names.isEmpty, names.allSatisfy(known.contains) else {
        throw ProfileError(path + "endpoints", "should hold some of " + known.joined(separator: ", "))
      }
      rates.append(RequestRate(Set(names.compactMap { ACMEEndpoint(rawValue: $0) }), try figures(fields, path)))
    }
    return rates
  }

  private static func figures(_ fields: ProfileFields, _ path: String) throws(ProfileError) -> RateLimit {
    guard let count = try fields.integer("count", 1...1_000_000) else {
      throw ProfileError(path + "count", "is missing")
    }
    guard let period = try fields.duration("period") else { throw ProfileError(path + "period", "is missing") }
    var window = RateLimit.Window.sliding
    if let text = try fields.string("window") {
      guard let known = RateLimit.Window(rawValue: text) else {
        throw ProfileError(path + "window", "should be \"sliding\" or \"token-bucket\"")
      }
      window = known
    }
    return RateLimit(count, per: period, window)
  }
}

extension JSONWriter {
  fileprivate mutating func figures(_ limit: RateLimit) {
    field("count", limit.count)
    field("period", limit.period.optionText)
    field("window", limit.window.rawValue)
  }
}

/// What is wrong with a profile, and at which key.
public struct ProfileError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The path of the key, "limits.new-orders.count"; empty: the whole.
  public let key: String
  public let reason: String
  /// The keys that there are at that place, where the key is none of them.
  public let known: [String]

  init(_ key: String, _ reason: String, known: [String] = []) {
    self.key = key
    self.reason = reason
    self.known = known
  }

  public var description: String { key.isEmpty ? "a CA profile \(reason)" : "the key \"\(key)\" \(reason)" }
}
