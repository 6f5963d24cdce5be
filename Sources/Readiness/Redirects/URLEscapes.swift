/// Percent-encoding, part by part of a URL, with the octets that Go's net/url lets stand in each.
enum URLEscapes {
  enum Part {
    case path
    case host
    /// An IPv6 literal in brackets, which may have a zone behind "%25".
    case literal
    case fragment
  }

  /// The octets with their escapes undone; nil where an escape is none, or a host has what none may have.
  static func unescape(_ octets: ArraySlice<UInt8>, in part: Part) -> [UInt8]? {
    var result: [UInt8] = []
    var index = octets.startIndex
    while index < octets.endIndex {
      let octet = octets[index]
      if octet == UInt8(ascii: "%") {
        guard index + 2 < octets.endIndex, let high = octets[index + 1].hexadecimal,
          let low = octets[index + 2].hexadecimal
        else { return nil }
        let value = high << 4 | low
        // ASCII may not be escaped in a host, but for the sign itself, before a zone.
        if part == .host, value < 0x80, value != UInt8(ascii: "%") { return nil }
        result.append(value)
        index += 3
        continue
      }
      if part == .host || part == .literal, octet < 0x80, !octet.isHostOctet { return nil }
      result.append(octet)
      index += 1
    }
    return result
  }

  static func escape(_ octets: [UInt8], in part: Part) -> [UInt8] {
    escape(octets) { octet in
      switch part {
      case .host, .literal: octet.isHostOctet
      case .path: octet.isPathOctet
      case .fragment: octet.isPathOctet || octet == UInt8(ascii: "?")
      }
    }
  }

  /// A path as it is sent: as written where that is a valid writing, else written anew. Nil where an escape is none.
  static func normalizedPath(_ path: ArraySlice<UInt8>) -> [UInt8]? {
    guard let plain = unescape(path, in: .path) else { return nil }
    let isValid = path.allSatisfy { $0.isPathOctet || OctetSet.pathAsWritten.contains($0) }
    return isValid ? Array(path) : escape(plain, in: .path)
  }

  /// Escapes what could not stand in a request, and nothing else.
  static func ascii(_ octets: [UInt8]) -> [UInt8] {
    escape(octets) { $0 > 0x20 && $0 < 0x7f }
  }

  /// RFC 3986 section 3.2.1, and a few more that Go lets pass.
  static func isUserinfo(_ octets: ArraySlice<UInt8>) -> Bool {
    octets.allSatisfy { $0.isUnreserved || ":!$&'()*+,;=%@".utf8.contains($0) } && unescape(octets, in: .path) != nil
  }

  private static func escape(_ octets: [UInt8], _ stands: (UInt8) -> Bool) -> [UInt8] {
    if octets.allSatisfy(stands) { return octets }
    let digits = Array("0123456789ABCDEF".utf8)
    var result: [UInt8] = []
    for octet in octets {
      if stands(octet) {
        result.append(octet)
      } else {
        result += [UInt8(ascii: "%"), digits[Int(octet >> 4)], digits[Int(octet & 15)]]
      }
    }
    return result
  }
}

extension UInt8 {
  fileprivate var hexadecimal: UInt8? {
    switch self {
    case 0x30...0x39: self - 0x30
    case 0x41...0x46: self - 0x41 + 10
    case 0x61...0x66: self - 0x61 + 10
    default: nil
    }
  }

  fileprivate var isUnreserved: Bool { OctetSet.unreserved.contains(self) }

  fileprivate var isHostOctet: Bool { OctetSet.host.contains(self) }

  fileprivate var isPathOctet: Bool { OctetSet.path.contains(self) }
}

/// Octets of ASCII, a bit for each.
private struct OctetSet {
  private let low: UInt64
  private let high: UInt64

  init(_ octets: String, _ base: OctetSet? = nil) {
    var bits: (low: UInt64, high: UInt64) = (base?.low ?? 0, base?.high ?? 0)
    for octet in octets.utf8 {
      if octet < 64 { bits.low |= 1 << UInt64(octet) } else { bits.high |= 1 << UInt64(octet & 63) }
    }
    (low, high) = bits
  }

  func contains(_ octet: UInt8) -> Bool {
    octet < 128 && (octet < 64 ? low : high) >> UInt64(octet & 63) & 1 == 1
  }

  static let unreserved = OctetSet("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_.~")
  static let host = OctetSet("!$&'()*+,;=:[]<>\"", unreserved)
  static let path = OctetSet("$&+,/:;=@", unreserved)
  static let pathAsWritten = OctetSet("!'()*[]%")
}
