import Testing
import Timing

@testable import Gate

@Suite struct ValueTests {
  @Test(arguments: [
    (["b.example", "a.example"], "a.example b.example"),
    (["A.Example", "a.example", "B.example"], "a.example b.example"),
    (["one.example"], "one.example"),
    ([], ""),
  ])
  func aSetOfNamesKnowsNeitherCaseNorOrder(names: [String], text: String) {
    #expect(NameSet(names).text == text)
  }

  @Test func aNameSetOfTheSameNamesIsTheSame() {
    #expect(NameSet(["x.example", "Y.example"]) == NameSet(["y.example", "X.example"]))
    #expect(NameSet(["x.example"]) != NameSet(["x.example", "y.example"]))
  }

  @Test(arguments: ["", "UPPER", "../x", "a/b", "a.b", String(repeating: "a", count: 33), "é"])
  func whatCannotBePartOfAPathIsNoIdentifier(text: String) {
    #expect(OrderID(text) == nil)
    #expect(OwnerID(text) == nil)
  }

  @Test func identifiersAreRandomAndValid() {
    var random = SystemRandomNumberGenerator()
    let ids = (0..<1000).map { _ in OrderID(using: &random) }
    #expect(Set(ids).count == 1000)
    #expect(ids.allSatisfy { OrderID($0.text) == $0 })
  }

  @Test func aDetailIsOneBoundedLineThatMovesNoCursor() {
    #expect(Settlement(.failed, detail: " a\n\n b\u{1b}[2J\u{202e}c ").detail == "a b [2J c")
    let long = Settlement(.failed, detail: String(repeating: "x", count: 5000)).detail
    #expect(long.count == 401)
    #expect(long.hasSuffix("…"))
  }

  @Test(arguments: [
    ("9f3a21bc-1111-2222-3333-444444444444\n", 0x9f3a_21bc as UInt32?), ("00000001", 1), ("", nil), ("-0000001", nil),
    ("+0000001", nil), ("1234567", nil), ("zzzzzzzz", nil),
  ])
  func aBootIsItsFirstEightDigits(text: String, value: UInt32?) {
    #expect(BootID(text)?.rawValue == value)
    if let boot = BootID(text) { #expect(BootID(boot.description) == boot) }
  }

  @Test func profilesAreFoundByName() {
    #expect(CAProfile.named("letsencrypt")?.pendingCap == 300)
    #expect(CAProfile.named("sm2")?.pendingCap == 10)
    #expect(CAProfile.named("LetsEncrypt") == nil)
    #expect(Set(CAProfile.builtIn.map(\.name)).count == CAProfile.builtIn.count)
    #expect(CAProfile.builtIn.allSatisfy { $0.renewBefore < $0.certificateLifetime && $0.pendingCap > 0 })
  }

  @Test(arguments: [(0, 60), (1, 60), (2, 600), (3, 6000), (4, 86_400), (99, 86_400)])
  func backOffGrowsAndStays(failures: Int, seconds: Int) {
    #expect(CAProfile.test.backoff(afterFailures: failures) == .seconds(seconds))
  }
}
