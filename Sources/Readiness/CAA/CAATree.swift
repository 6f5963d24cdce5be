public import DNSWire

/// The answers about CAA of a name and all its parents (RFC 8659 section 3): which set decides, and how.
public struct CAATree: Sendable {
  public enum Level: Hashable, Sendable {
    /// The name's own records, or those at the end of its aliases; the parents of that end are not climbed.
    case records([CAARecord], alias: DNSName? = nil)
    /// The name exists and has none.
    case empty
    /// NXDOMAIN: as empty, but for a top-level domain, which must exist.
    case nonexistent
    /// SERVFAIL, a time-out, a record that cannot be read: in words.
    case failed(reason: String)
    /// A record of the answer is no CAA record.
    case unreadable
  }

  public enum Decision: Hashable, Sendable {
    /// The CA may issue. `level` has the set that says so; nil where nobody has set any. `note` says
    /// on what it depends that we were not told.
    case allowed(level: Int?, note: Finding?)
    case refused(level: Int, Finding)
    /// An error below the first set: no CA issues.
    case lookupFailed(level: Int, Finding)
  }

  /// From the name itself to its top-level domain.
  public var levels: [(owner: DNSName, level: Level)]

  public init(levels: [(owner: DNSName, level: Level)]) {
    self.levels = levels
  }

  /// The names to ask about: `name` and its parents without the root.
  public static func owners(of name: DNSName) -> [DNSName] {
    Array(sequence(first: name, next: \.parent).prefix { !$0.isRoot })
  }

  /// Walks from the name upwards: the first set that is not empty decides, an error before it fails the check, and what
  /// is above it is not looked at.
  ///
  /// - Parameter suffixes: Tells registries' names from the domain's own, for the words of a finding.
  public func decide(by policy: CAAPolicy, wildcard: Bool, suffixes: PublicSuffixList = .embedded) -> Decision {
    for (index, (owner, level)) in levels.enumerated() {
      switch level {
      case .records(let records, let alias):
        if records.isEmpty { continue }
        let place = place(of: index, alias: alias, suffixes: suffixes)
        guard let finding = policy.judge(records, at: place, wildcard: wildcard) else {
          return .allowed(level: index, note: nil)
        }
        return finding.severity == .blocker
          ? .refused(level: index, finding) : .allowed(level: index, note: finding)
      case .empty: continue
      case .nonexistent:
        guard owner.labelCount == 1 else { continue }
        return .lookupFailed(level: index, .caaLookupFailed(at: "\(owner)", reason: "NXDOMAIN for a top-level domain"))
      case .unreadable: return .lookupFailed(level: index, .caaUnreadable(at: "\(owner)"))
      case .failed(let reason):
        return .lookupFailed(level: index, .caaLookupFailed(at: "\(owner)", reason: reason))
      }
    }
    return .allowed(level: nil, note: nil)
  }
}
