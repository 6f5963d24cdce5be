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
          Directory               no public ACME directory
          In CAA records          none published
          Pending orders          10 at most
          A pending order lasts   7d
          A certificate lasts     90d
          Renewed before its end  7d
          Names per certificate   20 at most
          Pauses after failures   1m, 10m, 1h 40m, 1d
          Source                  the service's page on rate limits
          Read there              2023-01-06

        """)
  }
}
