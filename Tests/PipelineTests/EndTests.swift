import Gate
import Ledger
import Pipeline
import Submission
import Testing
import Timing

/// Every accepted request ends, and ends once.
@Suite(.timeLimit(.minutes(1))) struct EndTests {
  @Test func aRequestEndsWithTheOrderThatAnEarlierRunLeft() async throws {
    try await RunStage.with { stage in
      try await stage.leave("o1", ["a.example"])
      let events = stage.events
      // The order ends while the name would be checked.
      let checking = ReadyNames(before: { await events.told("settled") })
      let submitter = FakeSubmitter(onAdopt: { _ in
        await events.told("accepted")
        return Settlement(.issued)
      })
      let summary = try await stage.run([["a.example"]], checking, submitter)
      #expect(stage.events.lines == ["accepted a.example", "settled issued a.example"])
      #expect(summary.issued == 1 && summary.alreadyCurrent == 0 && summary.waiting == 0)
      #expect(await stage.ledger.view { $0.counts } == Book.Counts(certificates: 1))
    }
  }

  /// The disk is full of other things than the journal: one order finds out, not every name on the list.
  @Test func ordersWhoseFilesCannotBeWrittenEndTheRun() async throws {
    try await RunStage.with { stage in
      let submitter = FakeSubmitter(onSubmit: { _ in Settlement(.failed, detail: "orders/x: full", fault: .disk) })
      let cap = Gate(profile: .plain).cap
      let names = (0..<3 * cap).map { ["n\($0).example"] }
      await #expect(throws: LedgerError.orderFiles(reason: "orders/x: full")) {
        _ = try await stage.run(names, ReadyNames(), submitter)
      }
      let told = stage.events.lines
      #expect(told.count { $0.hasPrefix("submitted") } <= cap, "\(told)")
      let counts = await stage.ledger.view { $0.counts }
      #expect(counts.openOrders == 0 && counts.setbacks == 0 && counts.requests > 0)
    }
  }

  @Test func anOrderThatSomebodyElseEndsEndsItsRequest() async throws {
    try await RunStage.with { stage in
      let ledger = stage.ledger
      let submitter = FakeSubmitter(onSubmit: { order in
        try? await ledger.transact { $0.append(.settled(order.id, Settlement(.issued, detail: "settled by hand"))) }
        return Settlement(.issued)
      })
      let summary = try await stage.run([["a.example"]], ReadyNames(), submitter)
      #expect(
        stage.events.lines == [
          "accepted a.example", "checked a.example", "submitted a.example", "settled already-current a.example",
        ])
      #expect(summary.waiting == 0)
    }
  }

  @Test func whatAKilledProcessKeptOfAnEndedOrderIsRemoved() async throws {
    try await RunStage.with { stage in
      try await stage.leave("o1", ["a.example"])
      let orders = try ["o1", "o2"].map { try #require(OrderID($0)) }
      let submitter = FakeSubmitter(keeping: Set(orders), onAdopt: { _ in Settlement(.unknown) })
      _ = try await stage.run([], ReadyNames(), submitter)
      #expect(submitter.kept() == [orders[0]], "whose end nobody knows is kept")
    }
  }

  /// Names that are checked again have a patience of their own.
  @Test(arguments: [(false, 600), (true, 3600)])
  func limitsAreWaitedForAsLongAsTheUserSays(_ isCheckedAgain: Bool, _ seconds: Int64) async throws {
    try await RunStage.with { stage in
      try await stage.leave("o1", ["o.example"])
      // Its slot is the only one.
      let submitter = FakeSubmitter(onAdopt: { _ in Settlement(.unknown) })
      let lines = [["a.example"]] + (isCheckedAgain ? [["bad.example"]] : [])
      let summary = try await stage.run(lines, ReadyNames(notReady: ["bad.example"]), submitter) {
        $0.gate = Gate(profile: .plain, cap: 1)
        $0.readyFor = .seconds(60)
        $0.maximumWait = .seconds(600)
        $0.recheckFor = .seconds(3600)
      }
      #expect(summary.issued == 0 && summary.waiting == 1 && summary.gaveUp == lines.count - 1)
      #expect((seconds...seconds + 60).contains(stage.clocks.instant().nanoseconds / 1_000_000_000))
    }
  }

  /// Whoever reads what is wrong with an order of several names must know which owner to send it to.
  @Test func whatIsWrongWithOneOfSeveralNamesSaysWhich() async throws {
    try await RunStage.with { stage in
      let checking = ReadyNames(notReady: ["www.a.example", "b.example"])
      _ = try await stage.run([["a.example", "www.a.example"], ["b.example"]], checking, FakeSubmitter())
      #expect(stage.events.found.sorted() == ["It does not exist.", "www.a.example: It does not exist."])
    }
  }

  @Test func noMoreRequestsAreHeldThanAllowed() async throws {
    try await RunStage.with { stage in
      let lines = (0..<5).map { ["n\($0).example"] }
      _ = try await stage.run(lines, ReadyNames(), FakeSubmitter()) { $0.maximumWaiting = 2 }
      var held = 0
      var most = 0
      for line in stage.events.lines {
        if line.hasPrefix("accepted") { held += 1 }
        if line.hasPrefix("settled") { held -= 1 }
        most = max(most, held)
      }
      #expect(most == 2 && held == 0)
    }
  }

  /// An order for some names of a request ends that request; another request for just these names ends by itself.
  @Test func anOrderOfAnotherRequestForTheSameNames() async throws {
    try await RunStage.with { stage in
      let order = Order(id: try #require(OrderID("o1")), names: ["a.example"])
      let owner = try #require(OwnerID("gone"))
      try await stage.ledger.transact { transaction in
        transaction.append(.accepted(Request(names: ["a.example", "b.example"])))
        transaction.append(
          .reserved(
            Reservation(
              order: order, request: NameSet(["a.example", "b.example"]), owner: owner, submitter: "fake",
              expires: transaction.now.date + .seconds(7 * 86_400))))
        transaction.append(.settled(order.id, Settlement(.unknown)))
      }
      let summary = try await stage.run([["a.example"]], ReadyNames(), FakeSubmitter())
      #expect(
        stage.events.lines == ["accepted a.example", "settled issued a.example", "settled already-current a.example"])
      #expect(summary.waiting == 0)
      #expect(await stage.ledger.view { $0.counts } == Book.Counts(certificates: 1))
    }
  }
}
