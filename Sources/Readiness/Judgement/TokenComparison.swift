/// How a CA compares what came with the key authorization (RFC 8555 section 8.3, and Boulder's reading of it).
public enum TokenComparison: Hashable, Sendable {
  case equal
  case different
  case tooLong

  /// Bytes. Boulder reads 128 and refuses what fills them.
  public static let maximumBytes = 127

  /// - Parameter isCut: Whether more came than `body` holds.
  public init(_ body: [UInt8], isCut: Bool, expected: String) {
    if isCut || body.count > TokenComparison.maximumBytes {
      self = .tooLong
    } else {
      self = body[..<endWithoutSpace(body)].elementsEqual(expected.utf8) ? .equal : .different
    }
  }
}

/// Where trailing Unicode white space (the property White_Space) begins. On the left nothing is trimmed.
private func endWithoutSpace(_ body: [UInt8]) -> Int {
  var end = body.count
  while end > 0 {
    switch body[end - 1] {
    case 9...13, 32: end -= 1
    default:
      guard let width = [2, 3].first(where: { end >= $0 && isSpace(body[(end - $0)..<end]) }) else { return end }
      end -= width
    }
  }
  return end
}

private func isSpace(_ octets: ArraySlice<UInt8>) -> Bool {
  switch Array(octets) {
  case [0xc2, 0x85], [0xc2, 0xa0], [0xe1, 0x9a, 0x80], [0xe2, 0x80, 0xa8], [0xe2, 0x80, 0xa9], [0xe2, 0x80, 0xaf],
    [0xe2, 0x81, 0x9f], [0xe3, 0x80, 0x80]:
    true
  case let octets: octets.count == 3 && octets[0] == 0xe2 && octets[1] == 0x80 && (0x80...0x8a).contains(octets[2])
  }
}
