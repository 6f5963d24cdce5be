/// The names of an order or a request as a CA compares them: case and order ignored, each once.
///
/// One string inside, because a ledger holds a hundred thousand of them.
public struct NameSet: Hashable, Sendable, CustomStringConvertible {
  /// Lower case, sorted, separated by one space.
  public let text: String

  public init(_ names: some Sequence<String>) {
    var sorted = names.map { asciiLowercased($0) }
    if sorted.count > 1 {
      sorted.sort()
      sorted = sorted.enumerated().filter { $0.offset == 0 || sorted[$0.offset - 1] != $0.element }.map(\.element)
    }
    text = sorted.joined(separator: " ")
  }

  public var names: [String] { text.split(separator: " ").map(String.init) }

  public var description: String { text }
}

/// Names have been through IDNA: only ASCII has a case that counts (RFC 4343).
private func asciiLowercased(_ name: String) -> String {
  guard name.utf8.contains(where: { (65...90).contains($0) }) else { return name }
  return String(decoding: name.utf8.map { (65...90).contains($0) ? $0 | 0x20 : $0 }, as: UTF8.self)
}
