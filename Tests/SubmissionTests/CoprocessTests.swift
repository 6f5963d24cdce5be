import EventLoop
import Gate
import Glibc
import Synchronization
import Testing
import Timing

@testable import Submission

/// Real programs as co-processes.
@Suite struct CoprocessTests {
  /// What was said.
  private final class Words: Sendable {
    private let lines = Mutex<[String]>([])
    var all: [String] { lines.withLock { $0 } }
    func add(_ line: String) { lines.withLock { $0.append(line) } }
    func contain(_ part: String) -> Bool { all.contains { $0.contains(part) } }
  }

  /// Answers each order with the outcome that its first name begins with, in Python; `also` runs first.
  private static func answering(_ also: String = "pass") -> String {
    """
    import json, os, signal, sys, time
    D = os.path.dirname(sys.argv[0])
    def say(**reply):
        sys.stdout.write(json.dumps(reply) + "\\n")
        sys.stdout.flush()
    \(also)
    for line in sys.stdin:
        order = json.loads(line)
        open(D + "/seen", "a").write(line)
        say(order=order["order"], outcome=order["names"][0].split(".")[0])
    """
  }

  private static let quick = CoprocessSubmitter.Patience(pauses: [.milliseconds(1)], step: .milliseconds(100))

  private func coprocess(
    _ stage: Stage, _ script: String, words: Words = Words(), timeLimit: Duration = .seconds(600),
    patience: CoprocessSubmitter.Patience = CoprocessTests.quick
  ) throws -> CoprocessSubmitter {
    // As the program does at its start: a co-process that reads no more is an error, not a signal.
    signal(SIGPIPE, SIG_IGN)
    try Files.replace("\(stage.directory)/script", with: Array(script.utf8))
    return try CoprocessSubmitter(
      "python3 \(stage.directory)/script", directory: stage.directory, loop: stage.loop, timeLimit: timeLimit,
      patience: patience
    ) { words.add($0) }
  }

  /// What a program waits at: it reads one byte of `go`.
  private func gate(_ stage: Stage) throws -> Descriptor {
    mkfifo("\(stage.directory)/go", 0o600)
    return try Descriptor.open("\(stage.directory)/go", O_RDWR)
  }

  private func order(_ number: Int, _ names: [String]) throws -> Order {
    Order(id: try #require(OrderID("o\(number)")), names: names)
  }

  private func submit(_ submitter: CoprocessSubmitter, _ order: Order) async -> Settlement {
    await submitter.submit(order, log: .forgetful)
  }

  /// All at once, in the order of `names`.
  private func outcomes(_ submitter: CoprocessSubmitter, _ names: [String]) async throws -> [Settlement.Outcome] {
    let orders = try names.enumerated().map { try order($0.offset, [$0.element]) }
    return await withTaskGroup(of: (Int, Settlement.Outcome).self) { group in
      for (index, order) in orders.enumerated() {
        group.addTask { (index, await submit(submitter, order).outcome) }
      }
      var all: [Int: Settlement.Outcome] = [:]
      for await (index, outcome) in group { all[index] = outcome }
      return all.sorted { $0.key < $1.key }.map(\.value)
    }
  }

  @Test func oneProgramSettlesAllOrdersAndEndsWithThem() async throws {
    try await Stage.with { stage in
      let words = Words()
      let submitter = try coprocess(
        stage, Self.answering("open(D + '/pids', 'a').write(f'{os.getpid()} {os.getpgid(0)}\\n')"), words: words)
      try await submitter.prepare()
      #expect(stage.text("pids").isEmpty, "it begins with the first order")
      #expect(
        try await outcomes(submitter, ["issued.example", "failed.example", "already-current.example"])
          == [.issued, .failed, .alreadyCurrent])
      await submitter.shutDown(grace: .zero)
      let process = try #require(pid_t(stage.text("pids").split(separator: " ").first ?? ""))
      #expect(stage.text("pids") == "\(process) \(process)\n", "one, in a group of its own")
      #expect(kill(process, 0) != 0, "and gone")
      #expect(words.all.isEmpty, "\(words.all)")
    }
  }

  @Test func itStartsClean() async throws {
    try await Stage.with { stage in
      let script = Self.answering(
        """
        status = [l.split() for l in open("/proc/self/status")]
        open(D + "/masks", "w").write(" ".join(f[1] for f in status if f[0] in ("SigBlk:", "SigIgn:")))
        files = " ".join(sorted(os.listdir("/proc/self/fd")))
        open(D + "/files", "w").write(files)
        """)
      let submitter = try coprocess(stage, script)
      #expect(try await outcomes(submitter, ["issued.example"]) == [.issued])
      await submitter.shutDown(grace: .zero)
      // 3 is the list itself. Python ignores SIGPIPE (13) and SIGXFSZ (25); the C library keeps 32 and 33 for itself.
      #expect(stage.text("files") == "0 1 2 3")
      let masks = stage.text("masks").split(separator: " ").compactMap { UInt64($0, radix: 16) }
      #expect(masks.map { $0 & ~0x1_8100_1000 } == [0, 0])
    }
  }

  @Test func whatItSaysElseIsShownAndPassedOver() async throws {
    try await Stage.with { stage in
      let words = Words()
      let script = Self.answering(
        """
        sys.stderr.write("starting\\nsecond \\x1b[31mline\\n" + "y" * 9000 + "\\n")
        sys.stderr.flush()
        sys.stdout.write("hello\\n" + "x" * 200000 + "\\n\\n")
        say(order="o99", outcome="issued")
        """)
      let submitter = try coprocess(stage, script, words: words)
      #expect(try await outcomes(submitter, ["issued.example"]) == [.issued])
      await submitter.shutDown(grace: .zero)
      #expect(words.contain("co-process: starting"))
      #expect(words.contain("co-process: second"))
      #expect(words.contain("hello") && words.contain("longer than 65536 bytes") && words.contain("o99"))
      #expect(words.all.allSatisfy { $0.utf8.count < 5000 })
    }
  }

  @Test func nonsenseForEverIsNotRepeatedForEver() async throws {
    try await Stage.with { stage in
      let words = Words()
      let submitter = try coprocess(stage, Self.answering("sys.stdout.write('no\\n' * 100000)"), words: words)
      #expect(try await outcomes(submitter, ["issued.example"]) == [.issued])
      await submitter.shutDown(grace: .zero)
      #expect((2...60).contains(words.all.count))
    }
  }

  @Test func itsEndIsSurvived() async throws {
    try await Stage.with { stage in
      let words = Words()
      // The first process takes three orders and dies, with half of a settlement written; the second does the rest.
      let script = Self.answering(
        """
        if not os.path.exists(D + "/died"):
            lines = [sys.stdin.readline() for _ in range(3)]
            open(D + "/died", "w").write("".join(lines))
            say(order=json.loads(lines[0])["order"], outcome="issued")
            sys.stdout.write('{"order":"' + json.loads(lines[1])["order"])
            sys.stdout.flush()
            os.kill(os.getpid(), signal.SIGKILL)
        """)
      let submitter = try coprocess(stage, script, words: words)
      let names = ["issued.a", "issued.b", "issued.c"]
      #expect(try await outcomes(submitter, names) == [.issued, .issued, .issued])
      await submitter.shutDown(grace: .zero)
      let seen = stage.text("seen").split(separator: "\n")
      #expect(seen.count == 2)
      #expect(seen.allSatisfy { $0.contains("\"adopted\":true") })
      #expect(words.contain("the co-process ended (signal 9) with 2 orders open"), "\(words.all)")
    }
  }

  @Test func whatCannotBeKeptAliveLeavesOrdersInDoubt() async throws {
    try await Stage.with { stage in
      let submitter = try coprocess(stage, Self.answering("sys.stdin.readline(); sys.exit(3)"))
      let settlement = await submit(submitter, try order(1, ["issued.a"]))
      #expect(settlement.outcome == .unknown)
      #expect(settlement.detail.contains("ended 5 times") && settlement.detail.contains("exit status 3"))
      await submitter.shutDown(grace: .zero)
    }
  }

  @Test func anIdleEndIsNoLoss() async throws {
    try await Stage.with { stage in
      let words = Words()
      let script = Self.answering().replacing("outcome=order", with: "pid=os.getpid(), outcome=order") + "\n    break\n"
      let submitter = try coprocess(stage, script, words: words)
      for number in 1...3 { #expect(await submit(submitter, try order(number, ["issued.a"])).outcome == .issued) }
      await submitter.shutDown(grace: .zero)
      #expect(stage.text("seen").split(separator: "\n").count == 3)
    }
  }

  @Test func aProgramThatDoesNotReadHoldsUpNobodyElse() async throws {
    try await Stage.with { stage in
      let submitter = try coprocess(stage, Self.answering("os.read(os.open(D + '/go', os.O_RDONLY), 1)"))
      let gate = try self.gate(stage)
      // Far more than a pipe takes.
      let names = (0..<400).map {
        "issued.\(String(repeating: "a", count: 50)).\($0).\(String(repeating: "b", count: 900))"
      }
      async let all = outcomes(submitter, names)
      // The loop still answers.
      await stage.loop.sleep(until: stage.loop.clocks.instant() + .milliseconds(20))
      try Files.write(Array("x".utf8), toPipe: gate)
      #expect(try await all.allSatisfy { $0 == .issued })
      await submitter.shutDown(grace: .zero)
      withExtendedLifetime(gate) {}
    }
  }

  @Test func anOrderThatIsNeverSettledEndsWithItsTime() async throws {
    try await Stage.with { stage in
      let words = Words()
      // It settles the first order when it is asked for another.
      let script = Self.answering("sys.stdin.readline(); sys.stdin.readline(); say(order='o0', outcome='issued')")
      let submitter = try coprocess(stage, script, words: words, timeLimit: .milliseconds(200))
      let first = await submit(submitter, try order(0, ["issued.a"]))
      #expect(first == Settlement(.unknown, detail: "no settlement within 200ms"))
      for number in 1...3000 where !words.contain("the order o0, which is not open") {
        _ = await submit(submitter, try order(number, ["issued.b"]))
      }
      #expect(words.contain("the order o0, which is not open"), "\(words.all)")
      await submitter.shutDown(grace: .zero)
    }
  }

  @Test func aURLIsWrittenDownBeforeTheSettlementCounts() async throws {
    try await Stage.with { stage in
      let urls = Words()
      let submitter = try coprocess(
        stage, Self.answering("say2 = say\ndef say(**r): say2(url='https://ca.example/' + r['order'], **r)"))
      let settlement = await submitter.submit(
        try order(1, ["issued.a"]),
        log: OrderLog(
          placed: { url in
            urls.add(url)
            return true
          }, retried: { true }))
      #expect(settlement.outcome == .issued)
      #expect(urls.all == ["https://ca.example/o1"])
      await submitter.shutDown(grace: .zero)
    }
  }

  @Test func whereTheURLCannotBeWrittenDownTheOrderIsInDoubt() async throws {
    try await Stage.with { stage in
      let submitter = try coprocess(
        stage, Self.answering("line = sys.stdin.readline(); say(order='o1', url='https://ca.example/o1')"))
      let settlement = await submitter.submit(
        try order(1, ["issued.a"]), log: OrderLog(placed: { _ in false }, retried: { true }))
      #expect(settlement.outcome == .unknown)
      await submitter.shutDown(grace: .zero)
    }
  }

  @Test func nothingIsAskedForOnceMoreBeforeThatIsWrittenDown() async throws {
    try await Stage.with { stage in
      let asked = Words()
      let submitter = try coprocess(stage, Self.answering("sys.stdin.readline(); sys.exit(3)"))
      let settlement = await submitter.submit(
        try order(1, ["issued.a"]),
        log: OrderLog(
          placed: { _ in true },
          retried: {
            asked.add("retried")
            return asked.all.count < 3
          }))
      #expect(settlement.outcome == .unknown)
      #expect(settlement.detail.contains("before it could be given to another"), "\(settlement.detail)")
      #expect(asked.all.count == 3)
      await submitter.shutDown(grace: .zero)
    }
  }

  @Test func graceIsForOpenOrdersAndThenItsInputEnds() async throws {
    try await Stage.with { stage in
      // Settles only when told to by a file, and says what it sees at the end of its input.
      let script = Self.answering(
        "line = sys.stdin.readline(); open(D + '/got', 'w').write('x\\n'); os.read(os.open(D + '/go', os.O_RDONLY), 1); "
          + "say(order='o1', outcome='issued'); sys.stdin.read(); open(D + '/end', 'w').write('end\\n'); sys.exit(0)")
      let submitter = try coprocess(stage, script, patience: .init(pauses: [.milliseconds(1)], step: .seconds(20)))
      let gate = try self.gate(stage)
      async let settlement = submit(submitter, try order(1, ["issued.a"]))
      _ = try await stage.await("got")
      async let over: Void = submitter.shutDown(grace: .seconds(20))
      try Files.write(Array("x".utf8), toPipe: gate)
      #expect(try await settlement.outcome == .issued)
      await over
      #expect(stage.text("end") == "end\n")
      #expect(await submit(submitter, try order(2, ["issued.b"])).outcome == .unknown, "nothing begins any more")
      withExtendedLifetime(gate) {}
    }
  }

  @Test func whoDoesNotEndIsEnded() async throws {
    try await Stage.with { stage in
      // Deaf to SIGTERM, to the end of its input, and with a child that holds on.
      let script = Self.answering(
        "signal.signal(signal.SIGTERM, signal.SIG_IGN); child = os.fork(); "
          + "open(D + ('/child' if child == 0 else '/parent'), 'w').write(f'{os.getpid()}\\n'); time.sleep(600)")
      let submitter = try coprocess(stage, script)
      async let settlement = submit(submitter, try order(1, ["issued.a"]))
      let processes = [try await stage.await("child"), try await stage.await("parent")].compactMap { pid_t($0) }
      await submitter.shutDown(grace: .milliseconds(10))
      #expect(try await settlement.outcome == .unknown)
      #expect(processes.count == 2)
      for process in processes { #expect(await stage.ended(process)) }
    }
  }

  @Test func aSecondSignalEndsItAtOnce() async throws {
    try await Stage.with { stage in
      let script = Self.answering("open(D + '/up', 'w').write(f'{os.getpid()}\\n'); time.sleep(600)")
      let submitter = try coprocess(stage, script, patience: .init())
      async let settlement = submit(submitter, try order(1, ["issued.a"]))
      let process = try #require(pid_t(try await stage.await("up")))
      async let over: Void = submitter.shutDown(grace: .seconds(600))
      submitter.shutDownNow()
      #expect(try await settlement.outcome == .unknown)
      await over
      #expect(kill(process, 0) != 0)
    }
  }

  @Test(.enabled(if: Stage.program != nil, "the program is not built"))
  func whatACommandOfAnEarlierRunLeftIsReadFirst() async throws {
    try await Stage.with { stage in
      let command = try stage.submitter("echo run >> $D/runs")
      #expect(await command.submit(try order(1, ["issued.a"]), log: .forgetful).outcome == .issued)
      let submitter = try coprocess(stage, Self.answering())
      let earlier = EarlierCommands(directory: stage.directory, waiting: stage.loop)
      #expect(await earlier.settlement(of: try order(1, []).id, timeLimit: .seconds(5)) == Settlement(.issued))
      #expect(await earlier.settlement(of: try order(2, []).id, timeLimit: .seconds(5)) == nil)
      submitter.forget(try order(1, []).id)
      #expect(stage.text("o1.result").isEmpty && stage.text("o1.json").isEmpty)
    }
  }

  @Test(arguments: ["", "  ", "a | b", "'open"])
  func whatIsNoCommandIsAnError(text: String) async throws {
    _ = try await Stage.with { stage in
      #expect(throws: CommandTextError.self) {
        _ = try CoprocessSubmitter(
          text, directory: stage.directory, loop: stage.loop, timeLimit: .seconds(1), say: { _ in })
      }
    }
  }

  @Test func aMissingProgramIsSaidBefore() async throws {
    try await Stage.with { stage in
      let submitter = try CoprocessSubmitter(
        "/no/such/program", directory: stage.directory, loop: stage.loop, timeLimit: .seconds(1), say: { _ in })
      let error = await #expect(throws: SubmitterError.self) { try await submitter.prepare() }
      #expect(error?.code == "submitter.command-missing")
    }
  }
}

extension Files {
  /// The whole of it, to a pipe that takes so much.
  fileprivate static func write(_ bytes: [UInt8], toPipe file: Descriptor) throws {
    let count = bytes.withUnsafeBytes { Glibc.write(file.number, $0.baseAddress, $0.count) }
    #expect(count == bytes.count)
  }
}
