public import Addressing

/// What one address of one name server said of a name.
public struct ServerAnswer: Hashable, Sendable {
  public var host: String
  public var address: IPAddress
  public var ipv4: ServerReply
  public var ipv6: ServerReply
  /// Nil where nothing tells.
  public var preservesCase: Bool?

  public init(
    host: String, address: IPAddress, ipv4: ServerReply, ipv6: ServerReply, preservesCase: Bool? = nil
  ) {
    self.host = host
    self.address = address
    self.ipv4 = ipv4
    self.ipv6 = ipv6
    self.preservesCase = preservesCase
  }

  public func reply(_ family: IPAddress.Family) -> ServerReply { family == .ipv4 ? ipv4 : ipv6 }

  public var hasData: Bool { ipv4.isData || ipv6.isData }
  /// Whether neither question brought the zone's data, and at least one answer shows why.
  public var isLame: Bool { !hasData && (ipv4.isLame || ipv6.isLame) }
  public var isUnreachable: Bool { !hasData && !isLame && (ipv4.isUnreachable || ipv6.isUnreachable) }

  /// "ns1.example.net (192.0.2.53)"
  public var label: String { "\(host) (\(address))" }

  /// The addresses or the alias; nil where no data came.
  var answer: [String]? {
    guard hasData else { return nil }
    if let target = ipv4.target ?? ipv6.target { return ["CNAME \(target)"] }
    return [ipv6, ipv4].flatMap { reply -> [String] in
      if case .addresses(let list, _) = reply { texts(list) } else { [] }
    }
  }

  /// For a sentence whose subject is the server, of both questions.
  var words: String {
    if let answer, !answer.isEmpty { return "says \(joined(answer))" }
    if hasData { return ipv4.isData ? ipv4.words : ipv6.words }
    return (ipv4.isLame || !ipv6.isLame ? ipv4 : ipv6).words
  }

  /// For the report: the answer, and in a word what went wrong with either question, or that there is nothing.
  public var summary: DNSSummary.NameServer {
    let answer = answer.flatMap { $0.isEmpty ? nil : $0 }
    let failed = [ipv4, ipv6].first { !$0.isData }
    let outcome = failed ?? (answer == nil ? ipv4 : nil)
    return .init(name: host, address: address, answer: answer, outcome: outcome?.outcome)
  }
}

/// What all name servers of a zone said of a name.
public struct ZoneAnswers: Hashable, Sendable {
  public var zone: String
  public var answers: [ServerAnswer]
  /// Name servers of the delegation that have no address.
  public var hostsWithoutAddress: [String]

  public init(zone: String, answers: [ServerAnswer], hostsWithoutAddress: [String] = []) {
    self.zone = zone
    self.answers = answers
    self.hostsWithoutAddress = hostsWithoutAddress
  }
}
