public import DNSWire

/// Whether a CA could find its record, once it is put where the platform puts it.
public struct ChallengeJudgement: Sendable {
  public private(set) var findings: [Finding] = []

  let lookup: ChallengeLookup
  let base: DNSName
  let target: ChallengeTarget?

  /// - Parameters:
  ///   - base: The domain, without "*.".
  ///   - target: What the platform controls; nil where that was not told, and nothing can be proven.
  public init(_ lookup: ChallengeLookup, base: DNSName, target: ChallengeTarget?, suffixes: PublicSuffixList) {
    self.lookup = lookup
    self.base = base
    self.target = target
    judge(suffixes)
    if !isReached { findings += misplaced }
  }

  /// Whether an alias leads to where the platform can put records.
  private var isReached: Bool { target?.isReached(by: lookup.cnames, from: base) ?? false }

  private mutating func judge(_ suffixes: PublicSuffixList) {
    // An alias to another place is the cause, whatever is wrong there; but a circle leads nowhere.
    if target != nil, !lookup.cnames.isEmpty, !isReached, !lookup.isOurs, lookup.outcome != .aliasLoop {
      findings = [lookup.isFromWildcard ? missing : elsewhere]
    } else if !lookup.isAnswered {
      findings = [failure]
    } else if let zone = lookup.zone, let owner = lookup.cnames.last ?? lookup.name.parent,
      !isBelowSuffix(zone, of: owner, suffixes)
    {
      findings = [lookup.cnames.isEmpty ? unregistered(zone) : dangling(owner, zone)]
    } else if target == nil {
      findings = [nothingToProve]
    } else if !isReached {
      findings = [missing]
    }
  }

  /// Whether the zone that answered is somebody's own, not a registry's or the root: else `owner` is in no zone that
  /// anyone could write to.
  private func isBelowSuffix(_ zone: DNSName, of owner: DNSName, _ suffixes: PublicSuffixList) -> Bool {
    guard let suffix = suffixes.icannSuffix(of: "\(owner)").flatMap({ DNSName($0) }) else { return !zone.isRoot }
    return zone.labelCount > suffix.labelCount
  }

  /// Records that look like the CA's, or any where there is none at the right name and no wildcard can have made them.
  private var misplaced: [Finding] {
    let isEmpty = lookup.texts.isEmpty && lookup.cnames.isEmpty
    let found = lookup.misplaced.filter { place in
      if target?.isReached(by: place.cnames, from: base) ?? false { return true }
      if place.texts.contains(where: \.isDigest) { return place.texts != lookup.texts }
      return isEmpty && !place.texts.isEmpty && lookup.zone == base
    }
    return found.first.map { [doubled($0)] } ?? []
  }
}

extension ChallengeLookup {
  /// Whether it was our own side that failed.
  var isOurs: Bool {
    switch outcome {
    case .resolverUnreachable, .deadline: true
    default: false
    }
  }
}

extension [UInt8] {
  /// Base64url of a SHA-256 (RFC 8555 section 8.4): 43 characters.
  fileprivate var isDigest: Bool {
    count == 43
      && allSatisfy { octet in
        switch octet {
        case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, UInt8(ascii: "-"), UInt8(ascii: "_"): true
        default: false
        }
      }
  }
}
