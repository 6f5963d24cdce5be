/// A domain name (RFC 1035 section 3.1), in lower case: names that DNS holds to be equal are equal here.
public struct DNSName: Hashable, Sendable {
  /// Length octets and labels without compression, the root's zero at the end.
  public let wire: [UInt8]

  /// RFC 1035 section 2.3.4: 255 octets in all, length octets and the root's zero included. A dotted name has one
  /// character less per end: 253.
  static let maximumOctets = 255
  /// RFC 1035 section 2.3.4: a length octet's two high bits are taken, six remain.
  static let maximumLabelOctets = 63

  /// `wire` is a valid name in lower case.
  init(validWire wire: [UInt8]) {
    self.wire = wire
  }

  public static let root = DNSName(validWire: [0])

  public var isRoot: Bool { wire.count == 1 }

  /// Labels without the root: "www.example.com" has three.
  public var labelCount: Int {
    var count = 0
    var index = 0
    while wire[index] != 0 {
      count += 1
      index += 1 + Int(wire[index])
    }
    return count
  }

  /// The name without its leftmost label; nil for the root.
  public var parent: DNSName? {
    isRoot ? nil : DNSName(validWire: Array(wire[(1 + Int(wire[0]))...]))
  }

  /// The last `labels` labels of the name; the name itself where it has no more.
  public func ancestor(_ labels: Int) -> DNSName {
    var name = self
    while name.labelCount > labels, let parent = name.parent { name = parent }
    return name
  }

  /// The leftmost label's octets; empty for the root.
  public var firstLabel: ArraySlice<UInt8> { wire[1..<max(1, 1 + Int(wire[0]))] }

  /// Whether the name is `ancestor` or below it. All names are below the root.
  public func hasSuffix(_ ancestor: DNSName) -> Bool {
    // Only a label's start may match: "notexample.com" does not end in "example.com".
    var index = 0
    while wire.count - index > ancestor.wire.count { index += 1 + Int(wire[index]) }
    return wire.count - index == ancestor.wire.count && wire[index...].elementsEqual(ancestor.wire)
  }

  /// The name one label below. The label is taken as it is: printable ASCII, no dot and no escape. Nil where it is
  /// anything else, or where label or name become too long.
  public func prepending(_ label: String) -> DNSName? {
    let octets = label.utf8
    guard
      (1...DNSName.maximumLabelOctets).contains(octets.count), 1 + octets.count + wire.count <= DNSName.maximumOctets,
      octets.allSatisfy({ (0x21...0x7e).contains($0) && $0 != UInt8(ascii: ".") && $0 != UInt8(ascii: "\\") })
    else { return nil }
    var result: [UInt8] = []
    result.reserveCapacity(1 + octets.count + wire.count)
    result.append(UInt8(octets.count))
    result.append(contentsOf: octets.lazy.map(\.lowercasedASCII))
    result.append(contentsOf: wire)
    return DNSName(validWire: result)
  }
}

extension UInt8 {
  /// DNS folds the case of ASCII letters only (RFC 4343).
  @inline(__always)
  var lowercasedASCII: UInt8 { self &- 0x41 < 26 ? self | 0x20 : self }
}
