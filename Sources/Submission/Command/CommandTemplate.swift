public import Gate

/// A command with places for an order's names, as `--submit` takes it. It becomes an argument vector: no shell runs.
///
/// `{names}` as an argument of its own becomes one argument for each name; an argument that holds `{name}` is repeated
/// for each; `{order}` and `{webroot}` may stand anywhere. A command without any finds the names in its environment.
public struct CommandTemplate: Hashable, Sendable {
  private let words: [String]
  private let webroot: String?

  /// - Parameter webroot: what `{webroot}` stands for; nil where none is given.
  public init(_ text: String, webroot: String? = nil) throws(CommandTextError) {
    let words = try CommandWords.split(text)
    guard let program = words.first, !program.text.isEmpty else { throw CommandTextError(.empty, position: 1) }
    for word in words { try CommandTemplate.check(word, hasWebroot: webroot != nil) }
    if ["{names}", "{name}", "{order}"].contains(where: { program.text.contains($0) }) {
      throw CommandTextError(.placeholderAsProgram, position: program.position)
    }
    self.words = words.map(\.text)
    self.webroot = webroot
  }

  public var program: String { words[0] }

  public func arguments(for order: Order) -> [String] {
    words.flatMap { word in
      if word == "{names}" { return order.names }
      var text = word.replacing("{order}", with: order.id.text)
      if let webroot { text = text.replacing("{webroot}", with: webroot) }
      guard text.contains("{name}") else { return [text] }
      return order.names.map { text.replacing("{name}", with: $0) }
    }
  }

  /// What is easily typed for one of ours. Other braces belong to the command.
  private static let mistaken = ["domain", "domains", "host", "hosts", "hostname", "orders", "id", "root", "web-root"]

  private static func check(_ word: CommandWords.Word, hasWebroot: Bool) throws(CommandTextError) {
    if word.text != "{names}", word.text.contains("{names}") {
      throw CommandTextError(.namesInsideArgument, position: word.position)
    }
    if !hasWebroot, word.text.contains("{webroot}") { throw CommandTextError(.noWebroot, position: word.position) }
    for name in mistaken where word.text.contains("{\(name)}") {
      throw CommandTextError(.unknownPlaceholder("{\(name)}"), position: word.position)
    }
  }
}

extension String {
  fileprivate func replacing(_ part: String, with text: String) -> String {
    split(separator: part, omittingEmptySubsequences: false).joined(separator: text)
  }
}
