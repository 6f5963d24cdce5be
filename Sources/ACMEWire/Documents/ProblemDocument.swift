import JSONText

/// What went wrong, in the CA's words (RFC 8555 section 6.7, RFC 7807): kept whole, subproblems included.
public struct ProblemDocument: Hashable, Sendable {
  /// Without the prefix where it is one of ACME's: "rateLimited". Empty where the CA gave none.
  public let type: String
  public let detail: String
  public let status: Int?
  public let subproblems: [Subproblem]

  /// What concerns one name (section 6.7.1).
  public struct Subproblem: Hashable, Sendable {
    public let type: String
    public let detail: String
    /// Nil where the CA did not say.
    public let name: String?

    public init(type: String, detail: String, name: String?) {
      self.type = type
      self.detail = detail
      self.name = name
    }
  }

  private static let prefix = "urn:ietf:params:acme:error:"
  static let maximumSubproblems = 1000

  public init(type: String, detail: String, status: Int? = nil, subproblems: [Subproblem] = []) {
    self.type = type
    self.detail = detail
    self.status = status
    self.subproblems = subproblems
  }

  /// Throws: `DocumentError`.
  public init(_ octets: [UInt8]) throws(DocumentError) {
    try self.init(try DocumentReader(octets, as: "the problem document"))
  }

  init(_ value: JSONValue) throws(DocumentError) {
    try self.init(try DocumentReader(value, as: "a problem"))
  }

  private init(_ reader: DocumentReader) throws(DocumentError) {
    type = ProblemDocument.short(try reader.text("type") ?? "")
    let title = try reader.text("title")
    detail = try reader.text("detail") ?? title ?? ""
    status = reader.member("status")?.int.flatMap { (100...599).contains($0) ? Int($0) : nil }
    var subproblems: [Subproblem] = []
    for element in try reader.array("subproblems", most: ProblemDocument.maximumSubproblems) {
      let part = try DocumentReader(element, as: "a subproblem")
      subproblems.append(
        Subproblem(
          type: ProblemDocument.short(try part.text("type") ?? ""), detail: try part.text("detail") ?? "",
          name: part.member("identifier")?["value"]?.string.map { String($0.prefix(255)) }))
    }
    self.subproblems = subproblems
  }

  private static func short(_ type: String) -> String {
    type.hasPrefix(prefix) ? String(type.dropFirst(prefix.count)) : type == "about:blank" ? "" : type
  }

  /// All of it: "rejectedIdentifier: some names are refused [a.example: caa: CAA forbids]".
  public var text: String {
    var text = ProblemDocument.join(type, detail)
    if text.isEmpty { text = status.map { "HTTP status \($0)" } ?? "no reason given" }
    guard !subproblems.isEmpty else { return text }
    let parts = subproblems.map { part in
      [part.name ?? "", ProblemDocument.join(part.type, part.detail)].filter { !$0.isEmpty }.joined(separator: ": ")
    }
    return "\(text) [\(parts.joined(separator: "; "))]"
  }

  private static func join(_ type: String, _ detail: String) -> String {
    [type, detail].filter { !$0.isEmpty }.joined(separator: ": ")
  }
}
