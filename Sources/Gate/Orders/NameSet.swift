/// The names of an order or a request as a CA compares them: case and order ignored, each once.
///
/// One string inside, because a ledger holds a hundred thousand of them.
public struct NameSet: Hashable, Sendable, CustomStringConvertible {
  /// Lower case, sorted, separated by one space.
  public let text: String

  public init(_ names: some Sequence<String>) {
    var iterator = names.makeIterator()
    guard let first = iterator.next() else {
      text = ""
      return
    }
    guard let second = iterator.next() else {
      text = asciiLowercased(first)
      return
    }
    var sorted = [asciiLowercased(first), asciiLowercased(second)]
    while let next = iterator.next() { sorted.append(asciiLowercased(next)) }
    sorted.sort()
    sorted = sorted.enumerated().filter { $0.offset == 0 || sorted[$0.offset - 1] != $0.element }.map(\.element)
    text = sorted.joined(separator: " ")
  }

  public var names: [String] {
    // Nearly all have one, and it is the whole text.
    guard !text.isEmpty, text.utf8.contains(UInt8(ascii: " ")) else { return text.isEmpty ? [] : [text] }
    return text.utf8.split(separator: UInt8(ascii: " ")).map { String($0) ?? "" }
  }

  public var description: String { text }
}

/// Names have been through IDNA: only ASCII has a case that counts (RFC 4343).
private func asciiLowercased(_ name: String) -> String {
  guard name.utf8.contains(where: { (65...90).contains($0) }) else { return name }
  return String(decoding: name.utf8.map { (65...90).contains($0) ? $0 | 0x20 : $0 }, as: UTF8.self)
}
