/// Why octets are not what they should be.
public struct EncodingError: Error, Hashable, Sendable, CustomStringConvertible {
  public let reason: String

  init(_ reason: String) {
    self.reason = reason
  }

  public var description: String { reason }
}

/// Reads DER (X.690) from left to right: definite, minimal lengths alone, never beyond the end. It knows no more of
/// ASN.1 than keys, signatures and certificates need.
struct DERReader {
  enum Tag {
    static let integer: UInt8 = 0x02
    static let bitString: UInt8 = 0x03
    static let octetString: UInt8 = 0x04
    static let objectIdentifier: UInt8 = 0x06
    static let utcTime: UInt8 = 0x17
    static let generalizedTime: UInt8 = 0x18
    static let sequence: UInt8 = 0x30
    static let set: UInt8 = 0x31

    /// [n], constructed (X.680 section 31).
    static func explicit(_ number: UInt8) -> UInt8 { 0xa0 | number }
  }

  private let all: ArraySlice<UInt8>
  private var rest: ArraySlice<UInt8>

  init(_ octets: ArraySlice<UInt8>) {
    all = octets
    rest = octets
  }

  init(_ octets: [UInt8]) {
    self.init(octets[...])
  }

  var isAtEnd: Bool { rest.isEmpty }
  var nextTag: UInt8? { rest.first }

  func end() throws(EncodingError) {
    guard isAtEnd else { throw EncodingError("octets follow where none belong") }
  }

  /// The next element: its tag, its content, and the whole of it.
  mutating func element() throws(EncodingError) -> (tag: UInt8, content: ArraySlice<UInt8>, whole: ArraySlice<UInt8>) {
    let start = rest.startIndex
    guard let tag = rest.popFirst(), tag & 0x1f != 0x1f else { throw EncodingError("an element is missing") }
    let count = try length()
    guard count <= rest.count else { throw EncodingError("an element is longer than what holds it") }
    let content = rest.prefix(count)
    rest = rest.dropFirst(count)
    return (tag, content, all[start..<content.endIndex])
  }

  /// The content of the next element, which must have the tag.
  mutating func content(_ tag: UInt8) throws(EncodingError) -> ArraySlice<UInt8> {
    let element = try element()
    guard element.tag == tag else { throw EncodingError("an element is of another kind than expected") }
    return element.content
  }

  mutating func nested(_ tag: UInt8) throws(EncodingError) -> DERReader {
    DERReader(try content(tag))
  }

  /// Passes over the next element where it has the tag, and returns its content.
  mutating func optional(_ tag: UInt8) throws(EncodingError) -> ArraySlice<UInt8>? {
    nextTag == tag ? try content(tag) : nil
  }

  /// X.690 sections 8.1.3 and 10.1.
  private mutating func length() throws(EncodingError) -> Int {
    guard let first = rest.popFirst() else { throw EncodingError("a length is missing") }
    if first < 0x80 { return Int(first) }
    let count = Int(first & 0x7f)
    guard (1...3).contains(count), rest.count >= count else { throw EncodingError("a length is out of bounds") }
    var length = 0
    for _ in 0..<count { length = length << 8 | Int(rest.popFirst() ?? 0) }
    guard length >= 0x80, count == 1 || length >> (8 * (count - 1)) > 0 else {
      throw EncodingError("a length is longer than it has to be")
    }
    return length
  }
}
