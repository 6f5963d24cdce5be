import JSONText

/// That an account may have certificates for a name (RFC 8555 section 7.1.4), or is about to prove it.
public struct Authorization: Hashable, Sendable {
  public enum Status: String, Hashable, Sendable, CaseIterable {
    case pending
    case valid
    case invalid
    case deactivated
    case expired
    case revoked
  }

  public let status: Status
  /// In lower case.
  public let name: String
  /// The way of proof that is taken here; nil where the CA does not offer it.
  public let http01: Challenge?
  /// What ended it, where one of its challenges failed.
  public let error: ProblemDocument?

  /// Throws: `DocumentError`.
  public init(_ octets: [UInt8]) throws(DocumentError) {
    let reader = try DocumentReader(octets, as: "the authorization")
    status = try reader.word("status", Status.self)
    guard let identifier = reader.member("identifier") else {
      throw DocumentError("the authorization", "has no \"identifier\"")
    }
    name = try Identifier(identifier).name
    var http01: Challenge?
    var error: ProblemDocument?
    for element in try reader.array("challenges", most: 50) {
      let challenge = try DocumentReader(element, as: "a challenge")
      if http01 == nil, try challenge.requiredText("type") == Challenge.http01 { http01 = try Challenge(challenge) }
      if error == nil, let value = challenge.member("error") { error = try ProblemDocument(value) }
    }
    self.http01 = http01
    self.error = error
  }
}

/// One way to prove a name (RFC 8555 sections 7.1.5 and 8.3).
public struct Challenge: Hashable, Sendable {
  public enum Status: String, Hashable, Sendable, CaseIterable {
    case pending
    case processing
    case valid
    case invalid
  }

  static let http01 = "http-01"

  public let status: Status
  public let url: String
  /// Of base64url's alphabet: it becomes the name of a file.
  public let token: String

  init(_ reader: DocumentReader) throws(DocumentError) {
    status = try reader.word("status", Status.self)
    url = try reader.requiredURL("url")
    token = try reader.requiredText("token")
    guard Base64.isURLText(token), token.utf8.count <= 200 else {
      throw DocumentError("a challenge", "has a \"token\" that is not base64url")
    }
  }

  /// What the server answers (section 8.1).
  public func keyAuthorization(thumbprint: String) -> String { "\(token).\(thumbprint)" }
}
