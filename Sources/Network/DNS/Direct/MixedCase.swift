/// Letters of a question's name in random case, which an answer has to repeat: so much more for a forger to guess
/// (draft-vixie-dnsext-dns0x20), and what CAs' resolvers send.
enum MixedCase {
  /// Where the question's name begins: behind the header.
  private static let start = 12

  /// Mixes the letters of the one question in `packet`, whose name is in lower case. Returns the name as it now stands.
  static func mix(_ packet: inout [UInt8]) -> [UInt8] {
    var index = start
    var bits = UInt64.random(in: .min ... .max)
    var left = 64
    while index < packet.count, packet[index] != 0 {
      // A length octet is 63 at most, below every letter.
      if (0x61...0x7a).contains(packet[index]) {
        if bits & 1 == 1 { packet[index] &= ~0x20 }
        bits >>= 1
        left -= 1
        if left == 0 {
          bits = UInt64.random(in: .min ... .max)
          left = 64
        }
      }
      index += 1
    }
    return Array(packet[min(start, packet.count)..<index])
  }

  /// Whether the question of a reply is spelled as it was sent. The reply has been parsed: it has a question.
  static func isKept(_ spelling: [UInt8], in reply: UnsafeRawBufferPointer) -> Bool {
    guard reply.count >= start + spelling.count else { return false }
    return reply[start..<(start + spelling.count)].elementsEqual(spelling)
  }
}
