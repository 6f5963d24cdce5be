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
    var base = CAProfile.letsEncrypt
    base.directoryURL = nil
    #expect(try ProfileJSON.read(json(profile), base: base) == profile)
    #expect(try Set(json(profile).members?.map(\.key) ?? []).isSubset(of: ProfileJSON.keys))
  }

  @Test(arguments: [
    ("[]", ""), ("{}", "name"), (#"{"name":""}"#, "name"), (#"{"name":"x","cap":1}"#, "cap"),
    (#"{"name":"x","pendingCap":0}"#, "pendingCap"), (#"{"name":"x","pendingCap":"9"}"#, "pendingCap"),
    (#"{"name":"x","renewBefore":30}"#, "renewBefore"), (#"{"name":"x","renewBefore":"100d"}"#, "renewBefore"),
    (#"{"name":"x","failureBackoff":["1m","soon"]}"#, "failureBackoff"),
    (#"{"name":"x","caaIdentities":"ca.example"}"#, "caaIdentities"),
  ])
  func aWrongOneIsNamedByItsKey(_ text: String, _ key: String) throws {
    let value = try JSONValue(parsing: text)
    let error = #expect(throws: ProfileError.self) { try ProfileJSON.read(value, base: .letsEncrypt) }
    #expect(error?.key == key)
  }

  @Test func readsForPeople() {
    #expect(
      ProfileText.block(.sm2) == """
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
