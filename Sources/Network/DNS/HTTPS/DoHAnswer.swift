import DNSWire

/// What a DoH server's HTTP answer says to a question (RFC 8484 section 4.2).
enum DoHAnswer {
  static let type = "application/dns-message"
  /// Of a DNS message (section 6).
  static let maximumOctets = 65_535

  static func read(_ result: Result<WebAnswer, WebFailure>, to query: Query) -> Result<Message, LookupFailure> {
    switch result {
    case .success(let answer): read(answer, to: query)
    case .failure(.timeout): .failure(.timeout)
    case .failure(.cancelled): .failure(.cancelled)
    case .failure(.tooLong): .failure(.resolverFailed("it sent more than a DNS message can hold"))
    case .failure(.notSent(let words)), .failure(.lost(let words)): .failure(.resolverFailed(words))
    }
  }

  private static func read(_ answer: WebAnswer, to query: Query) -> Result<Message, LookupFailure> {
    if answer.status == 429 || answer.status == 503 {
      return .failure(.overloaded("it answered with HTTP status \(answer.status)"))
    }
    guard (200...299).contains(answer.status) else {
      return .failure(.resolverFailed("it answered with HTTP status \(answer.status)"))
    }
    guard answer.contentType == type else {
      return .failure(.resolverFailed("it answered with something else than a DNS message"))
    }
    guard let message = try? Message(parsing: answer.body), message.id == 0, message.answers(query),
      !message.isTruncated
    else { return .failure(.malformed) }
    return .success(message)
  }
}
