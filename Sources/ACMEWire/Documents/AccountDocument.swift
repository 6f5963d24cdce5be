import JSONText

/// An account (RFC 8555 section 7.1.2).
public struct AccountDocument: Hashable, Sendable {
  public enum Status: String, Hashable, Sendable {
    case valid
    case deactivated
    case revoked
  }

  public let status: Status
  /// Where its orders are listed; nil where the CA keeps no list.
  public let orders: String?

  /// Throws: `DocumentError`.
  public init(_ octets: [UInt8]) throws(DocumentError) {
    let reader = try DocumentReader(octets, as: "the account")
    status = try reader.word("status", Status.self)
    orders = try reader.url("orders")
  }
}

/// What newAccount is told (RFC 8555 section 7.3).
public struct NewAccount: Hashable, Sendable {
  /// Mail addresses.
  public var contacts: [String]
  public var onlyReturnExisting = false
  /// The signed binding, as JSON.
  public var externalAccountBinding: [UInt8]?

  public init(contacts: [String], onlyReturnExisting: Bool = false, externalAccountBinding: [UInt8]? = nil) {
    self.contacts = contacts
    self.onlyReturnExisting = onlyReturnExisting
    self.externalAccountBinding = externalAccountBinding
  }

  public var payload: [UInt8] {
    var writer = JSONWriter()
    writer.object { writer in
      if onlyReturnExisting { return writer.field("onlyReturnExisting", true) }
      writer.field("termsOfServiceAgreed", true)
      if !contacts.isEmpty { writer.field("contact", contacts.map { "mailto:\($0)" }) }
      if let binding = externalAccountBinding.flatMap({ try? JSONValue(parsing: $0) }) {
        writer.field("externalAccountBinding", binding)
      }
    }
    return writer.bytes
  }
}

/// A page of an account's orders (RFC 8555 section 7.1.2.1).
public struct OrdersList: Hashable, Sendable {
  public let orders: [String]

  /// Throws: `DocumentError`.
  public init(_ octets: [UInt8]) throws(DocumentError) {
    orders = try DocumentReader(octets, as: "the account's list of orders").urls("orders", most: 1000)
  }
}
