import JSONText
import Readiness
import Testing
import Timing

@testable import Gate

@Suite struct EntryTests {
  static func records() throws -> [LedgerRecord] {
    let names = ["www.shop.example", "shop.example"]
    let order = Order(id: try orderID("a1"), names: names, requestID: "shop \"17\"", alias: "main")
    return [
      .accepted(Request(names: names, id: "x", alias: "y")),
      .accepted(Request(names: names)),
      .reserved(try reservation("b", names)),
      .reserved(
        Reservation(
          order: order, request: NameSet(names + ["third.example"]), owner: try ownerID("me"), submitter: "uacme",
          expires: moment(5).date)),
      .placed(try orderID("a1"), url: "https://acme.example/order/17"),
      .adopted(try orderID("a1"), owner: try ownerID("you")), .account, .booted,
      .serves(CAIdentity(name: "mine", directoryURL: "https://acme.example/directory")),
      .serves(CAIdentity(name: "sm2")),
      .lapsed(try orderID("a1")), .retried(try orderID("a1")),
      .settled(try orderID("a1"), Settlement(.issued, notAfter: moment(9).date)),
      .settled(try orderID("a1"), Settlement(.rateLimited, detail: "too many", retryAt: moment(9).date)),
      .settled(try orderID("a1"), Settlement(.unknown)),
      .settled(try orderID("a1"), Settlement(.failed, detail: "no room", fault: .disk)),
      .gaveUp(
        Request(names: names), Refusal(verdict: .notReady, codes: [.dnsNXDomain, .caaForbids], reason: "no\nsuch")),
      .gaveUp(Request(names: names, id: "x"), Refusal(verdict: .undetermined, reason: "no resolver")),
      .gaveUp(Request(names: names), Refusal(verdict: .notReady, codes: [.dnsNXDomain], reason: "no such name")),
      .deferred(NameSet(names), Deferral(until: moment(7).date, code: .dnsNXDomain)),
      .expired(try orderID("a1")),
    ]
  }

  private func text(_ entry: LedgerEntry) -> String {
    var writer = JSONWriter()
    writer.object { entry.write(to: &$0) }
    return writer.text
  }

  @Test func everyRecordIsReadAsItWasWritten() throws {
    for (index, record) in try EntryTests.records().enumerated() {
      let entry = LedgerEntry(sequence: Int64(index), at: moment(index), record: record)
      #expect(try LedgerEntry(JSONValue(parsing: text(entry))) == entry)
    }
  }

  @Test("what is written plainly is read quickly, and to the same")
  func theQuickWay() throws {
    var history = History(seed: 5, limits: .small(0))
    try history.run(300)
    var snapshot = Snapshot(limits: .small(0))
    for entry in history.entries { try snapshot.apply(entry.record, at: entry.at) }
    var entries = history.entries.map { LedgerEntry(sequence: 1, at: $0.at, record: $0.record) }
    entries += snapshot.entries(from: 301)
    entries += try EntryTests.records().map { LedgerEntry(sequence: 2, at: moment(0), record: $0) }
    let setbacks = (0..<4).map {
      Setback(
        isRateLimit: $0 == 1, count: $0, at: moment(3), time: Instant(nanoseconds: 7),
        retryAt: $0 > 1 ? moment(9).date : nil, isPaused: $0 == 3)
    }
    entries += setbacks.map {
      LedgerEntry(sequence: 3, at: moment(3), record: .checkpoint(.setback(NameSet(["a.example"]), $0)))
    }
    let dates = LimitState.Spent.dates([Instant(nanoseconds: 5), Instant(nanoseconds: 8)])
    let bucket = LimitState.Spent.bucket(fullAt: Instant(nanoseconds: 5), count: 2, period: .seconds(3))
    entries += [dates, bucket].map {
      LedgerEntry(sequence: 3, at: moment(3), record: .checkpoint(.uses(LimitState(LimitKey(.newOrders), $0))))
    }
    var quick: Set<String> = []
    for entry in entries {
      let text = text(entry)
      let bytes = Array(text.utf8.dropLast())
      guard let read = bytes.withUnsafeBufferPointer({ LedgerEntry(written: $0) }) else { continue }
      quick.insert(try #require(JSONValue(parsing: text)["kind"]?.string))
      #expect(read == entry)
    }
    let kinds: Set = [
      "accepted", "deferred", "reserved", "placed", "adopted", "lapsed", "retried", "settled", "expired", "gave-up",
      "certificate", "setback", "request", "used", "uses",
    ]
    #expect(quick.isSuperset(of: kinds), "\(kinds.subtracting(quick)) take the careful way")
  }

  @Test(
    "the quick way leaves to the careful one whatever is out of the ordinary",
    arguments: [
      (#""seq":1"#, #""seq": 1"#), (#""seq":1"#, #""seq":01"#), (#""seq":1"#, #""seq":1.0"#),
      ("a.example", "a.ex\\u0061mple"),
      ("a.example", "é.example"), (#"["a.example"]"#, "[]"), (#""kind":"accepted""#, #""kind":"lent""#),
      ("2026", "2O26"), (#","id":"x""#, #","id":null"#), (#","id":"x""#, #","id":"x","colour":"red""#),
      (#","id":"x""#, #","id":"x"#), (#""boot":"00000001""#, #""boot":"0000000x""#),
    ])
  func notTheQuickWay(_ from: String, _ to: String) throws {
    let entry = LedgerEntry(sequence: 1, at: moment(0), record: .accepted(Request(names: ["a.example"], id: "x")))
    let text = text(entry).dropLast()
    let range = try #require(text.firstRange(of: from))
    let changed = Array(text.replacingCharacters(range, to).utf8)
    #expect(changed.withUnsafeBufferPointer { LedgerEntry(written: $0) } == nil)
  }

  @Test func aKindOfTheFutureIsAnError() throws {
    let json = try JSONValue(
      parsing: #"{"seq":1,"at":"2026-11-23T05:48:12.000Z","boot":"00000001","up":5,"kind":"borrowed","x":1}"#)
    #expect(throws: EntryError.unknownKind("borrowed")) { try LedgerEntry(json) }
  }

  @Test func aMemberOfTheFutureIsPassedOver() throws {
    let entry = LedgerEntry(sequence: 1, at: moment(0), record: .accepted(Request(names: ["a.example"])))
    let more = text(entry).dropLast() + #","colour":"red"}"#
    #expect(try LedgerEntry(JSONValue(parsing: more)) == entry)
  }

  @Test(arguments: ["seq", "at", "boot", "up", "kind", "order", "names", "owner", "submitter", "expires"])
  func aMissingMemberIsNamed(key: String) throws {
    let entry = LedgerEntry(sequence: 1, at: moment(0), record: .reserved(try reservation("b", ["a.example"])))
    let members = try #require(JSONValue(parsing: text(entry)).members)
    let less = JSONValue.object(members.filter { $0.key != key })
    #expect(throws: EntryError.member(key)) { try LedgerEntry(less) }
  }
}

extension Substring {
  fileprivate func replacingCharacters(_ range: Range<Index>, _ other: String) -> String {
    String(self[..<range.lowerBound]) + other + String(self[range.upperBound...])
  }
}
