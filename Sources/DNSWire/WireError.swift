/// Why a DNS message cannot be read. Equality is on both parts, so tests say exactly where a message breaks.
public struct WireError: Error, Hashable, CustomStringConvertible {
  public enum Code: String, Hashable, Sendable {
    /// The message ends inside a field.
    case truncated
    /// A compression pointer that does not point to an earlier part of the message's body (RFC 1035 section 4.1.4).
    case badPointer
    /// A length octet of 64 to 191: more than a label may have, or one of the reserved label types.
    case labelTooLong
    /// A name of more than 255 octets.
    case nameTooLong
    /// Bytes behind the last record that the header announces.
    case trailingBytes
    /// Record data that is longer or shorter than its fields.
    case badLength
    /// A question of another class than IN.
    case badClass
    /// More than one question (RFC 9619).
    case manyQuestions
    /// An OPT record that is not the root's, or a second one (RFC 6891 section 6.1.1).
    case badOPT
  }

  public let code: Code
  /// Octets from the start of the message.
  public let offset: Int

  public init(_ code: Code, at offset: Int) {
    self.code = code
    self.offset = offset
  }

  public var description: String { "\(code.rawValue) at octet \(offset)" }
}
