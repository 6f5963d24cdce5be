import Glibc

/// Puts lines together from whatever pieces arrive. A line beyond the bound is judged to its end and kept in part, so
/// that a header of megabytes costs no memory.
struct LineCollector {
  /// What has come of a line so far, in part.
  private(set) var line: [UInt8] = []
  private var isLong = false
  /// A CR at the end of what came belongs to the line's end, if LF is next.
  private var endsInCarriageReturn = false

  /// Of one line, kept.
  static let maximumKept = 32_768

  /// Takes octets up to the first LF. Returns the line without its end once it is whole.
  mutating func take(_ bytes: inout Slice<UnsafeRawBufferPointer>) throws(HTTPFault) -> [UInt8]? {
    guard let end = firstNewline(bytes) else {
      try add(bytes)
      bytes = bytes[bytes.endIndex...]
      return nil
    }
    try add(bytes[..<end])
    bytes = bytes[(end + 1)...]
    defer {
      line.removeAll(keepingCapacity: line.capacity <= 4096)
      isLong = false
      endsInCarriageReturn = false
    }
    if !isLong, line.last == .carriageReturn { line.removeLast() }
    return line
  }

  private func firstNewline(_ bytes: Slice<UnsafeRawBufferPointer>) -> Int? {
    guard let start = bytes.base.baseAddress, !bytes.isEmpty,
      let found = memchr(start + bytes.startIndex, Int32(UInt8.newline), bytes.count)
    else { return nil }
    return UnsafeRawPointer(found) - start
  }

  private mutating func add(_ bytes: Slice<UnsafeRawBufferPointer>) throws(HTTPFault) {
    let room = max(0, LineCollector.maximumKept - line.count)
    line.append(contentsOf: bytes.prefix(room))
    let rest = bytes.dropFirst(room)
    guard !rest.isEmpty else { return }
    if !isLong {
      isLong = true
      endsInCarriageReturn = line.last == .carriageReturn
      if endsInCarriageReturn { line.removeLast() }
    }
    for octet in rest {
      if endsInCarriageReturn { throw .fieldValue }
      endsInCarriageReturn = octet == .carriageReturn
      guard octet.isFieldContent || endsInCarriageReturn else { throw .fieldValue }
    }
  }
}
