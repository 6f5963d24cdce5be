import JSONText
public import Timing

/// An order as the CA shows it (RFC 8555 section 7.1.3).
public struct OrderDocument: Hashable, Sendable {
  public enum Status: String, Hashable, Sendable, CaseIterable {
    case pending
    case ready
    case processing
    case valid
    case invalid
  }

  public let status: Status
  /// In lower case.
  public let names: Set<String>
  public let authorizations: [String]
  public let finalize: String
  public let certificate: String?
  public let expires: Timestamp?
  public let error: ProblemDocument?

  /// Names of a certificate: no CA allows more.
  static let maximumNames = 1000

  /// Throws: `DocumentError`.
  public init(_ octets: [UInt8]) throws(DocumentError) {
    let reader = try DocumentReader(octets, as: "the order")
    // What an authorization can become, Pebble says of its order, where the RFC has "invalid" (section 7.1.6).
    let isGone = ["deactivated", "expired", "revoked"].contains(try reader.requiredText("status"))
    status = isGone ? .invalid : try reader.word("status", Status.self)
    var names: Set<String> = []
    for element in try reader.array("identifiers", most: OrderDocument.maximumNames) {
      names.insert(try Identifier(element).name)
    }
    guard !names.isEmpty else { throw DocumentError("the order", "has no \"identifiers\"") }
    self.names = names
    authorizations = try reader.urls("authorizations", most: OrderDocument.maximumNames)
    finalize = try reader.requiredURL("finalize")
    certificate = try reader.url("certificate")
    expires = try reader.time("expires")
    error = try reader.member("error").map { value throws(DocumentError) in try ProblemDocument(value) }
  }
}

/// The name that an order or an authorization is about (RFC 8555 section 7.1.3: "dns" alone).
struct Identifier: Hashable {
  let name: String

  init(_ value: JSONValue) throws(DocumentError) {
    let reader = try DocumentReader(value, as: "an identifier")
    let type = try reader.requiredText("type")
    guard type == "dns" else { throw reader.fault("type", "of an unknown kind, \"\(type.prefix(40))\"") }
    let value = try reader.requiredText("value")
    guard (1...255).contains(value.utf8.count) else { throw reader.fault("value", "that is no name") }
    name = value.lowercased()
  }
}

/// What newOrder is told (RFC 8555 section 7.4).
public struct NewOrder: Hashable, Sendable {
  public var names: [String]
  /// draft-ietf-acme-profiles; nil: the CA's default.
  public var profile: String?
  /// The certificate that is renewed (RFC 9773 section 5): its unique identifier.
  public var replaces: String?

  public init(names: [String], profile: String? = nil, replaces: String? = nil) {
    self.names = names
    self.profile = profile
    self.replaces = replaces
  }

  public var payload: [UInt8] {
    var writer = JSONWriter()
    writer.object { writer in
      writer.field(array: "identifiers") { writer in
        for name in names {
          writer.object { writer in
            writer.field("type", "dns")
            writer.field("value", name)
          }
        }
      }
      writer.field("profile", optional: profile)
      writer.field("replaces", optional: replaces)
    }
    return writer.bytes
  }
}
