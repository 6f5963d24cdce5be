import Options
import Testing

@Suite struct NearestNameTests {
  @Test(arguments: [
    ("tiemout", "timeout"), ("time-out", "timeout"), ("dialtimeout", "dial-timeout"), ("web-root", "webroot"),
    ("probepath", "probe-path"), ("TARGET", "target"), ("targets", "target"), ("max-pendig", "max-pending"),
    ("thumb", "thumbprint"), ("colour", "color"), ("acount-uri", "account-uri"),
  ])
  func isFound(_ typed: String, _ meant: String) {
    #expect(NearestName.find(typed, among: Option.all.map(\.name)) == meant)
  }

  @Test(arguments: ["", "x", "zzzzzzzz", "nothing-like-it", String(repeating: "x", count: 41)])
  func isNotForcedOnWhatIsFar(_ typed: String) {
    #expect(NearestName.find(typed, among: Option.all.map(\.name)) == nil)
  }
}
