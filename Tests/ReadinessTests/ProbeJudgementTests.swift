import Addressing
import Readiness
import Testing

/// By the CA's rules: IPv6 first, IPv4 where IPv6 cannot be dialled, everything else final.
@Suite struct ProbeJudgementTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var title: String
    /// "6:" or "4:" and the outcome, for each address.
    var probes: [String]
    /// Whether all addresses are the target's; nil where no target was given.
    var expected: Bool?
    /// Code and severity.
    var findings: [String]

    var testDescription: String { title }
  }

  static let cases: [Case] = [
    Case(title: "both serve", probes: ["6:served", "4:served"], expected: nil, findings: []),
    Case(title: "any answer will do", probes: ["4:answered"], expected: nil, findings: []),
    Case(
      title: "dead IPv6, good IPv4: the CA falls back", probes: ["6:connect-refused", "4:served"], expected: nil,
      findings: ["http.ipv6-unreachable-fallback warning"]),
    Case(
      title: "dead IPv6 alone", probes: ["6:connect-timeout"], expected: nil,
      findings: ["http.connect-timeout blocker"]),
    Case(
      title: "dead IPv6, dead IPv4", probes: ["6:unreachable", "4:connect-refused"], expected: nil,
      findings: ["http.connect-refused blocker", "http.ipv6-unreachable-fallback warning"]),
    Case(
      title: "wrong answer over IPv6 is final", probes: ["6:mismatch", "4:served"], expected: nil,
      findings: ["http.token-mismatch blocker"]),
    Case(
      title: "silence over IPv6 is final", probes: ["6:response-timeout", "4:served"], expected: nil,
      findings: ["http.response-timeout blocker"]),
    Case(
      title: "wrong IPv4 behind good IPv6, no target", probes: ["6:served", "4:mismatch"], expected: nil,
      findings: ["http.addresses-disagree warning"]),
    Case(
      title: "wrong IPv4 behind good IPv6, target given", probes: ["6:served", "4:mismatch"], expected: true,
      findings: ["http.token-mismatch blocker"]),
    Case(
      title: "one of two IPv4 is wrong", probes: ["4:served", "4:reset"], expected: nil,
      findings: ["http.reset blocker"]),
    Case(
      title: "one of two IPv6 is dead, IPv4 is wrong", probes: ["6:served", "6:connect-refused", "4:status"],
      expected: nil, findings: ["http.status blocker", "http.ipv6-unreachable-fallback warning"]),
    Case(
      title: "equal faults are one finding", probes: ["4:reset", "4:reset"], expected: nil,
      findings: ["http.reset blocker"]),
    Case(
      title: "no IPv6 here, IPv6 alone", probes: ["6:network-unreachable"], expected: true,
      findings: ["self.ipv6-untested undetermined"]),
    Case(
      title: "no IPv6 here, the target vouches", probes: ["6:network-unreachable", "4:served"], expected: true,
      findings: ["self.ipv6-untested info"]),
    Case(
      title: "no IPv6 here, nobody vouches: the CA asks it first", probes: ["6:network-unreachable", "4:served"],
      expected: nil, findings: ["self.ipv6-untested undetermined"]),
    Case(
      title: "no way out at all", probes: ["4:network-unreachable"], expected: nil,
      findings: ["self.network-unreachable undetermined"]),
    Case(
      title: "our own deadline", probes: ["4:deadline"], expected: nil, findings: ["self.deadline undetermined"]),
  ]

  @Test(arguments: cases)
  func judgement(_ row: Case) throws {
    let results = try row.probes.enumerated().map { index, text in
      let parts = text.split(separator: ":", maxSplits: 1)
      let address: IPAddress =
        parts[0] == "6" ? .ipv6(0x2a00_0077 << 96 | UInt128(index)) : .v4(0x1e4d_0101 + UInt32(index))
      let outcome = try #require(Probe.Outcome(rawValue: String(parts[1])))
      let hop = Probe.Hop(url: "http://a.shop/", address: address, status: nil)
      return ProbeResult(Probe(address: address, outcome: outcome, hops: [hop]))
    }
    let expected = row.expected.map { _ in
      ExpectedAddresses(prefixes: results.compactMap { AddressPrefix("\($0.probe.address)") })
    }
    let findings = ProbeJudgement(results, expected: expected).findings
    #expect(findings.map { "\($0.code) \($0.severity.rawValue)" } == row.findings)
  }
}
