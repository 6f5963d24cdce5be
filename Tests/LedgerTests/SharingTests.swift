import Gate
import Glibc
import Ledger
import Testing
import Timing

/// Several ledgers on one directory of the real disk: what processes do, as far as one process can show it.
@Suite struct SharingTests {
  private func open(_ path: String, _ name: String) async throws -> Ledger {
    let clocks = FixedClocks()
    return try await Ledger.open(at: path, clocks: clocks, instance: try instance(name))
  }

  @Test func filesArePrivate() async throws {
    try await withDirectory { path in
      _ = try await open("\(path)/a/b", "me")
      for (name, mode) in [("a", 0o700), ("a/b", 0o700), ("a/b/journal.ndjson", 0o600), ("a/b/lock", 0o600)] {
        var status = stat()
        #expect(stat("\(path)/\(name)", &status) == 0)
        #expect(status.st_mode & 0o777 == mode_t(mode), "\(name)")
      }
      for name in ["owners/me.lock", "journal.ndjson", "lock"] { unlink("\(path)/a/b/\(name)") }
      for name in ["a/b/owners", "a/b/orders", "a/b", "a"] { rmdir("\(path)/\(name)") }
    }
  }

  @Test func oneSeesWhatTheOtherWrote() async throws {
    try await withDirectory { path in
      let first = try await open(path, "first")
      let second = try await open(path, "second")
      try await first.append([try reservation("o1", ["a.example"])])
      #expect(await second.view { $0.counts }.openOrders == 0)
      #expect(try await second.refresh().openOrders == 1)
      try await second.append([try settled("o1")])
      #expect(try await first.refresh() == second.refresh())
    }
  }

  @Test func twoShareOneCap() async throws {
    try await withDirectory { path in
      let gate = Gate(profile: .plain, cap: 10)
      let ledgers = [try await open(path, "first"), try await open(path, "second")]
      let admitted = try await withThrowingTaskGroup(of: Bool.self) { group in
        for index in 0..<80 {
          let ledger = ledgers[index % 2]
          group.addTask {
            let id = try #require(OrderID("o\(index)"))
            let order = Order(id: id, names: ["n\(index).example"])
            return try await ledger.transact { transaction in
              guard gate.admit(order.nameSet, book: transaction.book, now: transaction.now) == .reserve else {
                return false
              }
              transaction.append(
                .reserved(
                  Reservation(
                    order: order, owner: ledger.instance.id, submitter: "command",
                    expires: gate.expiry(ofOrderAt: transaction.now))))
              return true
            }
          }
        }
        return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
      }
      #expect(admitted == 10)
      #expect(try await ledgers[0].refresh().openOrders == 10)
    }
  }

  @Test func anOwnerIsAliveUntilItsLedgerIsGone() async throws {
    try await withDirectory { path in
      let first = try await open(path, "first")
      var second: Ledger? = try await open(path, "second")
      let other = try #require(OwnerID("second"))
      #expect(await first.isAlive(other))
      #expect(await first.isAlive(first.instance.id))
      #expect(await !first.isAlive(try #require(OwnerID("never"))))
      await second?.close()
      second = nil
      #expect(await !first.isAlive(other))
    }
  }

  @Test func filesOfOwnersThatEndedAreRemoved() async throws {
    try await withDirectory { path in
      let first = try await open(path, "first")
      // What a killed process leaves: a file that nobody has locked.
      _ = try PosixDisk().open("\(path)/owners/dead.lock", creating: true)
      #expect(await !first.isAlive(try #require(OwnerID("dead"))))
      let second = try await open(path, "second")
      #expect(try PosixDisk().list("\(path)/owners").sorted() == ["first.lock", "second.lock"])
      await second.close()
    }
  }

  @Test func whoWaitsIsSeenByTheOthersForAWhile() async throws {
    try await withDirectory { path in
      let clocks = FixedClocks()
      let first = try await open(path, "first")
      let second = try await open(path, "second")
      let other = try #require(OwnerID("second"))
      let wait = SlotWait(limit: .newOrders, since: clocks.now)
      #expect(try await first.transact { $0.othersWaiting() }.isEmpty)
      try await second.transact { $0.tellOthers(wait) }
      #expect(try await first.transact { $0.othersWaiting() } == [other: wait])
      #expect(try await second.transact { $0.othersWaiting() } == [:], "not by itself")
      try await second.transact { $0.tellOthers(SlotWait(since: clocks.now)) }
      #expect(try await first.transact { $0.othersWaiting() } == [other: SlotWait(since: clocks.now)])

      // One that is stopped cannot take it back.
      var late = FixedClocks()
      late.now = clocks.now + .seconds(2)
      let third = try await Ledger.open(at: path, clocks: late, instance: try instance("third"))
      #expect(try await third.transact { $0.othersWaiting() }.isEmpty)

      try await second.transact { $0.tellOthers(nil) }
      #expect(try await first.transact { $0.othersWaiting() }.isEmpty)
      try await second.transact { $0.tellOthers(wait) }
      await second.close()
      #expect(try await first.transact { $0.othersWaiting() }.isEmpty, "nor one that is gone")
    }
  }

  @Test(arguments: [
    "", "waits", "waits x 0 9999999999999", "waits new-orders 0 1 2", "waits new-orders x 9999999999999",
  ])
  func whatAnOwnersFileHoldsElseIsPassedOver(_ text: String) async throws {
    try await withDirectory { path in
      let first = try await open(path, "first")
      let second = try await open(path, "second")
      let file = try PosixDisk().open("\(path)/owners/second.lock", creating: false)
      try file.write(Array(text.utf8), at: 0)
      #expect(try await first.transact { $0.othersWaiting() }.isEmpty)
      await second.close()
    }
  }

  @Test func aWriteThatAnotherLeftTornIsDroppedWhileInUse() async throws {
    try await withDirectory { path in
      let ledger = try await open(path, "me")
      try await ledger.append([try reservation("o1", ["a.example"])])
      let file = try PosixDisk().open("\(path)/journal.ndjson", creating: false)
      try file.write(Array("{\"seq\":2,\"at\":\"20".utf8), at: file.status().length)
      try await ledger.append([try settled("o1")])
      #expect(await ledger.notices.count == 1)
      let again = try await open(path, "again")
      #expect(await again.view { $0.counts }.certificates == 1)
    }
  }

  @Test func aFileInTheDirectorysPlaceIsSaid() async throws {
    let error = await #expect(throws: LedgerError.self) {
      try await Ledger.open(at: "/dev/null/state", clocks: FixedClocks(), instance: try instance("me"))
    }
    #expect(
      error?.description.hasPrefix("the state directory cannot be used: /dev/null/state: Not a directory") == true)
  }
}
