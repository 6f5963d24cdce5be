/// The way from a name over its aliases to records, within one message.
public struct Chain: Hashable, Sendable {
  public enum Outcome: Hashable, Sendable {
    /// `records` holds at least one.
    case found
    /// The last name of the way has neither such a record nor an alias here.
    case noData
    /// An alias leads back to a name of the way.
    case loop
    /// More aliases than allowed.
    case tooLong
  }

  /// The aliases' targets in order. The last is the name that has the records, or lacks them.
  public var cnames: [DNSName]
  public var records: [ResourceRecord]
  public var outcome: Outcome
  /// Seconds: the least TTL of all records of the way; nil where there are none.
  public var minimumTTL: UInt32?

  public init(cnames: [DNSName] = [], records: [ResourceRecord] = [], outcome: Outcome, minimumTTL: UInt32? = nil) {
    self.cnames = cnames
    self.records = records
    self.outcome = outcome
    self.minimumTTL = minimumTTL
  }
}

extension Message {
  /// Follows aliases in the answer section from `name` to records of `type`, at most `limit` of them
  /// (RFC 1034 section 3.6.2). Records that are not on the way are not looked at.
  public func resolveChain(from name: DNSName, type: RecordType, limit: Int) -> Chain {
    var chain = Chain(outcome: .noData)
    var current = name
    func lower(_ ttl: UInt32) { chain.minimumTTL = min(chain.minimumTTL ?? ttl, ttl) }
    while true {
      var alias: (target: DNSName, ttl: UInt32)?
      for record in answers where record.name == current {
        if record.type == type {
          chain.records.append(record)
          lower(record.ttl)
        } else if alias == nil, case .cname(let target) = record.data {
          alias = (target, record.ttl)
        }
      }
      if !chain.records.isEmpty {
        chain.outcome = .found
        return chain
      }
      guard let alias else { return chain }
      lower(alias.ttl)
      if alias.target == name || chain.cnames.contains(alias.target) {
        chain.outcome = .loop
        return chain
      }
      guard chain.cnames.count < limit else {
        chain.outcome = .tooLong
        return chain
      }
      chain.cnames.append(alias.target)
      current = alias.target
    }
  }

  /// Seconds for which "no such name" or "no such record" may be kept: the lesser of the SOA's TTL and its minimum
  /// (RFC 2308 section 5). Nil where no SOA came with the answer.
  public var negativeTTL: UInt32? {
    for record in authorities {
      if case .soa(let soa) = record.data { return min(record.ttl, soa.minimum) }
    }
    return nil
  }
}
