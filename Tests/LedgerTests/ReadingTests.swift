import Gate
import Glibc
import Testing
import Timing

@testable import Ledger

@Suite("Reading without writing") struct ReadingTests {
  private func written() async throws -> FakeDisk {
    let disk = FakeDisk()
    try await use(disk) { ledger in
      try await ledger.append([
        .accepted(Request(names: ["a.example"])), try reservation("o1", ["a.example"]), try settled("o1"),
      ])
      disk.set { $0.now = $0.now + .seconds(90) }
      try await ledger.append([try reservation("o2", ["b.example"])])
    }
    return disk
  }

  @Test func aLedgerThatIsNotThereIsAnEmptyBook() throws {
    let disk = FakeDisk()
    disk.set { $0.isReadOnly = true }
    let reading = try Ledger.read(at: "/state", disk: disk)
    #expect(!reading.exists && reading.records == 0 && reading.book.counts == Book.Counts())
    #expect(disk.paths.isEmpty)
    #expect(!Ledger.exists(at: "/state", disk: disk))
  }

  @Test func nothingIsNeededButToRead() async throws {
    let disk = try await written()
    disk.set { $0.isReadOnly = true }
    let paths = disk.paths
    let bytes = disk["/state/journal.ndjson"]
    let reading = try Ledger.read(at: "/state", disk: disk)
    #expect(reading.exists && reading.records == 4 && reading.bytes == Int64(bytes.count) && reading.tornBytes == 0)
    #expect(reading.book.counts == Book.Counts(openOrders: 1, requests: 0, certificates: 1, setbacks: 0))
    #expect(reading.first?.text == "2026-11-23T06:00:00Z" && reading.last?.text == "2026-11-23T06:01:30Z")
    #expect(reading.created == reading.first && reading.snapshotRecords == 0 && reading.notices.isEmpty)
    #expect(disk.paths == paths)
  }

  @Test func aTornEndIsSaidAndLeft() async throws {
    let disk = try await written()
    let file = try disk.open("/state/journal.ndjson", creating: false)
    try file.write(Array("{\"seq\":5,\"at".utf8), at: try file.status().length)
    let bytes = disk["/state/journal.ndjson"]
    let reading = try Ledger.read(at: "/state", disk: disk)
    #expect(reading.tornBytes == 12 && reading.notices.count == 1 && reading.records == 4)
    #expect(disk["/state/journal.ndjson"] == bytes)
    #expect(Ledger.inspect(at: "/state", disk: disk).fault == nil)
  }

  @Test func damageIsFoundUpToItsLine() async throws {
    let disk = try await written()
    let file = try disk.open("/state/journal.ndjson", creating: false)
    let whole = disk["/state/journal.ndjson"]
    let third = try #require(whole.split(separator: 10).prefix(3).last?.startIndex)
    try file.write(whole.prefix(third + 20) + [whole[third + 20] ^ 1] + whole[(third + 21)...], at: 0)
    let inspection = Ledger.inspect(at: "/state", disk: disk)
    #expect(inspection.fault?.code == "ledger.damaged" && inspection.fault?.line == 3)
    #expect(inspection.reading.records == 1 && inspection.reading.bytes == Int64(third))
    #expect(throws: LedgerError.self) { try Ledger.read(at: "/state", disk: disk) }
  }

  @Test func recordsComeAsTheyWereWritten() async throws {
    let disk = try await written()
    var objects: [String] = []
    let result = try Ledger.records(at: "/state", disk: disk) { (_, object) throws(DiskError) in
      objects.append(String(decoding: object, as: UTF8.self))
    }
    #expect(objects.count == result.reading.records && result.failure == nil)
    #expect(objects[0].hasPrefix(#"{"seq":1,"at":"2026-11-23T06:00:00.000Z""#))
    #expect(objects.allSatisfy { $0.hasSuffix("}") && !$0.contains("crc") })
  }

  @Test(
    "a clock that was set back while the machine was off is said, with both times",
    arguments: [
      (boot: 7, behind: 86_400, says: false), (boot: 8, behind: 30, says: false),
      (boot: 8, behind: -500_000, says: false),
      (boot: 8, behind: 61, says: true), (boot: 8, behind: 10_800, says: true),
    ])
  func clocks(boot: UInt32, behind: Int, says: Bool) async throws {
    let disk = try await written()
    let date = Timestamp(milliseconds: 1_795_413_690_000) + .seconds(-behind)
    let now = Moment(date: date, boot: BootID(rawValue: boot), instant: Instant(nanoseconds: 5))
    let reading = try Ledger.read(at: "/state", disk: disk, now: now)
    #expect(reading.notices.count == (says ? 1 : 0))
    for part in says ? [date.text, "2026-11-23T06:01:30Z", "behind"] : [] {
      #expect(reading.notices[0].contains(part), "\(reading.notices)")
    }
    let instance = LedgerInstance(id: try #require(OwnerID("new")), boot: BootID(rawValue: boot), processID: 1)
    let ledger = try await Ledger.open(
      at: "/state", disk: disk, clocks: FixedClocks(now: Instant(nanoseconds: 5), date: date), instance: instance)
    #expect(await ledger.notices == reading.notices)
  }
}
