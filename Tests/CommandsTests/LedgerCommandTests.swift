import Commands
import Gate
import Glibc
import JSONText
import Ledger
import Testing
import Timing

@Suite struct LedgerCommandTests {
  /// A state directory that is gone after the test.
  private func withState(_ body: (String) async throws -> Void) async throws {
    var template = Array("/tmp/preflight-commands-XXXXXX".utf8CString)
    let made = template.withUnsafeMutableBufferPointer { buffer in
      buffer.baseAddress.flatMap { mkdtemp($0) }.map { String(cString: $0) }
    }
    let path = try #require(made)
    defer {
      for folder in ["/owners", "/orders", ""] {
        for name in (try? PosixDisk().list(path + folder)) ?? [] { unlink("\(path)\(folder)/\(name)") }
        rmdir(path + folder)
      }
    }
    try await body(path)
  }

  /// With so many issued orders and one that is open.
  private func withLedger(_ orders: Int, _ body: (String) async throws -> Void) async throws {
    try await withState { path in
      var random = SystemRandomNumberGenerator()
      let ledger = try await Ledger.open(at: path, clocks: FixedClocks(), instance: .current(using: &random))
      let owner = ledger.instance.id
      for number in 0...orders {
        let id = try #require(OrderID("o\(number)"))
        try await ledger.transact { transaction in
          transaction.append(
            .reserved(
              Reservation(
                order: Order(id: id, names: ["n\(number).example"]), owner: owner, submitter: "uacme",
                expires: transaction.now.date + .seconds(86_400))))
          if number > 0 { transaction.append(.settled(id, Settlement(.issued, detail: "it is \u{1b}[1mthere"))) }
        }
      }
      await ledger.close()
      try await body(path)
    }
  }

  @Test(arguments: [["status"], ["orders", "list"], ["status", "--format", "json"]])
  func lookingMakesNothing(_ command: [String]) async throws {
    let path = "/tmp/preflight-no-such-directory/state"
    let output = MemoryOutput()
    let errors = MemoryOutput()
    let code = await Call.run(command + ["--state", path], output: output, errors: errors)
    #expect(code == 0)
    #expect(errors.text == "preflight: there is no ledger in \(path) yet\n")
    #expect(access("/tmp/preflight-no-such-directory", F_OK) != 0)
  }

  @Test(arguments: ["verify", "compact", "export"])
  func aLedgerThatIsNotThereIsAWrongPath(_ command: String) async throws {
    let outcome = await run("ledger", command, "--state", "/tmp/preflight-no-such-directory")
    #expect(outcome.code == 2 && outcome.output.isEmpty)
    #expect(outcome.errors.contains("/tmp/preflight-no-such-directory holds no ledger"))
    #expect(access("/tmp/preflight-no-such-directory", F_OK) != 0)
  }

  @Test func aLedgerIsOfOneCA() async throws {
    try await withLedger(2) { path in
      func order(by ca: String) async -> Outcome {
        await run(
          "run", "/dev/null", "--state", path, "--submit", "false", "--target", "127.0.0.1", "--thumbprint",
          "LPJNul-wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ", "--ca", ca)
      }
      // One order stays open: that is not what it is about.
      for _ in 1...2 { #expect(await order(by: "letsencrypt-staging").code != 2) }
      let other = await order(by: "letsencrypt")
      #expect(other.code == 2 && other.errors.contains("counts what letsencrypt-staging"), "\(other.errors)")
      #expect(await run("ledger", "compact", "--state", path).code == 0)
      #expect(await order(by: "letsencrypt").code == 2)
      let status = await run("status", "--state", path, "--ca", "letsencrypt")
      #expect(status.code == 0 && status.errors.contains("is of letsencrypt-staging"), "\(status.errors)")
      let staging = await run("status", "--state", path, "--ca", "letsencrypt-staging")
      #expect(staging.errors.isEmpty)
    }
  }

  /// A wrong word on the command line asks the CA for nothing and uses nothing of its limits, and the way back is said.
  @Test func aRunThatCannotBeginCountsNothing() async throws {
    try await withState { path in
      func order(at directory: String, _ list: String = "/dev/null") async -> Outcome {
        await run(
          "run", list, "--state", path, "--submitter", "acme", "--target", "127.0.0.1", "--thumbprint",
          "LPJNul-wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ", "--challenge-hook", "/nowhere/hook", "--directory", directory)
      }
      let first = await order(at: "https://ca.example/dri")
      #expect(first.code == 2 && first.errors.contains("--challenge-hook runs it"), "\(first.errors)")
      let status = await run("status", "--state", path, "--format", "json")
      #expect(status.output.contains(#"{"limit":"new-accounts","used":0"#), "\(status.output)")
      let noList = await order(at: "https://ca.example/dri", "/nowhere/list")
      #expect(noList.code == 2 && noList.errors.contains("the list /nowhere/list cannot be read"), "\(noList.errors)")
      let second = await order(at: "https://ca.example/dir")
      #expect(second.code == 2)
      for words in ["give --directory https://ca.example/dri, or", "nothing was ordered there yet"] {
        #expect(second.errors.contains(words), "\(second.errors)")
      }
    }
  }

  @Test(arguments: ["--metrics-file", "--events"])
  func aFileThatCannotBeWrittenIsAWrongOption(_ option: String) async throws {
    let outcome = await run(
      "run", "/dev/null", "--submit", "false", "--target", "127.0.0.1", "--thumbprint",
      "LPJNul-wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ", "--state", "/tmp/preflight-no-such-directory", option,
      "/tmp/preflight-no-such-directory/x")
    #expect(outcome.code == 2 && outcome.errors.contains("/tmp/preflight-no-such-directory/x"), "\(outcome.errors)")
    #expect(access("/tmp/preflight-no-such-directory", F_OK) != 0)
  }

  @Test func anOrderWhoseCommandRunsIsNotSettledByHand() async throws {
    try await withLedger(0) { path in
      let lock = open("\(path)/orders/o0.lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
      #expect(lock >= 0 && flock(lock, LOCK_EX) == 0)
      let early = await run("orders", "settle", "--state", path, "o0", "failed")
      #expect(early.code == 2 && early.errors.contains("the command of the order o0 still runs"))
      // A child that another test starts just now holds the descriptor, too, until it runs its own program.
      flock(lock, LOCK_UN)
      close(lock)
      let late = await run("orders", "settle", "--state", path, "o0", "failed")
      #expect(late.code == 0 && late.output == "o0 is settled as failed\n")
    }
  }

  @Test func aSoundJournalIsCounted() async throws {
    try await withLedger(3) { path in
      let outcome = await run("ledger", "verify", "--state", path)
      #expect(outcome.code == 0 && outcome.errors.isEmpty)
      #expect(outcome.output.hasPrefix("\(path)/journal.ndjson  sound\n"))
      #expect(outcome.output.contains("Records  7 in 1."))
      #expect(outcome.output.contains("Holds    1 open order, 0 requests, 3 certificates, 0 setbacks"))
      let json = try JSONValue(parsing: await run("ledger", "verify", "--format", "json", "--state", path).output)
      #expect(json["schema"]?.string == "preflight.journal/1" && json["sound"] == .bool(true))
      #expect(json["records"]?.int == 7 && json["openOrders"]?.int == 1 && json["tornBytes"]?.int == 0)
      #expect(json["first"]?.string == "2026-11-23T06:00:00Z" && json["fault"] == nil)
    }
  }

  @Test func aTornEndIsSoundAndSaid() async throws {
    try await withLedger(3) { path in
      let file = try PosixDisk().open("\(path)/journal.ndjson", creating: false)
      try file.write(Array("{\"seq\":8".utf8), at: file.status().length)
      let outcome = await run("ledger", "verify", "--state", path)
      #expect(outcome.code == 0 && outcome.output.contains("Torn     8 bytes at its end"))
      #expect(await run("status", "--state", path).errors.contains("the last record (8 bytes) is not whole"))
    }
  }

  @Test func damageIs4AndNamesItsLine() async throws {
    try await withLedger(3) { path in
      let file = try PosixDisk().open("\(path)/journal.ndjson", creating: false)
      var bytes = try file.read(at: 0, upTo: 1 << 20)
      let third = try #require(bytes.split(separator: 10).prefix(3).last?.startIndex)
      bytes[third + 40] ^= 1
      try file.write(bytes, at: 0)
      let outcome = await run("ledger", "verify", "--state", path)
      #expect(outcome.code == 4 && outcome.output.hasPrefix("\(path)/journal.ndjson  damaged\n"))
      #expect(outcome.output.contains("is damaged at line 3: its"))
      let json = try JSONValue(parsing: await run("ledger", "verify", "--format", "ndjson", "--state", path).output)
      #expect(json["sound"] == .bool(false) && json["fault"]?["line"]?.int == 3)
      #expect(json["fault"]?["code"]?.string == "ledger.damaged" && json["records"]?.int == 1)
      for command in [["status"], ["ledger", "export"], ["ledger", "compact"]] {
        let errors = MemoryOutput()
        #expect(await Call.run(command + ["--state", path], output: MemoryOutput(), errors: errors) == 4)
        #expect(errors.text.contains("damaged at line 3"))
      }
      #expect(try file.read(at: 0, upTo: 1 << 20) == bytes)
    }
  }

  @Test func compactingSaysBeforeAndAfter() async throws {
    try await withLedger(30) { path in
      let before = await run("status", "--state", path).output
      let text = await run("ledger", "compact", "--state", path)
      #expect(text.code == 0 && text.output.contains("/journal.ndjson: 61 records (") && text.errors.isEmpty)
      let json = try JSONValue(parsing: await run("ledger", "compact", "--format", "json", "--state", path).output)
      #expect(json["schema"]?.string == "preflight.compaction/1")
      #expect(json["before"]?["records"] == json["after"]?["records"] && json["after"]?["bytes"]?.int ?? 0 > 1000)
      #expect(await run("status", "--state", path).output == before)
      #expect(await run("ledger", "verify", "--state", path).output.contains("of them its snapshot"))
    }
  }

  @Test func recordsAreExportedForOtherTools() async throws {
    try await withLedger(2) { path in
      let lines = await run("ledger", "export", "--state", path).output.split(separator: "\n")
      #expect(lines.count == 5)
      let records = try lines.map { try JSONValue(parsing: $0) }
      #expect(records.allSatisfy { $0["crc"] == nil && $0["seq"] != nil })
      let json = await run("ledger", "export", "--format", "json", "--state", path).output
      #expect(try JSONValue(parsing: json).array == records)
      let text = await run("ledger", "export", "--format", "text", "--state", path).output
      #expect(text.split(separator: "\n").count == 5 && !text.contains("\u{1b}"))
      #expect(text.hasPrefix("2026-11-23T06:00:00Z  reserved    order=o0 names=n0.example owner="))
    }
  }
}

private enum Call {
  static func run(_ arguments: [String], output: MemoryOutput, errors: MemoryOutput) async -> Int32 {
    await Program.run(
      context(arguments, environment: ["HOME": "/home/somebody"], output: output, errors: errors))
  }
}
