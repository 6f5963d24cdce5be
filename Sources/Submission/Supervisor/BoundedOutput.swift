/// The beginning and the end of a stream: how a client set out, and what it said last.
struct BoundedOutput {
  static let headLimit = 16 << 10
  static let tailLimit = 48 << 10

  private var head: [UInt8] = []
  private var tail: [UInt8] = []
  private(set) var omitted = 0

  mutating func append(_ bytes: [UInt8]) {
    let first = min(bytes.count, BoundedOutput.headLimit - head.count)
    head += bytes.prefix(first)
    tail += bytes.dropFirst(first)
    // Twice the limit, so that the tail is moved once for many reads.
    if tail.count > 2 * BoundedOutput.tailLimit { trim() }
  }

  private mutating func trim() {
    let excess = tail.count - BoundedOutput.tailLimit
    guard excess > 0 else { return }
    tail.removeFirst(excess)
    omitted += excess
  }

  /// Closes the gap with a line that says how much is missing.
  mutating func text() -> String {
    trim()
    let start = String(decoding: head, as: UTF8.self)
    let end = String(decoding: tail, as: UTF8.self)
    return omitted == 0 ? start + end : "\(start)\n[\(omitted) bytes left out]\n\(end)"
  }
}
