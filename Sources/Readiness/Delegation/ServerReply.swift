public import DNSWire

/// What one name server of a zone said to one question about a name, as far as it counts here.
public enum ServerReply: Hashable, Sendable {
  /// `cnames`: targets of aliases within the zone that led there.
  case addresses([AddressLookup.Address], cnames: [String])
  /// An alias that leads out of the zone: another zone's servers know more. The last of `cnames` is its target.
  case alias(cnames: [String], ttl: UInt32)
  /// Seconds for which the answer may be kept.
  case noData(cnames: [String], ttl: UInt32?)
  case nxdomain(cnames: [String], ttl: UInt32?)
  case refused
  /// SERVFAIL or another error, by its name.
  case failed(String)
  /// An answer without the mark of authority (AA): from a cache, or from somebody in between.
  case notAuthoritative
  /// It sends the asker to the zones above, knowing nothing of this one.
  case upwardReferral
  /// It says that the name lies in a zone below.
  case delegated(String)
  case silent
  /// Nothing listens there, or the network says that it cannot be reached.
  case unreachable(String)
  /// It cuts its answer and gives none over TCP.
  case noTCP
  /// We did not ask it, or not long enough.
  case notAsked

  /// Whether the zone's data came.
  public var isData: Bool {
    switch self {
    case .addresses, .alias, .noData, .nxdomain: true
    default: false
    }
  }

  /// Whether it answers, and does not serve the zone.
  public var isLame: Bool {
    switch self {
    case .refused, .failed, .notAuthoritative, .upwardReferral: true
    default: false
    }
  }

  public var isUnreachable: Bool {
    switch self {
    case .silent, .unreachable, .noTCP: true
    default: false
    }
  }

  /// The alias's target outside the zone.
  public var target: String? {
    if case .alias(let cnames, _) = self { cnames.last } else { nil }
  }

  /// The stable word of the report.
  var outcome: String {
    switch self {
    case .addresses, .alias: "answer"
    case .noData: "no-data"
    case .nxdomain: "nxdomain"
    case .refused: "refused"
    case .failed(let code): code.lowercased()
    case .notAuthoritative: "not-authoritative"
    case .upwardReferral: "upward-referral"
    case .delegated: "delegated"
    case .silent: "silent"
    case .unreachable: "unreachable"
    case .noTCP: "no-tcp"
    case .notAsked: "not-asked"
    }
  }

  /// For a sentence whose subject is the server.
  var words: String {
    switch self {
    case .addresses(let list, _): "says " + joined(texts(list))
    case .alias(let cnames, _): "says CNAME \(cnames.last ?? "")"
    case .noData: "has no such record"
    case .nxdomain: "says that the name does not exist"
    case .refused: "refuses (REFUSED)"
    case .failed(let code): "fails (\(code))"
    case .notAuthoritative: "answers without authority"
    case .upwardReferral: "refers to the zones above"
    case .delegated(let zone): "refers to the servers of \(zone)"
    case .silent: "does not answer"
    case .unreachable(let why): "cannot be reached (\(why))"
    case .noTCP: "cuts its answer and gives none over TCP"
    case .notAsked: "was not asked"
    }
  }
}

extension ServerReply {
  /// Reads a name server's reply to a question for A or AAAA.
  ///
  /// - Parameter zone: The zone for which it was asked: beyond it a server's word is not authoritative.
  public init(_ message: Message, to name: DNSName, _ type: RecordType, zone: DNSName) {
    let chain = message.resolveChain(from: name, type: type, limit: 16)
    let outside = chain.cnames.firstIndex { !$0.hasSuffix(zone) }
    let cnames = chain.cnames.prefix(outside.map { $0 + 1 } ?? chain.cnames.count).map { "\($0)" }
    let ttl = message.negativeTTL
    switch message.responseCode {
    case .noError where !message.isAuthoritative: self = Self.withoutAuthority(message, name, zone)
    case .nxDomain where !message.isAuthoritative: self = .notAuthoritative
    case .noError where outside != nil, .nxDomain where outside != nil:
      self = .alias(cnames: cnames, ttl: chain.minimumTTL ?? 0)
    case .nxDomain: self = .nxdomain(cnames: cnames, ttl: ttl)
    case .noError: self = Self.withAuthority(message, chain, cnames, zone)
    case .refused: self = .refused
    case let code: self = .failed("\(code)")
    }
  }

  private static func withAuthority(_ message: Message, _ chain: Chain, _ cnames: [String], _ zone: DNSName)
    -> ServerReply
  {
    let addresses = chain.records.compactMap { record -> AddressLookup.Address? in
      if case .address(let address) = record.data { .init(address, ttl: record.ttl) } else { nil }
    }
    if !addresses.isEmpty { return .addresses(addresses, cnames: cnames) }
    // An alias of the zone's own may lead into a zone below, for which this server has but a referral.
    if let last = chain.cnames.last, let child = message.referral(below: zone), last.hasSuffix(child) {
      return .alias(cnames: cnames, ttl: chain.minimumTTL ?? 0)
    }
    return .noData(cnames: cnames, ttl: message.negativeTTL)
  }

  private static func withoutAuthority(_ message: Message, _ name: DNSName, _ zone: DNSName) -> ServerReply {
    guard message.answers.isEmpty else { return .notAuthoritative }
    if let child = message.referral(below: zone), name.hasSuffix(child) { return .delegated("\(child)") }
    return message.authorities.contains { $0.type == .ns } ? .upwardReferral : .notAuthoritative
  }
}

extension Message {
  /// The zone below `zone` to whose servers the message refers.
  public func referral(below zone: DNSName) -> DNSName? {
    authorities.first { $0.type == .ns && $0.name != zone && $0.name.hasSuffix(zone) }?.name
  }
}
