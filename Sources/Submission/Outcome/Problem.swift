import JSONText
import Timing

/// An ACME problem (RFC 8555 section 6.7) as a client's output shows it.
struct Problem {
  /// Without the prefix: "rateLimited".
  let type: Substring
  let detail: String
  /// What stands before it, from the problem before on.
  let lead: Substring
  /// Where it stands, to the end of the output.
  let rest: Substring

  static let prefix = "urn:ietf:params:acme:error:"

  /// All that the output shows, in order.
  static func all(in output: String) -> [Problem] {
    var problems: [Problem] = []
    var rest = output[...]
    // A client that shows more than these shows the same ones again.
    while problems.count < 64, let found = rest.after(prefix) {
      let type = found.prefix { $0.isASCII && $0.isLetter }
      problems.append(
        Problem(
          type: type, detail: detail(of: type, in: found), lead: rest[..<found.startIndex].dropLast(prefix.count),
          rest: found))
      rest = found.dropFirst(type.count)
    }
    return problems
  }

  /// When the CA wants to be asked again: said behind the problem, or in the headers of its answer.
  func retryTime(now: Timestamp) -> Timestamp? {
    RetryTime.find(in: rest, now: now) ?? RetryTime.find(in: headers, now: now)
  }

  /// The lead from the last status line on, so that an earlier answer's headers are not taken for this one's; or from
  /// where acme.sh says of an answer that its time is too long to wait for.
  private var headers: Substring {
    let lines = lead.split(whereSeparator: \.isNewline)
    let first = lines.last { $0.hasPrefix("HTTP") || $0.after("retryafter=") != nil }
    return lead[(first?.startIndex ?? lead.endIndex)...]
  }

  /// The problem's own "detail" where it is shown as JSON; else what follows on the same line.
  private static func detail(of type: Substring, in text: Substring) -> String {
    // The next problem has a detail of its own.
    let own = text.firstRange(of: prefix).map { text[..<$0.lowerBound] } ?? text
    if let detail = member("detail", in: own) { return "\(type): \(detail)" }
    return String(text.prefix { !$0.isNewline })
  }

  /// A string member of JSON text that may be cut off anywhere, or be shown a member a line.
  private static func member(_ name: String, in text: Substring) -> String? {
    guard let found = text.after("\"\(name)\"") else { return nil }
    let value = found.drop { "]: \t".contains($0) }
    guard value.first == "\"" else { return nil }
    var isEscaped = false
    for index in value.indices.dropFirst() {
      if isEscaped {
        isEscaped = false
      } else if value[index] == "\\" {
        isEscaped = true
      } else if value[index] == "\"" {
        return (try? JSONValue(parsing: "[\(value[...index])]"))?.strings?.first
      }
    }
    return nil
  }
}
