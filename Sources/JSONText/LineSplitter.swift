/// Cuts a stream of bytes into numbered lines. A line longer than the limit is cut, not kept: what is handed out is one
/// byte longer than the limit, so that whoever reads it sees that it is too long.
package struct LineSplitter: Sendable {
  package struct Line: Hashable, Sendable {
    /// From 1.
    package var number: Int
    /// Without its end (LF or CR LF).
    package var bytes: [UInt8]

    package init(number: Int, bytes: [UInt8]) {
      self.number = number
      self.bytes = bytes
    }
  }

  private let limit: Int
  private var number = 1
  private var rest: [UInt8] = []
  private var isFirst = true

  package init(limit: Int) {
    self.limit = limit
  }

  /// The lines that end within `bytes`.
  package mutating func add(_ bytes: ArraySlice<UInt8>) -> [Line] {
    bytes.withUnsafeBufferPointer { bytes in
      var lines: [Line] = []
      var from = 0
      while let end = bytes[from...].firstIndex(of: 10) {
        keep(UnsafeBufferPointer(rebasing: bytes[from..<end]))
        lines.append(take())
        from = end + 1
      }
      keep(UnsafeBufferPointer(rebasing: bytes[from...]))
      return lines
    }
  }

  /// The last line, where no line feed ends it.
  package mutating func finish() -> Line? {
    rest.isEmpty ? nil : take()
  }

  private mutating func keep(_ bytes: UnsafeBufferPointer<UInt8>) {
    let room = max(0, limit + 1 - rest.count)
    rest.append(contentsOf: bytes.count <= room ? bytes : UnsafeBufferPointer(rebasing: bytes[..<room]))
  }

  private mutating func take() -> Line {
    if rest.count <= limit, rest.last == 13 { rest.removeLast() }
    // A byte order mark, as editors of other systems write it.
    if isFirst, rest.starts(with: [0xef, 0xbb, 0xbf]) { rest.removeFirst(3) }
    isFirst = false
    defer {
      number += 1
      rest.removeAll(keepingCapacity: rest.capacity <= 65_537)
    }
    return Line(number: number, bytes: rest)
  }
}
