/// An IPv4 or IPv6 address, without port or zone.
public enum IPAddress: Hashable, Sendable {
  /// The address in host order: 192.0.2.1 is 0xC0000201.
  case v4(UInt32)
  case v6(IPv6Number)

  /// The IPv6 address of that number, in host order.
  public static func ipv6(_ number: UInt128) -> IPAddress { .v6(IPv6Number(number)) }

  public enum Family: String, Hashable, Sendable {
    case ipv4
    case ipv6
  }

  public var family: Family {
    switch self {
    case .v4: .ipv4
    case .v6: .ipv6
    }
  }

  /// 4 or 16 bytes in network order.
  public var bytes: [UInt8] {
    switch self {
    case .v4(let value): (0..<4).map { UInt8(truncatingIfNeeded: value >> (24 - 8 * $0)) }
    case .v6(let number):
      (0..<16).map { UInt8(truncatingIfNeeded: ($0 < 8 ? number.high : number.low) >> (56 - 8 * ($0 % 8))) }
    }
  }

  /// From 4 or 16 bytes in network order; nil for any other count.
  public init?(bytes: some Collection<UInt8>) {
    switch bytes.count {
    case 4: self = .v4(bytes.reduce(0) { $0 << 8 | UInt32($1) })
    case 16: self = .ipv6(bytes.reduce(0) { $0 << 8 | UInt128($1) })
    default: return nil
    }
  }
}

/// 128 bits as two halves. `UInt128` itself is aligned to 16 bytes, and where an async function of Swift 6.3 keeps one
/// across a suspension the compiler does not always see to that, which ends the process.
public struct IPv6Number: Hashable, Sendable {
  public let high: UInt64
  public let low: UInt64

  public init(_ number: UInt128) {
    high = UInt64(truncatingIfNeeded: number >> 64)
    low = UInt64(truncatingIfNeeded: number)
  }

  public var number: UInt128 { UInt128(high) << 64 | UInt128(low) }
}

// MARK: - Text

extension IPAddress: LosslessStringConvertible {
  /// Reads the strict forms only: four decimal parts without leading zeros, or RFC 4291 section 2.2 for IPv6 (with
  /// `::` and a dotted tail). No brackets, no zone, none of the forms that inet_aton adds.
  public init?(_ text: some StringProtocol) {
    // Most texts that are asked about are names: they have no colon, and a letter before long.
    let isName =
      text.utf8.contains { $0 > UInt8(ascii: "9") && $0 != UInt8(ascii: ":") } && !text.utf8.contains(UInt8(ascii: ":"))
    if isName { return nil }
    let utf8 = Array(text.utf8)
    if let value = parseIPv4(utf8[...]) {
      self = .v4(value)
    } else if let value = parseIPv6(utf8) {
      self = .ipv6(value)
    } else {
      return nil
    }
  }

  public init?(_ description: String) {
    self.init(description[...])
  }

  /// Dotted decimal, or the canonical form of RFC 5952.
  public var description: String {
    switch self {
    case .v4(let value):
      "\(value >> 24).\(value >> 16 & 255).\(value >> 8 & 255).\(value & 255)"
    case .v6(let value):
      describeIPv6(value.number)
    }
  }
}

private func parseIPv4(_ text: ArraySlice<UInt8>) -> UInt32? {
  let parts = text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
  guard parts.count == 4 else { return nil }
  var value: UInt32 = 0
  for part in parts {
    guard (1...3).contains(part.count), part.count == 1 || part.first != 48 else { return nil }
    var octet: UInt32 = 0
    for digit in part {
      guard (48...57).contains(digit) else { return nil }
      octet = octet * 10 + UInt32(digit - 48)
    }
    guard octet <= 255 else { return nil }
    value = value << 8 | octet
  }
  return value
}

private func parseIPv6(_ text: [UInt8]) -> UInt128? {
  guard text.count >= 2, text.count <= 45 else { return nil }
  var groups: [UInt16] = []
  var gap: Int?
  var index = 0
  if text[0] == UInt8(ascii: ":") {
    guard text[1] == UInt8(ascii: ":") else { return nil }
    gap = 0
    index = 2
  }
  while index < text.count {
    let end = text[index...].firstIndex(of: UInt8(ascii: ":")) ?? text.count
    let part = text[index..<end]
    if end == text.count, part.contains(UInt8(ascii: ".")) {
      guard let tail = parseIPv4(part) else { return nil }
      groups += [UInt16(truncatingIfNeeded: tail >> 16), UInt16(truncatingIfNeeded: tail)]
      break
    }
    guard (1...4).contains(part.count), let group = hexadecimal(part) else { return nil }
    groups.append(group)
    index = end + 1
    if end == text.count { break }
    guard index < text.count else { return nil }
    if text[index] == UInt8(ascii: ":") {
      guard gap == nil else { return nil }
      gap = groups.count
      index += 1
    }
  }
  if let gap {
    // RFC 4291: "::" stands for one or more groups of zeros.
    guard groups.count <= 7 else { return nil }
    groups.insert(contentsOf: repeatElement(0, count: 8 - groups.count), at: gap)
  }
  guard groups.count == 8 else { return nil }
  return groups.reduce(0) { $0 << 16 | UInt128($1) }
}

private func hexadecimal(_ digits: ArraySlice<UInt8>) -> UInt16? {
  var value: UInt16 = 0
  for digit in digits {
    switch digit {
    case 48...57: value = value << 4 | UInt16(digit - 48)
    case 65...70: value = value << 4 | UInt16(digit - 55)
    case 97...102: value = value << 4 | UInt16(digit - 87)
    default: return nil
    }
  }
  return value
}

private func describeIPv6(_ value: UInt128) -> String {
  let groups = (0..<8).map { UInt16(truncatingIfNeeded: value >> (112 - 16 * $0)) }
  if value >> 32 == 0xffff {
    // RFC 5952 section 5: an IPv4-mapped address shows its IPv4 part.
    return "::ffff:\(IPAddress.v4(UInt32(truncatingIfNeeded: value)))"
  }
  // RFC 5952 section 4.2: the longest run of two or more zero groups, the first of equals.
  var best = 0..<0
  var start = 0
  while start < 8 {
    var end = start
    while end < 8, groups[end] == 0 { end += 1 }
    if end - start > max(1, best.count) { best = start..<end }
    start = max(end, start + 1)
  }
  func joined(_ part: ArraySlice<UInt16>) -> String {
    part.map { String($0, radix: 16) }.joined(separator: ":")
  }
  if best.isEmpty { return joined(groups[...]) }
  return joined(groups[..<best.lowerBound]) + "::" + joined(groups[best.upperBound...])
}
