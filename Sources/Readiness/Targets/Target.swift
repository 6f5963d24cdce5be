public import Addressing
private import DNSWire

/// Where a domain should point, as a user says it.
public enum Target: Hashable, Sendable, CustomStringConvertible {
  case prefix(AddressPrefix)
  /// A host name whose addresses are the expected ones; in lower case, without a trailing dot.
  case host(String)

  /// Reads an address, a range of them ("203.0.113.0/24") or a host name in A-labels. Nil for anything else: digits and
  /// dots that are no address are no host name either.
  public init?(_ text: some StringProtocol) {
    if let prefix = AddressPrefix(text) {
      self = .prefix(prefix)
      return
    }
    guard let name = DNSName(text), !name.isRoot else { return nil }
    let host = "\(name)"
    guard host.utf8.allSatisfy({ $0.isHostOctet }), let last = host.split(separator: ".").last,
      !last.utf8.allSatisfy({ (48...57).contains($0) })
    else { return nil }
    self = .host(host)
  }

  /// Reads a list parted by commas, white space around each item allowed. Throws: the first item that cannot be read, an
  /// empty one included.
  public static func list(_ text: String) throws(TargetListError) -> [Target] {
    var targets: [Target] = []
    for item in text.split(separator: ",", omittingEmptySubsequences: false) {
      let trimmed = item.drop { $0.isWhitespace }.reversedDropping { $0.isWhitespace }
      guard let target = Target(trimmed) else { throw TargetListError(item: String(trimmed)) }
      targets.append(target)
    }
    return targets
  }

  public var description: String {
    switch self {
    case .prefix(let prefix): "\(prefix)"
    case .host(let host): host
    }
  }
}

/// An item that is neither address, range nor host name.
public struct TargetListError: Error, Hashable, Sendable, CustomStringConvertible {
  public let item: String

  public var description: String {
    "\"\(item)\" is neither an address, nor a range such as 203.0.113.0/24, nor a host name"
  }
}

extension UInt8 {
  /// Of a host name or of a name server's: underscores are seen there.
  fileprivate var isHostOctet: Bool {
    switch self {
    case 0x61...0x7a, 0x30...0x39, 0x2d, 0x2e, 0x5f: true
    default: false
    }
  }
}

extension Substring {
  fileprivate func reversedDropping(while isDropped: (Character) -> Bool) -> Substring {
    var rest = self
    while let last = rest.last, isDropped(last) { rest.removeLast() }
    return rest
  }
}
