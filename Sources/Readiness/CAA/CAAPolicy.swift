public import DNSWire

/// Whether CAA records let a CA issue (RFC 8659 and RFC 8657), as Boulder (Let's Encrypt's CA) decides it.
public struct CAAPolicy: Hashable, Sendable {
  /// By what the CA goes in CAA records, any of them; the first is the one to recommend: ["letsencrypt.org"].
  public var identities: [String]
  /// The URL of the account that will order; nil where it is not known.
  public var accountURI: String?
  public var method: ValidationMethod

  public init(identities: [String], accountURI: String? = nil, method: ValidationMethod) {
    self.identities = identities
    self.accountURI = accountURI
    self.method = method
  }

  /// Judges the set of records that decides. Nil: the CA may issue. Undetermined: it may, if the account that orders
  /// is the one that a record names, which was not told. A blocker forbids.
  ///
  /// - Parameter place: Where the records stand, for the finding.
  public func judge(_ records: [CAARecord], at place: CAAPlace, wildcard: Bool) -> Finding? {
    // A critical record that is not understood forbids, whatever the others say (RFC 8659 section 4.1).
    if let record = records.first(where: { $0.isCritical && !Tag.known.contains($0.lowercasedTag) }) {
      return criticalFinding(record, at: place)
    }
    // RFC 8659 section 4.3: for a wildcard, issuewild where there is any.
    let wild = wildcard ? records.filter { $0.lowercasedTag == Tag.issueWild } : []
    let relevant = wild.isEmpty ? records.filter { $0.lowercasedTag == Tag.issue } : wild
    guard !relevant.isEmpty else { return nil }

    // One record must satisfy everything together.
    var misses: [(record: CAARecord, miss: Miss)] = []
    for record in relevant {
      guard let value = IssuerValue(record.value), identities.contains(value.issuer) else {
        misses.append((record, missOfIssuer(record)))
        continue
      }
      switch (value.permits(account: accountURI), value.permits(method)) {
      case (.permitted, .permitted): return nil
      case (.unknown, .permitted): misses.append((record, .accountUnknown))
      case (.refused, .permitted): misses.append((record, .account))
      default: misses.append((record, .method))
      }
    }
    // The nearest miss is the one to mend.
    guard let nearest = misses.max(by: { $0.miss < $1.miss }) else { return nil }
    let tag = wild.isEmpty ? Tag.issue : Tag.issueWild
    return finding(nearest.miss, nearest.record, relevant, at: place, tag: tag)
  }

  /// Why a record that does not name the CA does not: a slip of the pen is worth telling.
  private func missOfIssuer(_ record: CAARecord) -> Miss {
    let value = IssuerValue(record.value)
    if identities.isEmpty { return value.map(\.issuer.isEmpty) ?? true ? .nobody : .identityUnknown }
    guard let issuer = (value ?? IssuerValue(repairing: record.value))?.issuer else { return .issuer }
    if identities.contains(issuer) { return .malformed }
    let plain = issuer.lowercased()
    return identities.contains { plain == $0.lowercased() || plain == $0.lowercased() + "." } ? .spelling : .issuer
  }

  enum Tag {
    static let issue = "issue"
    static let issueWild = "issuewild"
    static let known: Set<String> = [issue, issueWild, "iodef", "issuemail", "issuevmc"]
  }

  /// Why a record does not permit, from far to near.
  enum Miss: Int, Comparable {
    case nobody
    case issuer
    /// The CA's name in other letters.
    case spelling
    case malformed
    case method
    case account
    case accountUnknown
    /// A CA of which we do not know by what name it goes.
    case identityUnknown

    static func < (left: Miss, right: Miss) -> Bool { left.rawValue < right.rawValue }
  }
}

extension CAARecord {
  /// Bit 128; and bit 1, which early software wrote for it.
  fileprivate var isCritical: Bool { flags & 0x81 != 0 }

  /// Tags are compared without regard to case (RFC 8659 section 4.1).
  fileprivate var lowercasedTag: String { String(decoding: tag, as: UTF8.self).lowercased() }
}
