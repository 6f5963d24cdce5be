import JSONText

/// What a submitter is told to obtain: one certificate for these names.
public struct Order: Hashable, Sendable {
  public var id: OrderID
  /// In the order of the input: the first is what clients name files after.
  public var names: [String]
  /// What the input calls the request ("shop-17").
  public var requestID: String?
  /// What the input wants the certificate to be called (`> alias`).
  public var alias: String?

  public init(id: OrderID, names: [String], requestID: String? = nil, alias: String? = nil) {
    self.id = id
    self.names = names
    self.requestID = requestID
    self.alias = alias
  }

  public var nameSet: NameSet { NameSet(names) }
}

/// One line of the input: the names for which somebody wants a certificate.
public struct Request: Hashable, Sendable {
  /// In the order of the input.
  public var names: [String]
  public var id: String?
  public var alias: String?

  public init(names: [String], id: String? = nil, alias: String? = nil) {
    self.names = names
    self.id = id
    self.alias = alias
  }

  /// What makes two requests the same.
  public var key: NameSet { NameSet(names) }

  /// Bytes of names, id and alias as the journal writes them: an order's record holds the names twice, and no line of
  /// the journal may be longer than it reads. A certificate of a hundred names of 253 characters has 26,000.
  public static let maximumSize = 40_000

  /// Whether its records can be written.
  public var fitsTheLedger: Bool {
    var writer = JSONWriter()
    writer.object { $0.request(self) }
    return writer.bytes.count <= Request.maximumSize
  }
}
