import Gate
import Testing
import Timing

@testable import Submission

@Suite struct OutcomeTests {
  private static let ended = Timestamp(milliseconds: 1_795_413_600_000)

  private func result(
    _ exit: CommandExit, _ output: String, cut: CommandResult.Cut? = nil, omitted: Int = 0
  ) throws -> CommandResult {
    CommandResult(
      order: try #require(OrderID("o1")), exit: exit, cut: cut, output: output, omitted: omitted,
      started: OutcomeTests.ended, ended: OutcomeTests.ended)
  }

  @Test(arguments: UacmeTranscript.all)
  func uacmesOwnWordsAreUnderstood(transcript: UacmeTranscript) throws {
    let settlement = OutcomeTable.uacme.settle(try result(.exited(transcript.exit), transcript.output))
    #expect(settlement.outcome == transcript.outcome, "\(transcript.name)")
    #expect(settlement.detail.contains(transcript.detail), "\(settlement.detail)")
    #expect(settlement.retryAt == transcript.retryAt.flatMap { Timestamp($0) })
  }

  @Test(arguments: [
    (0, "anything", Settlement.Outcome.issued), (1, "", .unknown), (1, "it did not work", .unknown),
    (127, "sh: 1: lego: not found\n", .failed), (127, "ordered\nsh: 1: reload: not found\n", .unknown),
    (1, "acme: error: 403 :: urn:ietf:params:acme:error:unauthorized :: Invalid response", .failed),
    (1, "urn:ietf:params:acme:error:badNonce then urn:ietf:params:acme:error:caa :: CAA", .failed),
    (1, "urn:ietf:params:acme:error:serverInternal", .unknown),
    (1, "urn:ietf:params:acme:error:orderNotReady", .unknown),
    (1, "{\"status\":\"invalid\"}", .failed),
    (1, "Certbot failed to authenticate some domains (authenticator: webroot).", .failed),
    (1, "urn:ietf:params:acme:error:rateLimited :: too many", .rateLimited),
  ])
  func anyCommandsFailureNeedsProof(exit: Int, output: String, outcome: Settlement.Outcome) throws {
    #expect(OutcomeTable.generic.settle(try result(.exited(Int32(exit)), output)).outcome == outcome)
  }

  @Test func whatNeverStartedFailed() throws {
    let settlement = OutcomeTable.generic.settle(try result(.notStarted(2), ""))
    #expect(settlement.outcome == .failed)
    #expect(settlement.detail == "the command could not be started: No such file or directory")
    #expect(settlement.isOwnFailure)
  }

  @Test func anEndedCommandIsInDoubtUnlessItNeverAskedForAnOrder() throws {
    let began = "uacme: creating new order at https://ca/order\n"
    #expect(OutcomeTable.uacme.settle(try result(.signalled(9), began)).outcome == .unknown)
    #expect(OutcomeTable.uacme.settle(try result(.exited(0), began, cut: .timeLimit)).outcome == .unknown)
    // Hung before it asked: it failed. Interrupted there: it is to be taken up again.
    let hung = try result(.signalled(15), "uacme: loading key", cut: .timeLimit)
    #expect(OutcomeTable.uacme.settle(hung).outcome == .failed)
    let stopped = try result(.signalled(15), "uacme: loading key", cut: .stopped)
    #expect(OutcomeTable.uacme.settle(stopped).outcome == .unknown)
    #expect(OutcomeTable.uacme.settle(try result(.signalled(9), "uacme: loading key")).outcome == .unknown)
    // What is left out may have held the line.
    #expect(OutcomeTable.uacme.settle(try result(.signalled(9), "uacme: x", omitted: 5)).outcome == .unknown)
    #expect(OutcomeTable.generic.settle(try result(.signalled(9), "")).outcome == .unknown)
  }

  @Test(arguments: [
    ("retry after 2026-11-24 09:12:44 UTC: see", "2026-11-24T09:12:44Z" as String?),
    ("Retry-After: 120\r\n", "2026-11-23T06:02:00Z"), ("retry-after:36", "2026-11-23T06:00:36Z"),
    ("Retry-After: Tue, 24 Nov 2026 09:12:44 GMT", "2026-11-24T09:12:44Z"), ("retry after a while", nil),
    ("Retry-After: soon", nil), ("Retry-After: 99999999999999999999", nil), ("", nil),
  ])
  func aRetryTimeIsReadInAllItsForms(text: String, time: String?) {
    #expect(RetryTime.find(in: text[...], now: OutcomeTests.ended) == time.flatMap { Timestamp($0) })
  }

  @Test func aRetryTimeBeyondAnyLimitIsCut() throws {
    let output = "urn:ietf:params:acme:error:rateLimited retry after 2099-01-01 00:00:00 UTC"
    let settlement = OutcomeTable.generic.settle(try result(.exited(1), output))
    #expect(settlement.retryAt == OutcomeTests.ended + OutcomeTable.longestWait)
  }

  @Test(arguments: [0, 1000, BoundedOutput.headLimit, 64 << 10, 1 << 20])
  func longOutputKeepsItsBeginningAndItsEnd(length: Int) {
    let bytes = (0..<length).map { UInt8(97 + $0 % 26) }
    var output = BoundedOutput()
    var rest = bytes[...]
    while !rest.isEmpty {
      output.append(Array(rest.prefix(777)))
      rest = rest.dropFirst(777)
    }
    let text = output.text()
    #expect(text.utf8.count <= (64 << 10) + 100)
    #expect(output.omitted == max(0, length - (64 << 10)))
    #expect(text.utf8.starts(with: bytes.prefix(BoundedOutput.headLimit)))
    #expect(text.utf8.suffix(1000).elementsEqual(bytes.suffix(1000)))
  }

  @Test(arguments: [CommandExit.exited(3), .signalled(9), .notStarted(2)])
  func aResultIsReadAsItWasWritten(exit: CommandExit) throws {
    let written = try result(exit, "a\u{1b}[2J\n\"b\"\u{fffd}", cut: .timeLimit, omitted: 7)
    #expect(CommandResult(written.bytes) == written)
    #expect(CommandResult(Array(written.bytes.dropLast(3))) == nil)
    #expect(CommandResult(Array("{}".utf8)) == nil)
  }

  @Test func anOrderFileIsReadAsItWasWritten() throws {
    let file = OrderFile(
      order: try #require(OrderID("o1")), submitter: "uacme", arguments: ["a", "b c", "\""], environment: ["A=b=c"],
      timeLimit: .seconds(9))
    #expect(OrderFile(file.bytes) == file)
  }
}
