import Addressing
import Testing

@testable import Readiness

/// The cause stands before its consequence, and what is said of it names the record, the old value and the new one.
@Suite("Causes and what is said of them")
struct CauseTests {
  static let ours = IPAddress.v4(0x1e4d_0101)
  static let ours6 = IPAddress.ipv6(0x2a00_0077_0001 << 80 | 1)
  static let theirs = IPAddress.v4(0x1e4d_0901)
  static let theirs6 = IPAddress.ipv6(0x2a00_0077_0009 << 80 | 1)

  static func result(
    _ outcome: Probe.Outcome, _ status: Int? = nil, at address: IPAddress = ours, headers: [String] = [],
    body: String = "", then url: String? = nil
  ) -> ProbeResult {
    var probe = Probe(
      address: address, outcome: outcome, status: status,
      hops: [
        .init(
          url: "http://a.shop/.well-known/acme-challenge/abcdefghijklmnopqrstuvwx", address: address, status: status)
      ],
      excerpt: body.isEmpty ? nil : body)
    if let url { probe.hops.append(.init(url: url, address: theirs, status: status)) }
    let page = status.map {
      AnswerPage(status: $0, headerLines: headers.map { Array($0.utf8) }, body: Array(body.utf8))
    }
    return ProbeResult(probe, page: page)
  }

  struct Case: Sendable, CustomTestStringConvertible {
    var result: ProbeResult
    var code: FindingCode
    var says: String
    var testDescription: String { "\(code) \(says)" }
  }

  static let cases: [Case] = [
    Case(
      result: result(.mismatch, 200, body: "<html>sedoparking.com"), code: .httpParkingPage,
      says: "30.77.1.1 answered with a parking page (Sedo)."),
    Case(
      result: result(.bodyTooLong, 200, body: "<html><title>Domain Default page</title>"), code: .httpParkingPage,
      says: "the default page of Plesk: that server has no site for this name."),
    Case(
      result: result(.status, 403, headers: ["cf-mitigated: challenge"]), code: .httpJavascriptChallenge,
      says: "a check for browsers (Cloudflare)"),
    Case(
      result: result(.status, 403, body: "FortiGuard Intrusion Prevention"), code: .httpFirewallPage,
      says: "A firewall (FortiGuard) answered for 30.77.1.1"),
    Case(
      result: result(.status, 404, headers: ["Server: micro_httpd"]), code: .httpRouterPage, says: "A router's own page"
    ),
    Case(
      result: result(.status, 400, body: "The plain HTTP request was sent to HTTPS port"), code: .httpPlainHTTPOnTLS,
      says: "expects TLS on port 80"),
    Case(
      result: result(.plainHTTPOnTLS, 301, then: "https://b.shop/x"), code: .httpPlainHTTPOnTLS,
      says: "A redirect leads to https://b.shop, where the server speaks plain HTTP."),
    Case(
      result: result(.status, 400, body: "The plain HTTP request was sent to HTTPS port", then: "http://b.shop:443/x"),
      code: .httpPlainHTTPOnTLS, says: "expects TLS and was spoken to without"),
    Case(
      result: result(.mismatch, 200, body: "<html><title>Hotel</title>"), code: .httpTokenMismatch,
      says: "a page of HTML \"Hotel\" where the token should be"),
    Case(
      result: result(.bodyTooLong, 200, body: "<html><title>Hotel</title>"), code: .httpTokenMismatch,
      says: "it seems to do so for every path"),
    Case(result: result(.bodyTooLong, 200, body: "aaaa"), code: .httpBodyTooLong, says: "more than 127 bytes"),
    Case(result: result(.mismatch, 200), code: .httpTokenMismatch, says: "status 200 and nothing."),
    Case(
      result: result(.mismatch, 200, body: "abcdefghijklmnopqrstuvwx.other"), code: .httpTokenMismatch,
      says: "for another account"),
    Case(
      result: result(.mismatch, 200, body: "\u{feff}abcdefghijklmnopqrstuvwx.thumb"), code: .httpTokenMismatch,
      says: "a byte order mark before the text"),
    Case(
      result: result(.status, 522, headers: ["Server: cloudflare"]), code: .httpStatus,
      says: "Cloudflare is in front of the server and answered with its error 522"),
    Case(
      result: result(.status, 500, headers: ["Server: nginx"]), code: .httpStatus,
      says: "30.77.1.1 answered with status 500"),
    Case(
      result: result(.status, 404), code: .httpTokenMissingServerReached, says: "The platform's server 30.77.1.1"),
    Case(result: result(.unreachable), code: .httpUnreachable, says: "there is no route to it"),
    Case(result: result(.badResponse), code: .httpBadResponse, says: "no valid HTTP"),
    Case(
      result: result(.tlsFailed, 301, then: "https://b.shop/x"), code: .httpTLSFailed,
      says: "A redirect leads to https://b.shop, where TLS could not be set up."),
    Case(
      result: result(.connectRefused, 302, then: "https://b.shop/x"), code: .httpConnectRefused,
      says: "A redirect leads to https://b.shop, where nothing listens on port 443 of 30.77.9.1"),
  ]

  static let expected = ExpectedAddresses(
    prefixes: ["30.77.1.1", "2a00:77:1::1"].compactMap { AddressPrefix($0) })

  @Test func aRedirectToADeadIPv6AddressNamesTheRecord() throws {
    let address = try #require(IPAddress("2a00:77:1::40"))
    let hop = HopFindings(
      url: "https://www.b.shop/.well-known/acme-challenge/x", address: address, isRedirected: true, leavesIPv4: true)
    let finding = try #require(hop.finding(.connectRefused))
    #expect(
      finding.summary.hasPrefix("The redirect leads to https://www.b.shop, where nothing listens at 2a00:77:1::40;"))
    #expect(finding.remedy.contains("or remove the AAAA record 2a00:77:1::40 of www.b.shop, or do not redirect"))
  }

  @Test("the code and the sentence", arguments: cases)
  func cause(_ row: Case) throws {
    let findings = ProbeJudgement([row.result], expected: Self.expected).findings
    #expect(findings.map(\.code) == [row.code])
    let finding = try #require(findings.first)
    #expect(finding.severity == .blocker)
    #expect(finding.summary.contains(row.says), "\(finding.summary)")
    #expect(finding.remedy.last == "." && !finding.remedy.contains(".."))
    if let status = row.result.probe.status, row.result.probe.hops.count == 1 {
      #expect(finding.evidence["status"] == .number(status))
    }
  }

  @Test("page, title and server are evidence")
  func evidence() throws {
    let row = Self.result(
      .mismatch, 200, headers: ["Server: hcdn"], body: "<html><title>Parked Domain name on Hostinger DNS system</title>"
    )
    let finding = try #require(ProbeJudgement([row], expected: nil).findings.first)
    #expect(finding.evidence["page"] == .text("Hostinger"))
    #expect(finding.evidence["title"] == .text("Parked Domain name on Hostinger DNS system"))
    #expect(finding.evidence["server"] == .text("hcdn"))
    #expect(finding.evidence["body"] == nil)
    #expect(finding.remedy.contains("change the A record 30.77.1.1 to the platform's address"))
  }

  @Test("a token that was served is not judged by its headers")
  func served() {
    let row = Self.result(.served, 200, headers: ["cf-mitigated: challenge", "Server: micro_httpd"])
    #expect(ProbeJudgement([row], expected: nil).findings.isEmpty)
  }

  @Test("without a token to ask for, only TLS on port 80 is certain to be wrong")
  func answered() {
    let tls = Self.result(.answered, 400, body: "Client sent an HTTP request to an HTTPS server.")
    #expect(ProbeJudgement([tls], expected: nil).findings.map(\.code) == [.httpPlainHTTPOnTLS])
    let parked = Self.result(.answered, 200, body: "sedoparking.com")
    #expect(ProbeJudgement([parked], expected: nil).findings.isEmpty)
  }

  @Test("equal causes at several addresses are one, different ones are not")
  func merged() {
    let parked = [Self.ours, Self.theirs].map { Self.result(.mismatch, 200, at: $0, body: "sedoparking.com") }
    let findings = ProbeJudgement(parked, expected: nil).findings
    #expect(findings.map(\.code) == [.httpParkingPage])
    #expect(findings.first?.evidence["address"] == .list(["30.77.1.1", "30.77.9.1"]))
    let statuses = [Self.result(.status, 500), Self.result(.status, 403, at: Self.theirs)]
    #expect(ProbeJudgement(statuses, expected: nil).findings.map(\.code) == [.httpStatus, .httpStatus])
  }

  @Test("IPv6 alone is named as the culprit, where IPv4 serves")
  func culprit() throws {
    let wrong = Self.result(.status, 404, at: Self.theirs6)
    let both = ProbeJudgement([wrong, Self.result(.served, 200)], expected: nil).findings
    #expect(both.first?.summary.contains("the AAAA record is the culprit") == true)
    #expect(both.first?.remedy.contains("remove the AAAA record 2a00:77:9::1") == true)
    let alone = ProbeJudgement([wrong], expected: nil).findings
    #expect(alone.first?.summary.contains("culprit") == false)
  }

  @Test("also where it is a redirect that only IPv6 gives")
  func culpritOfARedirect() {
    var wrong = Self.result(.redirectRefused, 302, at: Self.theirs6)
    wrong.refusal = RedirectRules().refusal(status: 303, location: "http://b.shop/")
    let findings = ProbeJudgement([wrong, Self.result(.served, 200)], expected: nil).findings
    #expect(findings.map(\.code) == [.httpRedirectCode])
    #expect(findings.first?.summary.contains("the AAAA record is the culprit") == true)
  }

  // MARK: DNS

  static func lookup(_ outcome: AddressLookup.Outcome, _ addresses: [IPAddress] = [], _ cnames: [String] = [])
    -> AddressLookup
  {
    AddressLookup(
      family: .ipv4, outcome: outcome, addresses: addresses.map { .init($0, ttl: 60) }, cnames: cnames)
  }

  @Test(
    "DNS's own causes",
    arguments: [
      (AddressLookup.Outcome.refused(""), FindingCode.dnsRefused), (.aliasLoop, .dnsCNAMELoop),
      (.tooManyAliases, .dnsCNAMETooLong), (.timeout, .dnsTimeout),
    ])
  func dns(_ outcome: AddressLookup.Outcome, _ code: FindingCode) {
    let other = AddressLookup(family: .ipv6, outcome: outcome)
    #expect(AddressJudgement(Self.lookup(outcome), other, expected: nil).findings.map(\.code).first == code)
  }

  @Test func aCircleNamesARecordToReplace() {
    let names = ["b.loop.shop", "a.loop.shop"]
    for (cnames, words) in [
      (names, "Replace one CNAME record of the circle, such as that of a.loop.shop, with an A record to 30.77.1.1."),
      (["a.shop"], "Replace the CNAME record of a.shop with an A record to 30.77.1.1."),
    ] {
      let lookup = Self.lookup(.aliasLoop, [], cnames)
      let other = AddressLookup(family: .ipv6, outcome: .aliasLoop)
      #expect(AddressJudgement(lookup, other, expected: Self.expected).findings.first?.remedy == words)
    }
  }

  @Test("a family that fails beside one that works is a warning")
  func oneFamily() {
    let ipv6 = AddressLookup(family: .ipv6, outcome: .found, addresses: [.init(Self.ours6, ttl: 60)])
    let findings = AddressJudgement(Self.lookup(.servfail("")), ipv6, expected: nil).findings
    #expect(findings.map(\.code) == [.dnsIPv4LookupFailed])
    #expect(findings.map(\.severity) == [.warning])
  }

  @Test(
    "which record to change from what to what",
    arguments: [
      ([theirs], [], [String](), "Change the A record from 30.77.9.1 to 30.77.1.1."),
      (
        [theirs], [theirs6], [],
        "Change the A record from 30.77.9.1 to 30.77.1.1, and change the AAAA record from 2a00:77:9::1 to 2a00:77:1::1."
      ),
      ([ours], [theirs6], [], "Remove the AAAA record 2a00:77:9::1, or change it to 2a00:77:1::1."),
      ([ours, theirs], [], [], "Remove the A record 30.77.9.1."),
      ([ours, theirs], [], ["b.shop"], "Remove the A record 30.77.9.1 at b.shop."),
      (
        [theirs], [], ["b.shop"],
        "Change the CNAME record from b.shop to the platform's host name, or replace it with "
          + "an A record with 30.77.1.1, and an AAAA record with 2a00:77:1::1."
      ),
      ([.v4(0x0a01_0203)], [], [], "Change the A record from 10.1.2.3 to 30.77.1.1."),
    ])
  func remedy(_ ipv4: [IPAddress], _ ipv6: [IPAddress], _ cnames: [String], _ remedy: String) {
    let other = AddressLookup(
      family: .ipv6, outcome: ipv6.isEmpty ? .noData : .found, addresses: ipv6.map { .init($0, ttl: 60) },
      cnames: cnames)
    let judgement = AddressJudgement(Self.lookup(.found, ipv4, cnames), other, expected: Self.expected)
    #expect(judgement.findings.map(\.remedy) == [remedy])
  }

  @Test("where the platform has no address of that kind")
  func noSuchFamily() {
    let expected = ExpectedAddresses(prefixes: [AddressPrefix("30.77.1.1")].compactMap(\.self))
    let ipv6 = AddressLookup(family: .ipv6, outcome: .found, addresses: [.init(Self.theirs6, ttl: 60)])
    let judgement = AddressJudgement(Self.lookup(.noData), ipv6, expected: expected)
    #expect(
      judgement.findings.map(\.remedy) == ["Remove the AAAA record 2a00:77:9::1, and add an A record with 30.77.1.1."])
  }
}
