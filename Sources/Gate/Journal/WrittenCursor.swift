import Glibc
import Timing

/// Reads JSON of our own writing from left to right, as far as it needs no thought: no white space, no escapes, nothing
/// but ASCII.
struct WrittenCursor {
  /// A member that may be missing. That it is there and cannot be read is said by nil in this one's place.
  struct Optionally<Value> {
    let value: Value?
  }

  private let bytes: UnsafeBufferPointer<UInt8>
  private var index = 0

  init(bytes: UnsafeBufferPointer<UInt8>) {
    self.bytes = bytes
  }

  var isAtEnd: Bool { index == bytes.count }

  /// Whether this very text comes next; it is then passed.
  mutating func skip(_ text: StaticString) -> Bool {
    let count = text.utf8CodeUnitCount
    guard let base = bytes.baseAddress, index + count <= bytes.count,
      memcmp(base + index, text.utf8Start, count) == 0
    else { return false }
    index += count
    return true
  }

  mutating func integer() -> Int64? {
    let isNegative = skip("-")
    let start = index
    var value: Int64 = 0
    while index < bytes.count, bytes[index] &- 48 < 10 {
      // Eighteen digits fit whatever they are; longer ones are rare enough for the careful reader.
      guard index - start < 18 else { return nil }
      value = value * 10 + Int64(bytes[index] &- 48)
      index += 1
    }
    guard index > start, bytes[start] != 48 || index == start + 1 else { return nil }
    return isNegative ? -value : value
  }

  /// At least one.
  mutating func integers() -> [Int64]? {
    guard skip("["), let first = integer() else { return nil }
    var integers = [first]
    while skip(",") {
      guard let next = integer() else { return nil }
      integers.append(next)
    }
    return skip("]") ? integers : nil
  }

  mutating func boolean() -> Bool? {
    if skip("true") { return true }
    return skip("false") ? false : nil
  }

  mutating func string() -> String? {
    text().map { String(decoding: $0, as: UTF8.self) }
  }

  mutating func boot() -> BootID? {
    text().flatMap { BootID(utf8: $0) }
  }

  mutating func timestamp() -> Timestamp? {
    text().flatMap { Timestamp(utf8: $0) }
  }

  /// At least one.
  mutating func strings() -> [String]? {
    guard skip("["), let first = string() else { return nil }
    var strings = [first]
    while skip(",") {
      guard let next = string() else { return nil }
      strings.append(next)
    }
    return skip("]") ? strings : nil
  }

  mutating func optionalString(_ key: StaticString) -> Optionally<String>? {
    guard skip(key) else { return Optionally(value: nil) }
    return string().map { Optionally(value: $0) }
  }

  mutating func optionalTimestamp(_ key: StaticString) -> Optionally<Timestamp>? {
    guard skip(key) else { return Optionally(value: nil) }
    return timestamp().map { Optionally(value: $0) }
  }

  /// What stands between quotes.
  private mutating func text() -> UnsafeBufferPointer<UInt8>? {
    guard index < bytes.count, bytes[index] == UInt8(ascii: "\"") else { return nil }
    let start = index + 1
    var end = start
    while end < bytes.count, bytes[end] != UInt8(ascii: "\"") {
      guard bytes[end] >= 0x20, bytes[end] < 0x7f, bytes[end] != UInt8(ascii: "\\") else { return nil }
      end += 1
    }
    guard end < bytes.count else { return nil }
    index = end + 1
    return UnsafeBufferPointer(rebasing: bytes[start..<end])
  }
}
