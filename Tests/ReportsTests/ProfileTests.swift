import Gate
import JSONText
import Reports
import Testing

@Suite struct ProfileTests {
  private func json(_ profile: CAProfile) throws -> JSONValue {
    var writer = JSONWriter()
    ProfileJSON.write(profile, to: &writer)
    return try JSONValue(parsing: writer.bytes)
  }

  @Test(arguments: CAProfile.builtIn)
  func isReadBackAsWritten(_ profile: CAProfile) throws {
    #expect(try ProfileJSON.read(json(profile)) == profile)
    #expect(try Set(json(profile).members?.map(\.key) ?? []).isSubset(of: ProfileJSON.keys))
  }

  @Test(arguments: [
    ("[]", ""), ("{}", "name"), (#"{"name":""}"#, "name"), (#"{"name":"x","cap":1}"#, "cap"),
    (#"{"name":"x","pendingCap":0}"#, "pendingCap"), (#"{"name":"x","pendingCap":"9"}"#, "pendingCap"),
    (#"{"name":"x","renewBefore":30}"#, "renewBefore"), (#"{"name":"x","renewBefore":"100d"}"#, "renewBefore"),
    (#"{"name":"x","failureBackoff":["1m","soon"]}"#, "failureBackoff"),
    (#"{"name":"x","caaIdentities":"ca.example"}"#, "caaIdentities"),
    (#"{"name":"x","limits":[]}"#, "limits"), (#"{"name":"x","limits":{"newOrders":{}}}"#, "limits.newOrders"),
    (#"{"name":"x","limits":{"new-orders":{"period":"1h"}}}"#, "limits.new-orders.count"),
    (#"{"name":"x","limits":{"new-orders":{"count":0,"period":"1h"}}}"#, "limits.new-orders.count"),
    (#"{"name":"x","limits":{"new-orders":{"count":1,"period":"soon"}}}"#, "limits.new-orders.period"),
    (#"{"name":"x","limits":{"new-orders":{"count":1,"period":"1h","window":"fixed"}}}"#, "limits.new-orders.window"),
    (#"{"name":"x","limits":{"new-orders":{"count":1,"period":"1h","windw":"x"}}}"#, "limits.new-orders.windw"),
    (#"{"name":"x","limits":{"order-requests":{"count":1,"period":"1h"}}}"#, "limits.order-requests"),
    (#"{"name":"x","requests":{}}"#, "requests"),
    (#"{"name":"x","requests":[{"count":1,"period":"1s"}]}"#, "requests[0].endpoints"),
    (#"{"name":"x","requests":[{"endpoints":["new-cert"],"count":1,"period":"1s"}]}"#, "requests[0].endpoints"),
    (#"{"name":"x","requests":[{"endpoints":["other"],"period":"1s"}]}"#, "requests[0].count"),
  ])
  func aWrongOneIsNamedByItsKey(_ text: String, _ key: String) throws {
    let value = try JSONValue(parsing: text)
    let error = #expect(throws: ProfileError.self) { try ProfileJSON.read(value) }
    #expect(error?.key == key)
  }

  @Test func readsForPeople() throws {
    let profile = try #require(CAProfile.named("sm2"))
    #expect(
      ProfileText.block(profile) == """
        sm2  SM2 ACME Service
          Directory                  no public ACME directory
          In CAA records             none published
          Pending orders             10 at most
          A pending order lasts      7d
          A pending authorization    7d
          A valid one is reused for  7d
          A certificate lasts        90d
          Renewed before its end     7d
          Names per certificate      20 at most
          Orders for one request     1
          Pauses after failures      1m, 10m, 1h 40m, 1d
          Source                     the service's page on rate limits
          Read there                 2023-01-06
          Its own client orders: there is no public ACME directory and no published CAA
          identity.

        Limits
          new-orders                  10 in any 1h
          certificates-per-domain     10 in any 7d  not for renewals
          certificates-per-exact-set  5 in any 7d
          new-accounts                10 in any 8h
          order-requests              2 in any 1s

        Requests from one address
          5 in any 1s   new-account new-nonce new-order revoke-cert
          10 in any 1s  directory new-account new-nonce new-order other renewal-info
                        revoke-cert

        """)
  }

  @Test func allFitATerminal() {
    for profile in CAProfile.builtIn {
      // But for a URL, which stays whole.
      for line in ProfileText.block(profile).split(separator: "\n") where !line.contains("https://") {
        #expect(line.count <= 80, "\(line)")
      }
    }
    for line in ProfileText.list(CAProfile.builtIn).split(separator: "\n") { #expect(line.count <= 80, "\(line)") }
  }

  @Test("a client asks for a nonce and an order: the slowest rate spaces their starts")
  func starts() throws {
    #expect(CAProfile.named("sm2")?.limits[.orderRequests] == RateLimit(2, per: .seconds(1), .sliding))
    #expect(
      CAProfile.named("letsencrypt")?.limits[.orderRequests] == RateLimit(10, per: .milliseconds(500), .tokenBucket))
  }
}
