import JSONText

/// An ACME problem (RFC 8555 section 6.7) as a client's output shows it.
struct Problem {
  /// Without the prefix: "rateLimited".
  let type: Substring
  let detail: String
  /// Where it stands, to the end of the output.
  let rest: Substring

  static let prefix: StaticString = "urn:ietf:params:acme:error:"

  /// All that the output shows, in order.
  static func all(in output: String) -> [Problem] {
    var problems: [Problem] = []
    var rest = output[...]
    // A client that shows more than these shows the same ones again.
    while problems.count < 64, let found = rest.after(prefix) {
      let type = found.prefix { $0.isASCII && $0.isLetter }
      problems.append(Problem(type: type, detail: detail(of: type, in: found), rest: found))
      rest = found.dropFirst(type.count)
    }
    return problems
  }

  /// The problem's own "detail" where it is shown as JSON, one member a line; else what follows on the same line.
  private static func detail(of type: Substring, in text: Substring) -> String {
    let object = text.prefix { $0 != "}" }
    for line in object.split(separator: "\n") {
      let member = line.drop { $0 == " " || $0 == "\t" }
      guard member.hasPrefix("\"detail\""), let end = member.lastIndex(of: "\""),
        let json = try? JSONValue(parsing: "{\(member[...end])}"), let detail = json["detail"]?.string
      else { continue }
      return "\(type): \(detail)"
    }
    return String(text.prefix { !$0.isNewline })
  }
}
