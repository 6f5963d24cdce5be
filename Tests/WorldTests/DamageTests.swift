import Foundation
import JSONText
import Testing

/// A journal or a disk that cannot be relied on: the program says so, ends with 4, overwrites nothing, and the CA hears
/// of no order that the journal does not hold.
@Suite(.serialized, .enabled(if: World.isThere, Comment(rawValue: World.absence)), .timeLimit(.minutes(2)))
struct DamageTests {
  struct Damage: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var isCompacted = false
    var says: [String]
    var change: @Sendable (inout [UInt8]) -> Void
  }

  static let damages = [
    Damage(testDescription: "a flipped bit", says: ["is damaged at line 3: its checksum", "restore it from a backup"]) {
      let third = $0.split(separator: 10)[2]
      $0[third.startIndex + third.count / 2] ^= 4
    },
    Damage(testDescription: "a hole", says: ["is damaged at line 3: its number is 3 where 2 should stand"]) {
      let third = $0.split(separator: 10)[2]
      $0.removeSubrange(third.startIndex...third.endIndex)
    },
    Damage(
      testDescription: "the half of a compacted file", isCompacted: true,
      says: ["the file ends here, although", "nothing was written"]
    ) { $0.removeLast($0.count / 2) },
    Damage(
      testDescription: "a foreign file", says: ["is not a journal of preflight", "another directory with --state"]
    ) {
      $0 = Array("shop.example www.shop.example\n".utf8)
    },
    Damage(testDescription: "a newer version", says: ["was written by a newer version (line 1: preflight.ledger/9)"]) {
      $0.replaceSubrange(..<($0.firstIndex(of: 10) ?? 0), with: sealed(#"{"schema":"preflight.ledger/9""#))
    },
    Damage(
      testDescription: "a record of a newer version",
      says: ["a record of the kind \"borrowed\"", "nothing was written, use that version"]
    ) { bytes in
      let count = bytes.count { $0 == 10 }
      bytes += sealed(
        #"{"seq":\#(count),"at":"2026-11-23T05:48:12.000Z","boot":"00000001","up":5,"kind":"borrowed""#)
      bytes.append(10)
    },
  ]

  @Test(arguments: damages)
  func damageEndsARunBeforeItBegins(_ damage: Damage) throws {
    try CountingPlace.with { place in
      #expect(try place.run(3).status == 0)
      if damage.isCompacted {
        #expect(try World.preflight(["ledger", "compact", "--state", place.state]).status == 0)
      }
      let begun = try place.atTheCA().begun
      #expect(begun.count == 3)
      var bytes = try [UInt8](Data(contentsOf: place.journal))
      damage.change(&bytes)
      try Data(bytes).write(to: place.journal)
      let result = try place.run(5)
      #expect(result.status == 4 && result.output.isEmpty, "\(result.errors)")
      for text in damage.says + [place.journal.path] { #expect(result.errors.contains(text), "\(result.errors)") }
      #expect(try [UInt8](Data(contentsOf: place.journal)) == bytes)
      #expect(try place.atTheCA().begun == begun)
    }
  }

  @Test func aTornEndIsDroppedAndSaid() throws {
    try CountingPlace.with { place in
      #expect(try place.run(3).status == 0)
      let whole = try Data(contentsOf: place.journal)
      try (whole + Data(#"{"seq":11,"at":"2026-"#.utf8)).write(to: place.journal)
      let result = try place.run(4)
      #expect(result.status == 0, "\(result.errors)")
      #expect(result.errors.contains("the last record (21 bytes) was cut short by a crash and was dropped"))
      #expect(try Data(contentsOf: place.journal).starts(with: whole))
      #expect(try place.atTheCA().begun.count == 4)
      #expect(try World.preflight(["ledger", "verify", "--state", place.state]).status == 0)
    }
  }

  @Test func aFileSystemThatCannotBeWritten() throws {
    try CountingPlace.with { place in
      #expect(try place.run(3).status == 0)
      let bytes = try Data(contentsOf: place.journal)
      let result = try place.run(
        5,
        on: """
          mount -t tmpfs none $STATE && cp -a $STATE.before/. $STATE/ && mount -o remount,ro none $STATE
          """)
      #expect(result.status == 4 && result.output.isEmpty, "\(result.errors)")
      #expect(result.errors.contains("Read-only file system") && result.errors.contains(place.state))
      #expect(try Data(contentsOf: place.journal) == bytes)
      #expect(try place.atTheCA().begun.count == 3)
    }
  }

  /// Where the disk is full sooner or later: before the run is there, while requests are accepted, while orders are
  /// under way, with room for the journal but not for the files of orders.
  @Test(arguments: ["size=28k", "size=40k", "size=56k", "size=72k", "size=96k", "nr_inodes=9", "nr_inodes=12"])
  func aFullDisk(_ limit: String) throws {
    try CountingPlace.with { place in
      #expect(try place.run(10).status == 0)
      let before = try Data(contentsOf: place.journal)
      let result = try place.run(150, on: "mount -t tmpfs -o \(limit) none $STATE && cp -a $STATE.before/. $STATE/")
      #expect(result.status == 4, "\(result.errors)")
      #expect(result.errors.contains(#/No space left on device|is the disk full/#), "\(result.errors)")
      #expect(result.errors.contains("run again"), "\(result.errors)")
      #expect(try Data(contentsOf: place.journal).starts(with: before))
      #expect(try World.preflight(["ledger", "verify", "--state", place.state]).status == 0)

      let records = try place.records()
      func orders(_ kind: String) -> Set<String> {
        Set(records.compactMap { $0["kind"]?.string == kind ? $0["order"]?.string : nil })
      }
      let begun = try place.atTheCA()
      #expect(orders("reserved").isSuperset(of: begun.begun), "the CA knows of an order that the journal does not hold")
      #expect(begun.violations.isEmpty)
      #expect(orders("reserved").subtracting(orders("settled")).count <= CountingPlace.cap)
      let failed = records.filter { $0["outcome"]?.string == "failed" }
      #expect(failed.count <= CountingPlace.cap, "the list has paid for the disk")
      #expect(failed.allSatisfy { $0["fault"]?.string == "disk" }, "\(failed)")

      // With room again, all goes on where it ended.
      let again = try place.run(150)
      #expect(again.status == 0, "\(again.errors)")
      let after = try place.atTheCA()
      #expect(after.begun.count == 150 && after.violations.isEmpty)
    }
  }
}

/// A line of a journal: its last member is the CRC-32C of what stands before it (RFC 3720, appendix B.4).
private func sealed(_ object: String) -> [UInt8] {
  var sum = UInt32.max
  for byte in object.utf8 {
    sum ^= UInt32(byte)
    for _ in 0..<8 { sum = sum & 1 == 1 ? sum >> 1 ^ 0x82f6_3b78 : sum >> 1 }
  }
  return Array("\(object),\"crc\":\"\(String(format: "%08x", ~sum))\"}".utf8)
}
