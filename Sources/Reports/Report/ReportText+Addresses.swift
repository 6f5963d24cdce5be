import Addressing
import Readiness

/// Where a name points beside where it should.
extension ReportText {
  func addresses(_ dns: DNSSummary, expected: [String]) -> String {
    let now = rows(dns)
    let should = Columns.table(
      Diagnosis.targets(expected).map { [$0.type, Inert.text($0.value, limit: 60)] }, indent: 0
    )
    .split(separator: "\n").map(String.init)
    let left = Diagnosis.Part.now.rawValue
    let right = Diagnosis.Part.should.rawValue
    if should.isEmpty { return heading(.now) + list(now) }
    let column = max(left.count, now.map(\.columns).max() ?? 0) + 4
    guard 4 + column + max(right.count, should.map(\.columns).max() ?? 0) <= width else {
      return heading(.now) + list(now) + heading(.should) + list(should)
    }
    let gap = String(repeating: " ", count: column + 2 - left.count)
    var text = "\n  \(style(.strong, left))\(gap)\(style(.strong, right))\n"
    for row in 0..<max(now.count, should.count) {
      let cell = row < now.count ? now[row] : ""
      text += row < should.count ? "    \(Columns.padded(cell, column))\(should[row])\n" : "    \(cell)\n"
    }
    return text
  }

  /// With dns-01: where the CA looks, and where that leads.
  func challenge(_ challenge: DNSSummary.Challenge) -> String {
    let records = Diagnosis.records(challenge)
    var lines = [Inert.text(challenge.name, limit: 253)]
    lines += records.map { "  \($0.type) \(Inert.text($0.value, limit: $0.type == "TXT" ? 60 : 253))" }
    if records.isEmpty { lines.append("  \(Diagnosis.noRecord)") }
    return heading(.challenge) + list(lines)
  }

  /// The aliases from the name on, then the addresses at their end.
  private func rows(_ dns: DNSSummary) -> [String] {
    let addresses = Diagnosis.addresses(dns)
    let column = dns.cnames.isEmpty && !hasIPv6(dns) ? 3 : dns.cnames.isEmpty ? 6 : 7
    var lines = Diagnosis.aliases(dns).map {
      Columns.padded($0.type, column) + Inert.text($0.value, limit: width - 12)
    }
    // A chain's names would push the notes beside the addresses out of sight.
    let longest = dns.addresses.map { "\($0.address)".count }.max() ?? 0
    for record in addresses.items {
      let value = record.note.isEmpty ? record.value : Columns.padded(record.value, longest + 2) + record.note
      lines.append(Columns.padded(record.type, column) + value)
    }
    if dns.addresses.isEmpty { lines.append(Diagnosis.noAddress) }
    if let rest = addresses.rest { lines.append(rest) }
    return lines
  }

  private func hasIPv6(_ dns: DNSSummary) -> Bool { dns.addresses.contains { $0.address.family == .ipv6 } }

  private func list(_ items: [String]) -> String {
    items.map { "    \($0)\n" }.joined()
  }
}
