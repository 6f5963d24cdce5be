import Gate
import Glibc
import Testing
import Timing

@testable import Ledger

@Suite struct RecoveryTests {
  private static let journal = "/state/journal.ndjson"

  /// A disk with a ledger of four records.
  private func written() async throws -> FakeDisk {
    let disk = FakeDisk()
    try await use(disk) { ledger in
      try await ledger.append([
        .accepted(Request(names: ["a.example"])), try reservation("o1", ["a.example"]), try settled("o1"),
      ])
      try await ledger.append([try reservation("o2", ["b.example"])])
    }
    return disk
  }

  private func replace(_ disk: FakeDisk, _ bytes: [UInt8]) throws {
    let file = try disk.open(RecoveryTests.journal, creating: true)
    try file.truncate(to: 0)
    try file.write(bytes, at: 0)
  }

  /// What opening says, and how many certificates and open orders are there.
  private func reopen(_ disk: FakeDisk) async throws -> Result<(Book.Counts, [String]), LedgerError> {
    let owner = try instance("again")
    do throws(LedgerError) {
      let ledger = try await Ledger.open(at: "/state", disk: disk, clocks: disk, instance: owner)
      let counts = await ledger.view { $0.counts }
      let notices = await ledger.notices
      await ledger.close()
      return .success((counts, notices))
    } catch {
      return .failure(error)
    }
  }

  @Test func whatWasWrittenIsThereAgain() async throws {
    let disk = try await written()
    let (counts, notices) = try await reopen(disk).get()
    #expect(counts == Book.Counts(openOrders: 1, requests: 0, certificates: 1, setbacks: 0))
    #expect(notices.isEmpty)
  }

  @Test func aWriteCutShortAnywhereLosesOnlyWhatItCut() async throws {
    let disk = try await written()
    let whole = disk[RecoveryTests.journal]
    for length in 0..<whole.count {
      try replace(disk, Array(whole.prefix(length)))
      let (counts, notices) = try await reopen(disk).get()
      let kept = whole.prefix(length).count { $0 == 10 }
      #expect(counts.openOrders == [0, 0, 0, 1, 0][max(0, min(kept, 4))], "cut at \(length)")
      #expect(notices.isEmpty == (length == 0 || whole[length - 1] == 10), "cut at \(length)")
      #expect(disk[RecoveryTests.journal].prefix(length).last.map { $0 == 10 } ?? true || kept == 0)
    }
  }

  @Test func aFlippedBitIsNeverTakenForARecord() async throws {
    let disk = try await written()
    let whole = disk[RecoveryTests.journal]
    let lastLine = try #require(whole.dropLast().lastIndex(of: 10)) + 1
    for index in whole.indices {
      var bytes = whole
      bytes[index] ^= 1 << UInt8(index % 8)
      try replace(disk, bytes)
      switch try await reopen(disk) {
      case .success(let (counts, notices)):
        // Only the last line may be taken for a write that was cut short.
        #expect(index >= lastLine && index < whole.count - 1, "bit of byte \(index)")
        #expect(counts.openOrders == 0 && notices.count == 1)
      case .failure(let error):
        #expect(error.code == "ledger.damaged" || (error.code == "ledger.foreign" && index < 80), "\(index): \(error)")
        #expect(disk[RecoveryTests.journal] == bytes, "nothing may be written")
      }
    }
  }

  @Test func damageNamesItsLineAndWritesNothing() async throws {
    let disk = try await written()
    var bytes = disk[RecoveryTests.journal]
    let second = try #require(bytes.firstIndex(of: 10)) + 20
    bytes[second] ^= 1
    try replace(disk, bytes)
    guard case .failure(.damaged(let path, let line, _)) = try await reopen(disk) else {
      Issue.record("not seen")
      return
    }
    #expect(path == RecoveryTests.journal)
    #expect(line == 2)
  }

  @Test func aLineThatIsMissingIsDamage() async throws {
    let disk = try await written()
    var lines = disk[RecoveryTests.journal].split(separator: 10)
    lines.remove(at: 2)
    try replace(disk, Array(lines.joined(separator: [10])) + [10])
    guard case .failure(.damaged(_, let line, let reason)) = try await reopen(disk) else {
      Issue.record("not seen")
      return
    }
    #expect(line == 3)
    #expect(reason.contains("its number is 3 where 2 should stand"))
  }

  @Test(arguments: ["hello\n", "{}\n", "{\"schema\":\"other/1\"}\n", "\u{0}\u{0}\u{0}\u{0}", "PK\u{3}\u{4}binary"])
  func aForeignFileIsLeftAlone(text: String) async throws {
    let disk = FakeDisk()
    try replace(disk, Array(text.utf8))
    guard case .failure(.foreign) = try await reopen(disk) else {
      Issue.record("not seen")
      return
    }
    #expect(disk[RecoveryTests.journal] == Array(text.utf8))
  }

  @Test func aLargeForeignFileIsNotReadIntoMemory() async throws {
    let disk = FakeDisk()
    try replace(disk, [UInt8](repeating: 65, count: 5 << 20))
    guard case .failure(.foreign) = try await reopen(disk) else {
      Issue.record("not seen")
      return
    }
  }

  private func sealed(_ object: String) -> [UInt8] {
    let crc = String(Checksum.of(object.utf8.dropLast()), radix: 16)
    return Array("\(object.dropLast()),\"crc\":\"\(String(repeating: "0", count: 8 - crc.count))\(crc)\"}\n".utf8)
  }

  @Test func aNewerSchemaIsRecognised() async throws {
    let disk = FakeDisk()
    let bytes = sealed(#"{"schema":"preflight.ledger/2","created":"2030-01-01T00:00:00Z"}"#)
    try replace(disk, bytes)
    guard case .failure(.newerVersion(_, 1, "preflight.ledger/2")) = try await reopen(disk) else {
      Issue.record("not seen")
      return
    }
    #expect(disk[RecoveryTests.journal] == bytes)
  }

  @Test func aRecordOfANewerKindIsRecognised() async throws {
    let disk = try await written()
    let object = #"{"seq":5,"at":"2026-11-23T05:48:12.000Z","boot":"00000007","up":1,"kind":"lent","order":"o2"}"#
    let bytes = disk[RecoveryTests.journal] + sealed(object)
    try replace(disk, bytes)
    guard case .failure(.newerVersion(_, 6, _)) = try await reopen(disk) else {
      Issue.record("not seen")
      return
    }
    #expect(disk[RecoveryTests.journal] == bytes)
  }

  @Test func whatWasReadAheadOfTheLockIsOnlyBelievedWhileItStands() async throws {
    let disk = try await written()
    let file = try disk.open(RecoveryTests.journal, creating: false)
    let ahead = try #require(ReadAhead(file, path: RecoveryTests.journal, limits: LimitTable()))
    #expect(ahead.scanner.records == 4 && ahead.stillHolds(file))
    let whole = disk[RecoveryTests.journal]
    try file.write(Array("{\"seq\":5".utf8), at: try file.status().length)
    #expect(ahead.stillHolds(file), "what follows changes nothing")
    try file.truncate(to: Int64(whole.count - 5))
    #expect(!ahead.stillHolds(file))
    // Another write in the place of one that was taken back.
    try replace(disk, whole.dropLast(20) + Array("other bytes, as many\n".utf8))
    #expect(!ahead.stillHolds(file))
    #expect(ReadAhead(file, path: RecoveryTests.journal, limits: LimitTable())?.scanner.records == 3)
  }

  @Test func theChecksumIsCastagnolis() {
    // RFC 3720 appendix B.4.
    #expect(Checksum.of([UInt8](repeating: 0, count: 32)) == 0x8a91_36aa)
    #expect(Checksum.of([UInt8](repeating: 255, count: 32)) == 0x62a8_ab43)
    #expect(Checksum.of((0..<32).map { UInt8($0) }) == 0x46dd_794e)
    #expect(Checksum.of("123456789".utf8) == 0xe306_9283)
  }
}
