import Gate
import Testing
import Timing

@testable import Submission

/// What is said to a co-process, what it may say, and what becomes of orders when it ends: without a process.
@Suite struct CoprocessBookTests {
  private static let now = Timestamp(milliseconds: 1_795_413_600_000)

  private func order(_ id: String, _ names: [String] = ["shop.example"]) throws -> Order {
    Order(id: try #require(OrderID(id)), names: names)
  }

  private func text(_ line: [UInt8]?) -> String? { line.map { String(decoding: $0, as: UTF8.self) } }

  private func received(_ line: String, by book: inout CoprocessBook) -> [CoprocessBook.Reaction] {
    book.received(Array(line.utf8), now: CoprocessBookTests.now)
  }

  @Test func anOrderIsALine() throws {
    var order = try order("o1", ["a.example", "b.example"])
    #expect(
      text(CoprocessLine.order(order, url: nil, isAdopted: false))
        == "{\"order\":\"o1\",\"names\":[\"a.example\",\"b.example\"]}\n")
    order.requestID = "shop\n17"
    order.alias = "a"
    #expect(
      text(CoprocessLine.order(order, url: "https://ca/1", isAdopted: true))
        == "{\"order\":\"o1\",\"names\":[\"a.example\",\"b.example\"],\"id\":\"shop\\n17\",\"alias\":\"a\",\"adopted\":true,\"url\":\"https://ca/1\"}\n"
    )
  }

  @Test(arguments: [
    (#"{"order":"o1","outcome":"issued"}"#, Settlement(.issued)),
    (
      #"{"order":"o1","outcome":"issued","notAfter":"2027-02-21T06:00:00Z","more":[1]}"#,
      Settlement(.issued, notAfter: Timestamp("2027-02-21T06:00:00Z"))
    ),
    (#"{"order":"o1","outcome":"already-current","detail":null}"#, Settlement(.alreadyCurrent)),
    (
      #"{"order":"o1","outcome":"failed","detail":"caa: \u001b[31mno"}"#,
      Settlement(.failed, detail: "caa: \u{1b}[31mno")
    ),
    (
      #"{"order":"o1","outcome":"rate-limited","limit":"new-orders","retryAt":"2026-11-23T07:00:00Z"}"#,
      Settlement(.rateLimited, retryAt: Timestamp("2026-11-23T07:00:00Z"), limit: .newOrders)
    ),
    (#"{"order":"o1","outcome":"rate-limited","paused":true}"#, Settlement(.rateLimited, isPaused: true)),
    (
      #"{"order":"o1","outcome":"rate-limited","retryAt":"2099-01-01T00:00:00Z"}"#,
      Settlement(.rateLimited, retryAt: CoprocessBookTests.now + OutcomeTable.longestWait)
    ),
    (#"{"order":"o1","outcome":"unknown"}"#, Settlement(.unknown)),
  ])
  func aSettlementIsReadWhole(line: String, settlement: Settlement) throws {
    var book = CoprocessBook()
    book.add(try order("o1"), url: nil, isBegun: false)
    #expect(received(line, by: &book) == [.settled(try order("o1").id, settlement)])
    #expect(book.openCount == 0)
  }

  @Test(arguments: [
    "", "hello", "{}", "[]", "null", #"{"order":"o1"}"#, #"{"order":"o1","outcome":"done"}"#, #"{"order":1}"#,
    #"{"order":"../x","outcome":"issued"}"#, #"{"order":"o2","outcome":"issued"}"#, #"{"order":"o1","outcome":true}"#,
    #"{"order":"o1","url":"http://ca/1"}"#, #"{"order":"o1","url":"https://ca/ 1"}"#, "{\"order\":\"o1\"",
    "\u{0}\u{ff}",
    #"{"order":"o1","outcome":"issued"} {"order":"o1"}"#,
  ])
  func whatSaysNothingOfAnOpenOrderIsSaidAndPassedOver(line: String) throws {
    var book = CoprocessBook()
    book.add(try order("o1"), url: nil, isBegun: false)
    let reactions = received(line, by: &book)
    #expect(reactions.count == 1)
    if case .complaint = reactions.first {} else { Issue.record("\(reactions)") }
    #expect(book.openCount == 1)
  }

  @Test func aLineBeyondTheBoundIsPassedOver() throws {
    var book = CoprocessBook()
    book.add(try order("o1"), url: nil, isBegun: false)
    let long = #"{"order":"o1","outcome":"issued","detail":""# + String(repeating: "x", count: 70_000) + #""}"#
    #expect(received(long, by: &book).count == 1)
    #expect(book.openCount == 1)
  }

  @Test func aFieldThatCannotBeReadDoesNotUndoASettlement() throws {
    var book = CoprocessBook()
    book.add(try order("o1"), url: nil, isBegun: false)
    let line = #"{"order":"o1","outcome":"issued","notAfter":"in March","limit":"all","paused":"no","detail":7}"#
    let reactions = received(line, by: &book)
    #expect(reactions.count == 5)
    #expect(reactions.last == .settled(try order("o1").id, Settlement(.issued)))
  }

  @Test func aURLIsToldOnceAndGoesWithTheOrder() throws {
    var book = CoprocessBook()
    let id = try order("o1").id
    book.add(try order("o1"), url: nil, isBegun: false)
    _ = book.takeLine()
    let line = #"{"order":"o1","url":"https://ca/1"}"#
    #expect(received(line, by: &book) == [.placed(id, url: "https://ca/1")])
    #expect(received(line, by: &book).isEmpty)
    // Both at once: placed first.
    let both = #"{"order":"o1","outcome":"issued","url":"https://ca/2"}"#
    #expect(received(both, by: &book) == [.placed(id, url: "https://ca/2"), .settled(id, Settlement(.issued))])
    book.add(try order("o1"), url: nil, isBegun: false)
    for number in 0..<100 { _ = received(#"{"order":"o1","url":"https://ca/\#(number)"}"#, by: &book) }
    #expect(received(#"{"order":"o1","url":"https://ca/x"}"#, by: &book).isEmpty, "not for ever")
  }

  @Test func whatIsOpenGoesToTheNextProcessAsAdopted() throws {
    var book = CoprocessBook()
    for id in ["o1", "o2", "o3"] { book.add(try order(id), url: nil, isBegun: false) }
    #expect(text(book.takeLine())?.contains("adopted") == false)
    #expect(text(book.takeLine())?.contains("o2") == true)
    _ = received(#"{"order":"o1","outcome":"issued"}"#, by: &book)
    _ = received(#"{"order":"o2","url":"https://ca/2"}"#, by: &book)
    let ended = book.processEnded("exit status 1")
    #expect(ended.lost.isEmpty)
    #expect(ended.held == [try order("o2").id])
    #expect(text(book.takeLine()) == "{\"order\":\"o3\",\"names\":[\"shop.example\"]}\n", "it was never handed over")
    #expect(book.takeLine() == nil, "not before it is written down")
    #expect(book.processEnded("exit status 1").held == [try order("o3").id])
    for id in ended.held + ended.held { book.sendAgain(id) }
    #expect(
      text(book.takeLine())
        == "{\"order\":\"o2\",\"names\":[\"shop.example\"],\"adopted\":true,\"url\":\"https://ca/2\"}\n")
    #expect(book.takeLine() == nil)
  }

  @Test func afterTooManyEndsWhatWasHandedOverIsInDoubt() throws {
    var book = CoprocessBook()
    book.add(try order("o1"), url: nil, isBegun: false)
    for _ in 1..<CoprocessBook.deathLimit {
      #expect(book.takeLine() != nil)
      for id in book.processEnded("signal 11").held { book.sendAgain(id) }
    }
    book.add(try order("o2"), url: nil, isBegun: false)
    let lost = book.processEnded("signal 11").lost
    #expect(lost.map(\.order) == [try order("o1").id])
    #expect(lost.map(\.settlement.outcome) == [.unknown])
    #expect(lost.first?.settlement.detail.contains("signal 11") == true)
    #expect(book.openCount == 1)
  }

  @Test func whatNoProcessEverGotHasNotBegun() throws {
    var book = CoprocessBook()
    book.add(try order("o1"), url: nil, isBegun: false)
    book.add(try order("o2"), url: nil, isBegun: true)
    var lost: [(order: OrderID, settlement: Settlement)] = []
    for _ in 0..<CoprocessBook.deathLimit { lost += book.processEnded("no start").lost }
    #expect(lost.map(\.settlement.outcome) == [.failed, .unknown])
  }
}
