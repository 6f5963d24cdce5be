import JSONText

/// Where a CA's resources are (RFC 8555 section 7.1.1).
public struct DirectoryDocument: Hashable, Sendable {
  public let newNonce: String
  public let newAccount: String
  public let newOrder: String
  public let revokeCert: String?
  /// RFC 9773; nil where the CA has no renewal information.
  public let renewalInfo: String?
  public let termsOfService: String?
  public let requiresExternalAccount: Bool
  /// By name (draft-ietf-acme-profiles): what the CA says of each.
  public let profiles: [String: String]

  /// Throws: `DocumentError`.
  public init(_ octets: [UInt8]) throws(DocumentError) {
    let reader = try DocumentReader(octets, as: "the directory")
    newNonce = try reader.requiredURL("newNonce")
    newAccount = try reader.requiredURL("newAccount")
    newOrder = try reader.requiredURL("newOrder")
    revokeCert = try reader.url("revokeCert")
    renewalInfo = try reader.url("renewalInfo")
    guard let meta = reader.member("meta") else {
      termsOfService = nil
      requiresExternalAccount = false
      profiles = [:]
      return
    }
    let details = try DocumentReader(meta, as: "the directory's \"meta\"")
    termsOfService = try details.text("termsOfService")
    requiresExternalAccount = try details.bool("externalAccountRequired") ?? false
    var profiles: [String: String] = [:]
    if let list = details.member("profiles") {
      guard let members = list.members, members.count <= 100 else {
        throw details.fault("profiles", "that is no short object")
      }
      for member in members { profiles[member.key] = member.value.string ?? "" }
    }
    self.profiles = profiles
  }
}
