import JSONText
import Testing
import Timing

@testable import Gate

@Suite("Snapshots") struct SnapshotTests {
  /// The book that a snapshot's text makes.
  private func restored(_ entries: [LedgerEntry], limits: LimitTable) throws -> Book {
    var book = Book(limits: limits)
    for entry in entries {
      var writer = JSONWriter()
      writer.object { entry.write(to: &$0) }
      let read = try LedgerEntry(JSONValue(parsing: writer.text))
      #expect(read == entry)
      try book.apply(read.record, at: read.at)
    }
    #expect(book.piecesToCome == 0)
    return book
  }

  private func snapshot(
    _ entries: [(record: LedgerRecord, at: Moment)], limits: LimitTable
  ) throws -> [LedgerEntry] {
    var snapshot = Snapshot(limits: limits)
    for entry in entries { try snapshot.apply(entry.record, at: entry.at) }
    return snapshot.entries(from: Int64(entries.count) + 1)
  }

  private func expectEqual(_ left: Book, _ right: Book, from now: Moment, gate: Gate, _ comment: Comment) {
    #expect(left.clock == right.clock, comment)
    #expect(left.openOrders == right.openOrders, comment)
    #expect(left.requests.mapValues(\.request) == right.requests.mapValues(\.request), comment)
    #expect(left.requests.mapValues(\.at) == right.requests.mapValues(\.at), comment)
    #expect(left.deferrals.mapValues(\.deferral) == right.deferrals.mapValues(\.deferral), comment)
    #expect(left.deferrals.mapValues(\.at) == right.deferrals.mapValues(\.at), comment)
    #expect(left.certificates == right.certificates, comment)
    #expect(left.setbacks == right.setbacks, comment)
    for span in [0, 1, 61, 3000, 7201, 90_000, 700_000, 9_000_000] {
      var later = now
      later.date = later.date + .seconds(span)
      later.instant = later.instant + .seconds(span)
      for names in History.requests.map({ NameSet($0) }) {
        let one = gate.admit(names, book: left, now: later)
        #expect(one == gate.admit(names, book: right, now: later), "\(comment), \(names) after \(span) s")
      }
      for key in Set(left.limits.uses.keys).union(right.limits.uses.keys) {
        let one = left.limits.state(of: key, at: left.time(at: later))
        let other = right.limits.state(of: key, at: right.time(at: later))
        #expect(one?.used == other?.used && one?.opening == other?.opening, "\(comment), \(key) after \(span) s")
      }
    }
  }

  @Test("a book of a snapshot and what follows is the book of the whole journal, always", arguments: 0..<40)
  func property(_ seed: Int) throws {
    let limits = LimitTable.small(seed)
    var profile = CAProfile.test
    profile.limits = limits.limits
    profile.ordersPerRequest = limits.ordersPerRequest
    let gate = Gate(profile: profile, cap: 6)
    var history = History(seed: seed, limits: limits)
    try history.run(120)
    let first = try snapshot(history.entries, limits: limits)
    let kept = history.entries.count
    expectEqual(
      history.book, try restored(first, limits: limits), from: history.now, gate: gate, "at the snapshot")
    try history.run(120)
    var entries = first.map { (record: $0.record, at: $0.at) } + history.entries[kept...]
    var book = Book(limits: limits)
    for entry in entries { try book.apply(entry.record, at: entry.at) }
    expectEqual(history.book, book, from: history.now, gate: gate, "with what followed")
    // A snapshot of a snapshot.
    entries = try snapshot(entries, limits: limits).map { ($0.record, $0.at) }
    book = Book(limits: limits)
    for entry in entries { try book.apply(entry.record, at: entry.at) }
    expectEqual(history.book, book, from: history.now, gate: gate, "after a second snapshot")
  }

  @Test("whoever compacts by other figures takes no use from those who count by these", arguments: 0..<40)
  func otherFigures(_ seed: Int) throws {
    let limits = LimitTable.small(seed)
    var history = History(seed: seed, limits: limits)
    try history.run(60)
    let foreign = try snapshot(history.entries, limits: .small(seed + 1 + seed / 20))
    let book = try restored(foreign, limits: limits)
    let time = history.book.time(at: history.now)
    for key in history.book.limits.uses.keys {
      guard let mine = history.book.limits.state(of: key, at: time) else { continue }
      let theirs = try #require(book.limits.state(of: key, at: time))
      #expect(theirs.used >= mine.used, "\(key)")
    }
  }

  private let key = LimitKey(.newOrders)

  private func uses(_ count: Int, of limit: RateLimit, at now: Moment) throws -> [LedgerEntry] {
    var entries: [(record: LedgerRecord, at: Moment)] = []
    for number in 0..<count {
      let id = "o\(number)"
      entries.append((.reserved(try reservation(id, ["n\(number).example"], at: now)), now))
      entries.append((.settled(try orderID(id), Settlement(.issued)), now))
    }
    return try snapshot(entries, limits: LimitTable([.newOrders: limit]))
  }

  @Test("a bucket under other figures lacks as many tokens as before")
  func convertedBucket() throws {
    let three = RateLimit(300, per: .seconds(10_800), .tokenBucket)
    var entries = try uses(150, of: three, at: moment(0))
    // As after more than a month: the bucket's state alone is left.
    entries = entries.filter { if case .checkpoint(.used) = $0.record { false } else { true } }
    let state = LimitState(
      key, .bucket(fullAt: Instant(nanoseconds: 0) + .seconds(5400), count: 300, period: .seconds(10_800)))
    entries.append(LedgerEntry(sequence: 0, at: moment(0), record: .checkpoint(.uses(state))))
    entries[0].record = .checkpoint(.start(pieces: entries.count - 1, clock: Instant(nanoseconds: 0)))
    for (limit, used) in [
      (three, 150), (RateLimit(1500, per: .seconds(10_800), .tokenBucket), 150),
      (RateLimit(200, per: .seconds(86_400), .tokenBucket), 150), (RateLimit(10, per: .seconds(3600), .sliding), 10),
      (RateLimit(500, per: .seconds(3600), .sliding), 150),
    ] {
      let book = try restored(entries, limits: LimitTable([.newOrders: limit]))
      #expect(book.limits.state(of: key, at: book.time(at: moment(0)))?.used == used, "\(limit)")
    }
  }

  @Test func manyDatesAreSeveralRecords() throws {
    let dates = (0..<5000).map { Instant(nanoseconds: Int64($0)) }
    var book = LimitBook(LimitTable([.newOrders: RateLimit(9000, per: .seconds(3600), .sliding)]))
    book.restore(LimitState(key, .dates(dates)), at: Instant(nanoseconds: 5000))
    let states = book.states(at: Instant(nanoseconds: 5000), beyond: [])
    #expect(states.count == 3)
    var again = LimitBook(book.table)
    for state in states { again.restore(state, at: Instant(nanoseconds: 5000)) }
    #expect(again.uses == book.uses)
  }

  @Test func piecesOfASnapshotStandOnlyWithinOne() throws {
    var history = History(seed: 1, limits: .small(0))
    try history.run(80)
    let entries = try snapshot(history.entries, limits: .small(0))
    #expect(entries.count > 10 && entries.first?.sequence == Int64(history.entries.count) + 1)
    var book = Book(limits: .small(0))
    #expect(throws: BookError.misplaced) { try book.apply(entries[1].record, at: entries[1].at) }
    try book.apply(entries[0].record, at: entries[0].at)
    #expect(throws: BookError.misplaced) { try book.apply(.accepted(Request(names: ["a.example"])), at: moment(0)) }
    #expect(throws: BookError.misplaced) { try book.apply(entries[0].record, at: entries[0].at) }
  }

  @Test func aLimitOfTheFutureIsNotForgotten() throws {
    let json = try JSONValue(
      parsing: #"{"seq":1,"at":"2026-11-23T05:48:12.000Z","boot":"00000001","up":5,"kind":"uses","#
        + #""limit":"smiles","subject":"","dates":[1]}"#)
    #expect(throws: EntryError.unknownKind("uses of smiles")) { try LedgerEntry(json) }
  }
}
