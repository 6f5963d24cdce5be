public import Gate
public import Readiness

/// A request, or several that became one.
public struct GroupedRequest: Hashable, Sendable {
  public var request: Request
  /// The line of the input on which it begins.
  public var line: Int
  public var targets: [Target]
}

/// Puts names of one registered domain into one order. Requests that have an id or an alias of their own stay alone.
public struct OrderGrouper: Sendable {
  private let namesPerOrder: Int
  private let suffixes: PublicSuffixList
  private var groups: [Key: GroupedRequest] = [:]
  /// In the order in which they began.
  private var order: [Key] = []

  private struct Key: Hashable {
    let domain: String
    let targets: [Target]
  }

  /// - Parameter namesPerOrder: 1 leaves every request as it is.
  public init(namesPerOrder: Int, suffixes: PublicSuffixList = .embedded) {
    self.namesPerOrder = namesPerOrder
    self.suffixes = suffixes
  }

  /// Names held back until their group is full.
  public var heldCount: Int { groups.count }

  /// Takes a request; returns those that are complete.
  public mutating func add(_ request: Request, line: Int, targets: [Target]) -> [GroupedRequest] {
    let alone = GroupedRequest(request: request, line: line, targets: targets)
    guard namesPerOrder > 1, request.id == nil, request.alias == nil, let domain = domain(of: request.names) else {
      return [alone]
    }
    let key = Key(domain: domain, targets: targets)
    guard var group = groups[key] else { return begin(key, alone) }
    let added = request.names.filter { !group.request.names.contains($0) }
    guard group.request.names.count + added.count <= namesPerOrder, !overlap(group.request.names, added) else {
      groups[key] = nil
      order.removeAll { $0 == key }
      return [group] + begin(key, alone)
    }
    group.request.names += added
    if group.request.names.count == namesPerOrder {
      groups[key] = nil
      order.removeAll { $0 == key }
      return [group]
    }
    groups[key] = group
    return []
  }

  /// What is left, at the end of the input.
  public mutating func flush() -> [GroupedRequest] {
    let rest = order.compactMap { groups[$0] }
    groups.removeAll()
    order.removeAll()
    return rest
  }

  private mutating func begin(_ key: Key, _ request: GroupedRequest) -> [GroupedRequest] {
    guard request.request.names.count < namesPerOrder else { return [request] }
    groups[key] = request
    order.append(key)
    return []
  }

  private func domain(of names: [String]) -> String? {
    let domains = Set(names.map { suffixes.registeredDomain(of: $0.hasPrefix("*.") ? String($0.dropFirst(2)) : $0) })
    return domains.count == 1 ? domains.first ?? nil : nil
  }

  /// A CA refuses an order that holds a wildcard and a name that it covers.
  private func overlap(_ names: [String], _ added: [String]) -> Bool {
    let all = names + added
    let wildcards = Set(all.filter { $0.hasPrefix("*.") }.map { $0.dropFirst(2) })
    return all.contains { name in
      guard !name.hasPrefix("*."), let dot = name.firstIndex(of: ".") else { return false }
      return wildcards.contains(name[name.index(after: dot)...])
    }
  }
}
