import Addressing
import Readiness

/// Where a name points beside where it should.
extension ReportText {
  /// A zone may hold any number of them.
  private static let maximumRows = 20

  func addresses(_ dns: DNSSummary, expected: [String]) -> String {
    let now = rows(dns)
    let should = Columns.table(
      expected.prefix(Self.maximumRows).map { [type($0), Inert.text($0, limit: 60)] }, indent: 0
    )
    .split(separator: "\n").map(String.init)
    let left = "Resolves to now"
    let right = "Should resolve to"
    if should.isEmpty { return heading(left) + list(now) }
    let column = max(left.count, now.map(\.columns).max() ?? 0) + 4
    guard 4 + column + max(right.count, should.map(\.columns).max() ?? 0) <= width else {
      return heading(left) + list(now) + heading(right) + list(should)
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
    var lines = [Inert.text(challenge.name, limit: 253)]
    lines += challenge.cnames.prefix(10).map { "  CNAME \(Inert.text($0, limit: 253))" }
    lines += challenge.texts.prefix(10).map { "  TXT \(Inert.text($0, limit: 60))" }
    if challenge.cnames.isEmpty, challenge.texts.isEmpty { lines.append("  no record") }
    return heading("The CA's record") + list(lines)
  }

  /// The aliases from the name on, then the addresses at their end.
  private func rows(_ dns: DNSSummary) -> [String] {
    var rows = dns.cnames.prefix(10).map { ["CNAME", Inert.text($0, limit: width - 12)] }
    for address in shown(dns.addresses) {
      rows.append([address.address.family == .ipv4 ? "A" : "AAAA", "\(address.address)", note(address)])
    }
    // A chain's names would push the notes beside the addresses out of sight.
    let longest = dns.addresses.map { "\($0.address)".count }.max() ?? 0
    var lines = rows.map { cells in
      let start = Columns.padded(cells[0], dns.cnames.isEmpty && !hasIPv6(dns) ? 3 : dns.cnames.isEmpty ? 6 : 7)
      guard cells.count > 2, !cells[2].isEmpty else { return start + cells[1] }
      return start + Columns.padded(cells[1], longest + 2) + cells[2]
    }
    if dns.addresses.isEmpty { lines.append("no address") }
    if dns.addresses.count > Self.maximumRows { lines.append("and \(dns.addresses.count - Self.maximumRows) more") }
    return lines
  }

  /// Of more than there is room for, first those that are not as they should be.
  private func shown(_ addresses: [DNSSummary.Address]) -> some Sequence<DNSSummary.Address> {
    guard addresses.count > Self.maximumRows else { return addresses.prefix(Self.maximumRows) }
    let wrong = addresses.filter { !note($0).isEmpty && $0.expected != true }
    return (wrong + addresses.filter { note($0).isEmpty || $0.expected == true }).prefix(Self.maximumRows)
  }

  private func hasIPv6(_ dns: DNSSummary) -> Bool { dns.addresses.contains { $0.address.family == .ipv6 } }

  private func note(_ address: DNSSummary.Address) -> String {
    switch address.expected {
    case true?: "as expected"
    case false?: SpecialPurpose.range(of: address.address) == nil ? "elsewhere" : "reserved"
    case nil: SpecialPurpose.range(of: address.address) == nil ? "" : "reserved"
    }
  }

  /// The record that leads to a target as the user gave it.
  private func type(_ target: String) -> String {
    switch AddressPrefix(target)?.base.family {
    case .ipv4?: "A"
    case .ipv6?: "AAAA"
    case nil: "name"
    }
  }

  private func list(_ items: [String]) -> String {
    items.map { "    \($0)\n" }.joined()
  }
}
