import JSONText
import Readiness
import Reports
import Testing

@Suite struct ReportJSONTests {
  private func json(_ report: Report) throws -> JSONValue {
    var stream = ReportStream(.single)
    return try JSONValue(parsing: stream.next(report))
  }

  @Test func holdsWhatTheContractSays() throws {
    let json = try json(Samples.notReady)
    #expect(json["schema"]?.string == "preflight.report/1")
    #expect(json["name"]?.string == "shop.example.com")
    #expect(json["input"]?.string == "Shop.Example.COM")
    #expect(json["verdict"]?.string == "not-ready")
    #expect(json["checkedAt"]?.string == "2026-11-23T05:48:12Z")
    #expect(json["durationMs"] == .number("12.3"))
    #expect(json["retryAfterSeconds"]?.int == 300)
    let finding = json["findings"]?.array?.first
    #expect(finding?.members?.map(\.key) == ["code", "severity", "summary", "remedy", "evidence"])
    #expect(finding?["code"]?.string == "dns.address-elsewhere")
    #expect(finding?["severity"]?.string == "blocker")
    #expect(finding?["evidence"]?["expected"]?.strings == ["203.0.113.10"])
    let address = json["dns"]?["addresses"]?.array?.first
    #expect(address?["address"]?.string == "198.51.100.7")
    #expect(address?["family"]?.string == "ipv4")
    #expect(address?["ttl"]?.int == 300)
    #expect(address?["expected"]?.bool == false)
    #expect(json["dns"]?["cnames"]?.strings == ["shops.example.net"])
    #expect(json["dns"]?["authenticated"]?.bool == false)
    #expect(json["dns"]?["caa"]?["records"]?.strings == ["0 issue \"letsencrypt.org\""])
    let probe = json["probes"]?.array?.first
    #expect(probe?["outcome"]?.string == "status")
    #expect(probe?["status"]?.int == 404)
    #expect(probe?["durationMs"] == .number("8.1"))
    #expect(probe?["hops"]?.array?.first?["address"]?.string == "198.51.100.7")
  }

  @Test func nameServersSayAnAnswerOrWhatCameInstead() throws {
    var report = Samples.ready
    #expect(try json(report)["dns"]?["nameservers"] == nil)
    report.dns?.nameservers = [
      .init(name: "ns1.example.net", address: Samples.old, answer: ["203.0.113.10"], outcome: nil),
      .init(name: "ns2.example.net", address: Samples.new, answer: nil, outcome: "refused"),
    ]
    let servers = try json(report)["dns"]?["nameservers"]?.array
    #expect(servers?.first?.members?.map(\.key) == ["name", "address", "answer"])
    #expect(servers?.first?["answer"]?.strings == ["203.0.113.10"])
    #expect(servers?.last?.members?.map(\.key) == ["name", "address", "outcome"])
    #expect(servers?.last?["outcome"]?.string == "refused")
  }

  @Test func leavesOutWhatHasNoValue() throws {
    let json = try json(Samples.undetermined)
    #expect(json["retryAfterSeconds"] == nil)
    #expect(json["dns"] == nil)
    #expect(json["probes"] == .array([]))
  }

  @Test func ndjsonHasOneObjectALine() throws {
    var stream = ReportStream(.ndjson)
    let bytes = stream.next(Samples.notReady) + stream.next(Samples.ready) + stream.end()
    let lines = bytes.split(separator: 10)
    #expect(bytes.last == 10)
    #expect(try lines.map { try JSONValue(parsing: $0)["verdict"]?.string } == ["not-ready", "ready"])
  }

  @Test(arguments: [0, 1, 2])
  func anArrayIsOneValue(_ count: Int) throws {
    var stream = ReportStream(.array)
    var bytes: [UInt8] = []
    for _ in 0..<count { bytes += stream.next(Samples.ready) }
    bytes += stream.end()
    #expect(try JSONValue(parsing: bytes).array?.count == count)
  }
}
