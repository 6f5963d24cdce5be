import Readiness

extension Diagnosis {
  /// What was seen beside what a finding's sentences say already: "Seen: status 404". Nil where they say it all. Inert,
  /// each value at most `limit` characters.
  static func seen(_ finding: Finding, limit: Int) -> String? {
    let said = finding.summary + " " + finding.remedy
    let fields = finding.evidence.fields.prefix(12).compactMap { key, value -> String? in
      // The records stand at the top of the diagnosis, the outcome beside the address.
      if ["address", "outcome", "record", "expected", "name", "because", "nameservers"].contains(key) { return nil }
      let shown: String
      switch value {
      case .text(let text): shown = text
      // A status that is right says nothing of what is wrong.
      case .number(let number): shown = key == "status" && number == 200 ? "" : "\(number)"
      case .list(let list):
        if list.allSatisfy(said.contains) { return nil }
        shown = list.prefix(10).joined(separator: " ")
      }
      if shown.isEmpty || said.contains(shown) || shown == "no such record" { return nil }
      if key == "url", said.contains(shown.prefix { $0 != "/" } + "//" + host(of: shown)) { return nil }
      let title = ["ipv4": "A", "ipv6": "AAAA"][key] ?? Inert.text(key, limit: 40)
      return "\(title) \(Inert.text(key == "url" ? withoutToken(shown) : shown, limit: limit))"
    }
    return fields.isEmpty ? nil : "Seen: " + fields.joined(separator: ", ")
  }

  /// The URL with a mark for our own token, which is of no use to anybody and hides what follows it.
  static func withoutToken(_ url: String) -> String {
    let path = "/.well-known/acme-challenge/"
    let parts = url.split(separator: path, maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2 else { return url }
    let rest = parts[1].drop { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_") }
    return parts[1].count - rest.count < 20 ? url : parts[0] + path + "…" + rest
  }

  private static func host(of url: String) -> Substring {
    url.drop { $0 != "/" }.drop { $0 == "/" }.prefix { $0 != "/" }
  }
}
