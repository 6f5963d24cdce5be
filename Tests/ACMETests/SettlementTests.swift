import Gate
import Testing
import Timing

@testable import ACME
@testable import ACMEWire

/// What the ledger is told of each end.
@Suite struct SettlementTests {
  static let now = Timestamp(milliseconds: 1_795_413_600_000)

  private static func refusal(
    _ type: String, _ detail: String, status: Int = 429, retryAt: Timestamp? = nil
  ) -> CARefusal {
    CARefusal(ProblemDocument(type: type, detail: detail), status: status, retryAt: retryAt)
  }

  static let cases: [(OrderEnd, Settlement)] = [
    (.issued, Settlement(.issued)),
    (.validated(isFinalized: true), Settlement(.issued, detail: "it was finalized elsewhere")),
    (
      .validated(isFinalized: false),
      Settlement(.unknown, detail: "ready to be finalized, which is left to you; it is pending until then")
    ),
    (
      .failed(
        ProblemDocument(
          type: "caa", detail: "2 names failed",
          subproblems: [
            .init(type: "caa", detail: "forbidden", name: "a.example"),
            .init(type: "dns", detail: "none", name: "b.example"),
          ])),
      Settlement(.failed, detail: "caa: 2 names failed [a.example: caa: forbidden; b.example: dns: none]")
    ),
    (.notBegun("no route"), Settlement(.failed, detail: "no order began: no route", fault: .system)),
    (
      .refused(CARefusal(ProblemDocument(type: "", detail: "HTTP status 403"), status: 403, isACME: false)),
      Settlement(.failed, detail: "no order began: HTTP status 403", fault: .system)
    ),
    (
      .refused(refusal("", "HTTP status 503", status: 503)),
      Settlement(.failed, detail: "no order began: HTTP status 503", fault: .system)
    ),
    (
      .refused(refusal("rejectedIdentifier", "policy forbids", status: 400)),
      Settlement(.failed, detail: "rejectedIdentifier: policy forbids")
    ),
    (
      .refused(
        refusal(
          "rateLimited",
          "too many new orders (300) from this account in the last 3h0m0s, retry after 2026-11-24 09:12:44 UTC: see "
            + "https://letsencrypt.org/docs/rate-limits/#new-orders-per-account", retryAt: nil)),
      Settlement(
        .rateLimited,
        detail: "rateLimited: too many new orders (300) from this account in the last 3h0m0s, retry after "
          + "2026-11-24 09:12:44 UTC: see https://letsencrypt.org/docs/rate-limits/#new-orders-per-account",
        retryAt: Timestamp("2026-11-24T09:12:44Z"), limit: .newOrders)
    ),
    (
      .refused(refusal("rateLimited", "too many certificates already issued", retryAt: now + .seconds(3600))),
      Settlement(
        .rateLimited, detail: "rateLimited: too many certificates already issued", retryAt: now + .seconds(3600),
        limit: .certificatesPerDomain)
    ),
    (
      .refused(refusal("rateLimited", "Too many registrations for this IP")),
      Settlement(.rateLimited, detail: "rateLimited: Too many registrations for this IP", limit: .newAccounts)
    ),
    (
      .refused(
        refusal(
          "rateLimited", "Your account is temporarily prevented from requesting certificates for a.example")),
      Settlement(
        .rateLimited,
        detail: "rateLimited: Your account is temporarily prevented from requesting certificates for a.example",
        isPaused: true)
    ),
    (
      .refused(refusal("rateLimited", "slow down", retryAt: now + .seconds(86_400 * 365))),
      Settlement(.rateLimited, detail: "rateLimited: slow down", retryAt: now + .seconds(86_400 * 8))
    ),
    (.open(.lost("the CA's answer was lost")), Settlement(.unknown, detail: "the CA's answer was lost")),
    (
      .open(.refused(refusal("rateLimited", "slow down", retryAt: now + .seconds(60)))),
      Settlement(.unknown, detail: "rateLimited: slow down", retryAt: now + .seconds(60))
    ),
    (
      .open(.unreadable("the order has no \"status\"")),
      Settlement(.unknown, detail: "the CA's answer cannot be used: the order has no \"status\"")
    ),
  ]

  @Test(arguments: 0..<cases.count)
  func settlement(_ index: Int) {
    let (end, expected) = Self.cases[index]
    #expect(end.settlement(certificate: nil, now: Self.now) == expected)
  }

  @Test func theCertificatesEnd() throws {
    let facts = try CertificateFacts(der: StoreTests.certificate)
    #expect(OrderEnd.issued.settlement(certificate: facts, now: Self.now).notAfter?.text == "2126-11-02T05:15:11Z")
  }
}
