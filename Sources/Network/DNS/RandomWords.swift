import Glibc

/// Numbers that nobody can guess, for ids and sockets (RFC 5452 section 4.3): the system's generator, asked for many at
/// once, because a call for each would cost more than the question that it is for.
struct RandomWords {
  /// 256 octets, the most that getentropy gives at once.
  private static let room = 32
  private var words: [UInt64] = []

  mutating func next() -> UInt64 {
    if let word = words.popLast() { return word }
    words = [UInt64](repeating: 0, count: Self.room)
    guard words.withUnsafeMutableBytes({ getentropy($0.baseAddress, $0.count) }) == 0 else {
      words = []
      return UInt64.random(in: .min ... .max)
    }
    return words.removeLast()
  }
}
