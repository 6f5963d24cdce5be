import EventLoop
import Gate
import Glibc
import Testing
import Timing

@testable import Submission

/// Real processes under the real supervisor.
@Suite(.enabled(if: Stage.program != nil, "the program is not built"))
struct SupervisionTests {
  @Test func namesArriveAsArgumentsAndInTheEnvironment() async throws {
    try await Stage.with { stage in
      let submitter = try stage.submitter(#"printf '%s\n' "$PREFLIGHT_ORDER" "$PREFLIGHT_NAMES" "$@" > $D/seen"#)
      try await submitter.prepare()
      let settlement = await submitter.submit(try stage.order(["a.example", "b.example"]))
      #expect(settlement == Settlement(.issued))
      #expect(stage.text("seen") == "o1\na.example b.example\na.example\nb.example\n")
      try Files.replace(stage.files.path(try #require(OrderID("prepare")), "lock"), with: [])
      #expect(submitter.kept() == [try stage.order().id])
      submitter.forget(try stage.order().id)
      #expect(stage.text("o1.json").isEmpty && stage.text("o1.result").isEmpty && submitter.kept().isEmpty)
    }
  }

  @Test func aCommandStartsClean() async throws {
    try await Stage.with { stage in
      let script = """
        ls /proc/self/fd | tr '\\n' ' ' > $D/seen; readlink /proc/self/fd/0 >> $D/seen
        grep -E 'Sig(Blk|Ign)' /proc/self/status >> $D/seen
        """
      let settlement = try await stage.submitter(script).submit(try stage.order())
      #expect(settlement.outcome == .issued)
      // 30 is the order's lock, 3 is the directory that ls reads.
      #expect(stage.text("seen").hasPrefix("0 1 2 3 30 /dev/null\n"))
      let masks = stage.text("seen").split(separator: "\n").dropFirst().compactMap {
        UInt64($0.split(separator: "\t").last ?? "", radix: 16)
      }
      // The C library keeps 32 and 33 for itself and ignores them in every process that it spawns.
      #expect(masks.map { $0 & ~0x1_8000_0000 } == [0, 0])
    }
  }

  @Test func aMissingProgramIsSaidBeforeAndFailsTheOrder() async throws {
    try await Stage.with { stage in
      let template = try CommandTemplate("/no/such/client {names}")
      let submitter = CommandSubmitter(
        TemplatePreset(template), directory: stage.directory, waiting: stage.loop,
        supervisor: try #require(Stage.program))
      let error = await #expect(throws: SubmitterError.self) { try await submitter.prepare() }
      #expect(error?.code == "submitter.command-missing")
      let settlement = await submitter.submit(try stage.order())
      #expect(settlement.outcome == .failed)
      #expect(settlement.detail == "the command could not be started: No such file or directory")
    }
  }

  @Test func anUnprovenFailureKeepsItsResultAndRunsAgainWhenAdopted() async throws {
    try await Stage.with { stage in
      let submitter = try stage.submitter("echo run >> $D/runs; echo 'no idea' >&2; test $(wc -l < $D/runs) -eq 2")
      let first = await submitter.submit(try stage.order())
      #expect(first == Settlement(.unknown, detail: "no idea (exit status 1)"))
      #expect(!stage.text("o1.result").isEmpty)
      #expect(try await submitter.adopt(try stage.order()).outcome == .issued)
      #expect(stage.text("runs") == "run\nrun\n")
    }
  }

  @Test func aMegabyteOfOutputIsBounded() async throws {
    try await Stage.with { stage in
      let script = "echo first; head -c 1000000 /dev/zero | tr '\\0' x; echo; echo last; exit 3"
      let settlement = try await stage.submitter(script).submit(try stage.order())
      #expect(settlement == Settlement(.unknown, detail: "last (exit status 3)"))
      let written = stage.text("o1.result")
      #expect(written.utf8.count < 70_000)
      #expect(written.contains("first\\nxxx") && written.contains("bytes left out"))
    }
  }

  @Test func theTimeLimitEndsTheWholeGroup() async throws {
    try await Stage.with { stage in
      let script = "sleep 300 & echo $! > $D/child; echo waiting; wait"
      let submitter = try stage.submitter(script, timeLimit: .seconds(1))
      let (seconds, settlement) = try await stage.seconds { await submitter.submit(try stage.order()) }
      #expect(settlement == Settlement(.unknown, detail: "waiting (ended by its time limit)"))
      #expect(seconds < 300, "not by the end of what it started")
      #expect(await stage.ended(try #require(pid_t(stage.text("child").dropLast()))))
    }
  }

  @Test func whoDoesNotEndIsKilled() async throws {
    try await Stage.with { stage in
      let script = "trap '' TERM; while :; do sleep 300; done"
      let submitter = try stage.submitter(script, timeLimit: .seconds(1))
      let (seconds, settlement) = try await stage.seconds { await submitter.submit(try stage.order()) }
      #expect(settlement.outcome == .unknown)
      #expect(seconds >= 5 && seconds < 300)
    }
  }

  @Test func aGrandchildThatStaysHoldsNothingUp() async throws {
    try await Stage.with { stage in
      // It keeps the output's pipe and the order's lock.
      let submitter = try stage.submitter("sleep 300 & echo $! > $D/child; echo done")
      let (seconds, settlement) = try await stage.seconds { await submitter.submit(try stage.order()) }
      #expect(settlement.outcome == .issued)
      #expect(seconds < 300, "not by the end of the grandchild")
      let child = try #require(pid_t(stage.text("child").dropLast()))
      #expect(kill(child, 0) == 0)
      #expect(try stage.files.lock(try stage.order().id) == nil)
      // Adopted, it is settled from the result, whoever holds the lock.
      #expect(try await submitter.adopt(try stage.order()).outcome == .issued)
      kill(child, SIGKILL)
    }
  }

  @Test func aResultIsLookedAtBeforeTheLock() async throws {
    try await Stage.with { stage in
      let order = try stage.order()
      let now = stage.loop.clocks.timestamp()
      let result = CommandResult(order: order.id, exit: .exited(0), output: "", started: now, ended: now)
      try Files.replace(stage.files.path(order.id, "result"), with: result.bytes)
      let held = try stage.files.lock(order.id)
      let settlement = try await stage.submitter("echo > $D/ran").adopt(order)
      #expect(settlement.outcome == .issued)
      #expect(stage.text("ran").isEmpty)
      withExtendedLifetime(held) {}
    }
  }

  @Test func aResultThatCannotBeReadIsNoEnd() async throws {
    try await Stage.with { stage in
      let order = try stage.order()
      try Files.replace(stage.files.path(order.id, "result"), with: Array("{\"schema\":\"x\"}".utf8))
      let settlement = try await stage.submitter("true").adopt(order)
      #expect(settlement.outcome == .unknown)
    }
  }

  @Test func anOrderWithoutAnythingRunsWhenAdopted() async throws {
    try await Stage.with { stage in
      let settlement = try await stage.submitter("true").adopt(try stage.order())
      #expect(settlement.outcome == .issued)
    }
  }

  /// A parent that reserves, starts the supervisor as preflight does, and is killed: the order goes on and is settled.
  @Test func theCommandOutlivesItsKilledParent() async throws {
    try await Stage.with { stage in
      let order = try stage.order()
      let file = OrderFile(
        order: order.id, submitter: "command",
        arguments: ["sh", "-c", "echo begun > $D/begun; sleep 1; echo run >> $D/runs; exit 0"],
        environment: ["D=\(stage.directory)"], timeLimit: .seconds(60))
      try stage.files.write(file)
      let none = try Descriptor.open("/dev/null", O_RDWR)
      let script = #"exec 3<>"$1.lock"; flock -n 3 || exit 9; setsid "$0" __supervise "$1.json" 3 & sleep 300"#
      let program = try #require(Stage.program).path
      let parent = try Child(
        Child.Start(
          arguments: ["sh", "-c", script, program, "\(stage.directory)/o1"], input: none, output: none, errors: none,
          isSession: true))
      _ = try await stage.await("begun")
      // The whole of preflight's process group, as the kernel's out-of-memory killer or a person would.
      kill(-parent.processID, SIGKILL)
      _ = await stage.loop.readable(parent.ended.number, until: .never)
      _ = parent.end(reaping: true)
      let settlement = try await stage.submitter("echo again >> $D/runs").adopt(order)
      #expect(settlement.outcome == .issued)
      #expect(stage.text("runs") == "run\n")
    }
  }

  /// The supervisor alone is killed: the command holds the lock to its end, and only then runs again.
  @Test func withoutItsSupervisorACommandIsNotRunTwiceAtOnce() async throws {
    try await Stage.with { stage in
      // The parent of the command is its supervisor. As many shell scripts do, it uses descriptor 3 for itself.
      let script =
        "exec 3> /dev/null; echo start $PPID >> $D/log; echo $PPID > $D/supervisor; "
        + "until [ -e $D/killed ]; do sleep 0.1; done; echo end >> $D/log"
      let submitter = try stage.submitter(script)
      let order = try stage.order()
      async let settlement = submitter.submit(order)
      let supervisor = try #require(pid_t(try await stage.await("supervisor")))
      kill(supervisor, SIGKILL)
      // Only now may the command end.
      close(open(stage.directory + "/killed", O_CREAT | O_WRONLY, 0o600))
      #expect(await settlement.outcome == .issued)
      let log = stage.text("log").split(separator: "\n").map { $0.prefix { $0 != " " } }
      #expect(log == ["start", "end", "start", "end"])
    }
  }

  @Test func shuttingDownGivesGraceThenEnds() async throws {
    try await Stage.with { stage in
      let submitter = try stage.submitter("echo > $D/begun; sleep 300")
      let order = try stage.order()
      async let settlement = submitter.submit(order)
      _ = try await stage.await("begun")
      let (seconds, _) = await stage.seconds { await submitter.shutDown(grace: .milliseconds(300)) }
      #expect(seconds >= 0.3 && seconds < 60)
      #expect(await settlement == Settlement(.unknown, detail: "stopped"))
      // Nothing begins any more.
      let late = await submitter.submit(Order(id: try #require(OrderID("o2")), names: ["x.example"]))
      #expect(late.outcome == .unknown)
      #expect(stage.text("o2.result").isEmpty)
    }
  }

  @Test func graceLetsAnOrderEnd() async throws {
    try await Stage.with { stage in
      let submitter = try stage.submitter("echo > $D/begun; sleep 0.5")
      let order = try stage.order()
      async let settlement = submitter.submit(order)
      _ = try await stage.await("begun")
      await submitter.shutDown(grace: .seconds(30))
      #expect(await settlement.outcome == .issued)
    }
  }

  @Test func atOnceMeansAtOnce() async throws {
    try await Stage.with { stage in
      let submitter = try stage.submitter("trap '' TERM; echo > $D/begun; while :; do sleep 300; done")
      let order = try stage.order()
      let task = Task { await submitter.submit(order) }
      _ = try await stage.await("begun")
      submitter.shutDownNow()
      let (seconds, settlement) = await stage.seconds { await task.value }
      #expect(settlement.outcome == .unknown)
      #expect(seconds < 300, "not by the end of what it started")
    }
  }

  @Test func aNameThatLooksLikeAnOptionReachesNoCommand() async throws {
    try await Stage.with { stage in
      let settlement = try await stage.submitter("echo > $D/ran").submit(try stage.order(["--config=/etc/evil"]))
      #expect(settlement.outcome == .failed)
      #expect(stage.text("ran").isEmpty)
    }
  }

  @Test func manyOrdersRunAtTheSameTime() async throws {
    try await Stage.with { stage in
      // Each ends only when all of them have begun.
      let script = "echo > $D/$PREFLIGHT_ORDER.up; until [ $(ls $D/*.up | wc -l) = 20 ]; do sleep 0.1; done"
      let submitter = try stage.submitter(script)
      let issued = try await withThrowingTaskGroup(of: Bool.self) { group in
        for index in 0..<20 {
          let order = Order(id: try #require(OrderID("m\(index)")), names: ["n\(index).example"])
          group.addTask { await submitter.submit(order).outcome == .issued }
        }
        return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
      }
      #expect(issued == 20)
    }
  }

  @Test(arguments: [
    [], ["x"], ["/no/such.json", "3"], ["/dev/null", "3"], ["o.txt", "3"], ["o.json", "-1"], ["o.json", "99"],
  ])
  func aSupervisorWithoutAnOrderRunsNothing(arguments: [String]) {
    #expect(Supervisor.run(arguments: arguments) == Supervisor.nothingRan)
  }
}
