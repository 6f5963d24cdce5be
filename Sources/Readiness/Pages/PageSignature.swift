/// By what an answer that is not the token gives away who gave it. A row of a table: facts that a person can check and
/// add to. All of what it names has to be there.
struct PageSignature: Sendable {
  struct Header: Sendable {
    /// In lower case.
    let name: String
    /// What its value begins with or holds, in lower case.
    let value: String
    var isPrefix = false
  }

  let product: String
  /// Empty for any.
  var statuses: ClosedRange<Int>?
  var headers: [Header] = []
  /// What the first bytes of the body hold, in lower case.
  var body: [String] = []
  /// Who says so, or where it can be seen.
  let source: String

  init(_ product: String, body: String..., status: ClosedRange<Int>? = nil, headers: [Header] = [], from source: String)
  {
    self.product = product
    self.body = body
    self.statuses = status
    self.headers = headers
    self.source = source
  }

  /// The web server's own name: what the Server header begins with.
  init(_ product: String, server: String, from source: String) {
    self.product = product
    self.source = source
    headers = [Header(name: "server", value: server, isPrefix: true)]
  }

  /// What a login of HTTP (RFC 7617) asks for.
  init(_ product: String, realm: String, from source: String) {
    self.product = product
    self.source = source
    statuses = 401...401
    headers = [Header(name: "www-authenticate", value: "realm=\"\(realm)")]
  }

  func matches(_ answer: AnswerText) -> Bool {
    if let statuses, !statuses.contains(answer.status) { return false }
    return headers.allSatisfy(answer.has) && body.allSatisfy(answer.body.contains)
  }
}

/// An answer as signatures look at it.
struct AnswerText: Sendable {
  let status: Int
  let headers: [(name: [UInt8], value: BoundedText)]
  let body: BoundedText

  static let maximumBody = 2048
  /// More header lines, and longer ones, are not looked at.
  static let maximumHeaders = 64
  static let maximumHeader = 512

  init(status: Int, headerLines: [[UInt8]], body: [UInt8]) {
    self.status = status
    self.body = BoundedText(body, limit: AnswerText.maximumBody)
    headers = headerLines.prefix(AnswerText.maximumHeaders).compactMap { line in
      let text = BoundedText(line, limit: AnswerText.maximumHeader).octets
      guard let colon = text.firstIndex(of: UInt8(ascii: ":")) else { return nil }
      let value = text[(colon + 1)...].drop { $0 == 32 || $0 == 9 }
      return (Array(text[..<colon]), BoundedText(value, limit: AnswerText.maximumHeader))
    }
  }

  func has(_ header: PageSignature.Header) -> Bool {
    headers.contains { line in
      line.name.elementsEqual(header.name.utf8)
        && (header.isPrefix ? line.value.hasPrefix(header.value) : line.value.contains(header.value))
    }
  }

  func has(header name: String) -> Bool { headers.contains { $0.name.elementsEqual(name.utf8) } }
}
