import Addressing
import Gate
import Readiness
import Timing

@testable import Reports

/// Reports as the engine would give them.
enum Samples {
  static let checkedAt = Timestamp(milliseconds: 1_795_412_892_250)
  static let old = IPAddress.v4(0xc633_6407)
  static let new = IPAddress.v4(0xcb00_710a)

  static let elsewhere = Finding(
    .dnsAddressElsewhere, summary: "The A record points to another server.",
    remedy: "At the DNS provider, change the A record of shop.example.com from 198.51.100.7 to 203.0.113.10.",
    evidence: ["record": .text("A"), "value": .text("198.51.100.7"), "expected": .list(["203.0.113.10"])])

  static let notReady = Report(
    name: "shop.example.com", input: "Shop.Example.COM", verdict: .notReady, checkedAt: checkedAt,
    duration: .microseconds(12_345), retryAfterSeconds: 300,
    findings: [
      elsewhere,
      Finding(
        .httpStatus, summary: "The web server answered with an error.", remedy: elsewhere.remedy,
        evidence: ["address": .list(["198.51.100.7"]), "status": .number(404), "title": .text("Gone")]),
      Finding(
        .httpIPv6UnreachableFallback, .warning, summary: "Nothing answers over IPv6.",
        remedy: "Remove the AAAA record 2a00:77::7, or let that server answer on port 80."),
    ],
    dns: DNSSummary(
      addresses: [
        .init(address: old, ttl: 300, expected: false), .init(address: v6("2a00:77::7"), ttl: 300, expected: false),
      ], cnames: ["shops.example.net"], caa: .init(name: "example.com", records: ["0 issue \"letsencrypt.org\""])),
    probes: [
      Probe(
        address: old, outcome: .status, status: 404,
        hops: [.init(url: "http://shop.example.com/.well-known/acme-challenge/x", address: old, status: 404)],
        duration: .microseconds(8100), excerpt: "<h1>gone</h1>"),
      Probe(address: v6("2a00:77::7"), outcome: .connectTimeout, duration: .seconds(10)),
    ])

  static let ready = Report(
    name: "www.example.com", input: "www.example.com", verdict: .ready, checkedAt: checkedAt,
    duration: .milliseconds(41), findings: [],
    dns: DNSSummary(addresses: [.init(address: new, ttl: 60, expected: true)]),
    probes: [
      Probe(
        address: new, outcome: .served, status: 200,
        hops: [
          .init(url: "http://www.example.com/.well-known/acme-challenge/x", address: new, status: 301),
          .init(url: "https://www.example.com/.well-known/acme-challenge/x", address: new, status: 200),
        ])
    ])

  static let undetermined = Report(
    name: "new.example.com", input: "new.example.com", verdict: .undetermined, checkedAt: checkedAt,
    duration: .seconds(45),
    findings: [
      Finding(
        .selfResolverUnreachable, .undetermined, summary: "The resolver 192.0.2.53 does not answer.",
        remedy: "Check it, or name another with --resolver.")
    ])

  static func v6(_ text: String) -> IPAddress { IPAddress(text) ?? .ipv6(0) }

  static func event(_ kind: RunEvent.Kind, names: [String] = ["shop-001.shop"], order: String? = "k3x9") -> RunEvent {
    RunEvent(at: checkedAt, order: order, names: names, kind)
  }

  static func page(_ work: OutputSettings.Work, expected: [String], rows: PageRows = PageRows()) -> HTMLReport {
    var settings = OutputSettings(work, startedAt: checkedAt)
    settings.expected = expected
    return HTMLReport(settings, rows: rows)
  }

  static func document(_ page: HTMLReport, wasInterrupted: Bool = false) -> [UInt8] {
    var page = page
    return page.end(OutputEnding(at: checkedAt + .seconds(10), wasInterrupted: wasInterrupted))
  }

  static let summary: RunSummary = {
    var summary = RunSummary()
    summary.accepted = 200
    summary.rejected = 1
    summary.ready = 140
    summary.notReady = 59
    summary.undetermined = 1
    summary.issued = 138
    summary.failed = 1
    summary.gaveUp = 60
    summary.pending = 1
    summary.mostPending = 10
    summary.cap = 10
    summary.duration = .seconds(72)
    summary.causes = [.init(.dnsNXDomain, count: 40), .init(.httpTokenMismatch, count: 19)]
    return summary
  }()
}
