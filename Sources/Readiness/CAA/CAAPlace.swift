import DNSWire

/// Where the set of CAA records that decides stands, and with it where one can be added.
public struct CAAPlace: Hashable, Sendable {
  /// The name whose question was answered with them.
  public var owner: String
  /// The end of its aliases, where the records really stand; nil where it has none.
  public var alias: String?
  /// Where the owner belongs to a registry: the name below it that is the domain's own.
  public var ownDomain: String?

  public init(_ owner: String, alias: String? = nil, ownDomain: String? = nil) {
    self.owner = owner
    self.alias = alias
    self.ownDomain = ownDomain
  }

  /// The name at which the records stand.
  public var name: String { alias ?? owner }

  /// What to add, and why there.
  func adding(_ record: String) -> String {
    if let ownDomain {
      return "Add \(ownDomain) CAA \(record): the set nearest to the name decides, and the one at \(owner) is the "
        + "registry's."
    }
    if let alias {
      return "Add \(alias) CAA \(record) beside the records there: \(owner) is an alias of it, and no record can stand "
        + "beside a CNAME."
    }
    return "Add \(owner) CAA \(record) beside the records there."
  }

  /// What to make of a record that is there.
  func changing(_ old: String, to record: String) -> String {
    ownDomain == nil ? "Change \(name) CAA \(old) to \(name) CAA \(record)." : adding(record)
  }
}

extension CAATree {
  /// The place of the set at one level.
  func place(of index: Int, alias: DNSName?, suffixes: PublicSuffixList) -> CAAPlace {
    let owner = "\(levels[index].owner)"
    var ownDomain: String?
    if index > 0, levels[index].owner.labelCount == 1 || suffixes.icannSuffix(of: owner) == owner {
      ownDomain = "\(levels[index - 1].owner)"
    }
    return CAAPlace(owner, alias: alias.map { "\($0)" }, ownDomain: ownDomain)
  }
}
