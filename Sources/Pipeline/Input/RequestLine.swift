public import Gate
import JSONText
public import Readiness

/// One line of the input, read.
public enum RequestLine: Hashable, Sendable {
  case request(Request, targets: [Target])
  /// Empty, or nothing but a comment.
  case blank
  case rejected(reason: String)

  /// Bytes; longer lines are rejected without being kept.
  public static let maximumBytes = 65_536
  /// A certificate holds 100 names at most anywhere; what is far above that is no request.
  public static let maximumNames = 1000

  /// Reads names separated by white space with an optional `> alias` and `#` comments (the format of dehydrated's
  /// domains.txt), or a JSON object with "names" and optionally "id" and "target".
  ///
  /// - Parameter canonical: The form of a name by which requests are compared: A-labels, lower case.
  public init(_ line: some Collection<UInt8>, canonical: (String) -> String) {
    if line.count > RequestLine.maximumBytes {
      self = .rejected(reason: "the line is longer than \(RequestLine.maximumBytes) bytes")
      return
    }
    guard let text = String(validating: line, as: UTF8.self) else {
      self = .rejected(reason: "the line is not UTF-8 text")
      return
    }
    let isObject = text.drop { $0 == " " || $0 == "\t" }.first == "{"
    self = isObject ? RequestLine.object(text, canonical) : RequestLine.words(text, canonical)
  }

  private static func words(_ text: String, _ canonical: (String) -> String) -> RequestLine {
    let content = text.unicodeScalars.prefix { $0 != "#" }
    if content.contains(where: { $0.movesTheCursor && !isSpace($0) }) {
      return .rejected(reason: "the line holds control characters")
    }
    var words = content.split(whereSeparator: isSpace).map { String($0) }
    var alias: String?
    if let arrow = words.firstIndex(of: ">") {
      guard arrow + 2 == words.count else { return .rejected(reason: "one alias should stand behind >") }
      alias = words[arrow + 1]
      guard isFileName(words[arrow + 1]) else {
        return .rejected(reason: "the alias names a directory or file: no \"/\" in it, no \".\" or \"-\" in front")
      }
      words.removeSubrange(arrow...)
      if words.isEmpty { return .rejected(reason: "no name stands before >") }
    }
    return words.isEmpty ? .blank : request(words, canonical, id: nil, alias: alias, targets: [])
  }

  private static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
    // Most are ASCII, and need no look into Unicode's tables.
    scalar.value > 0x20 && scalar.value < 0x7f ? false : scalar.properties.isWhitespace
  }

  /// Clients make a path of the alias, or an argument of their command line.
  private static func isFileName(_ alias: String) -> Bool {
    !alias.utf8.contains(UInt8(ascii: "/")) && !alias.hasPrefix(".") && !alias.hasPrefix("-")
  }

  private static func object(_ text: String, _ canonical: (String) -> String) -> RequestLine {
    let value: JSONValue
    do throws(JSONError) {
      value = try JSONValue(parsing: text)
    } catch {
      return .rejected(reason: "not JSON: \(error)")
    }
    for member in value.members ?? [] where !["names", "id", "target"].contains(member.key) {
      return .rejected(reason: "unknown key \"\(member.key.prefix(40))\" (names, id and target are known)")
    }
    guard let names = value["names"]?.strings else {
      return .rejected(reason: "\"names\" should be an array of strings")
    }
    var targets: [Target] = []
    for text in value["target"].map({ $0.string.map { [$0] } ?? $0.strings ?? [""] }) ?? [] {
      guard let target = Target(text) else {
        return .rejected(reason: "\"target\" should hold addresses, ranges such as 203.0.113.0/24 or host names")
      }
      targets.append(target)
    }
    if let id = value["id"], id.string == nil { return .rejected(reason: "\"id\" should be a string") }
    return request(names, canonical, id: value["id"]?.string, alias: nil, targets: targets)
  }

  private static func request(
    _ names: [String], _ canonical: (String) -> String, id: String?, alias: String?, targets: [Target]
  ) -> RequestLine {
    guard !names.isEmpty, names.count <= maximumNames else {
      return .rejected(reason: names.isEmpty ? "no name" : "more than \(maximumNames) names")
    }
    var seen: Set<String> = []
    let distinct = names.map(canonical).filter { seen.insert($0).inserted }
    // Sets of names are compared as one text, separated by spaces.
    if let name = distinct.first(where: { $0.utf8.contains(UInt8(ascii: " ")) }) {
      return .rejected(reason: "the name \"\(name.prefix(80))\" holds a space; each name is a string of its own")
    }
    let request = Request(names: distinct, id: id, alias: alias)
    guard request.fitsTheLedger else {
      return .rejected(reason: "the names, the id and the alias are longer than \(Request.maximumSize) bytes together")
    }
    return .request(request, targets: targets)
  }
}
