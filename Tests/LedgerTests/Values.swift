import Gate
import Glibc
import Ledger
import Testing
import Timing

func instance(_ name: String) throws -> LedgerInstance {
  LedgerInstance(id: try #require(OwnerID(name)), boot: BootID(rawValue: 7), processID: 42)
}

func reservation(_ id: String, _ names: [String], owner: String = "me") throws -> LedgerRecord {
  .reserved(
    Reservation(
      order: Order(id: try #require(OrderID(id)), names: names), owner: try #require(OwnerID(owner)),
      submitter: "command", expires: Timestamp(milliseconds: 1_795_413_600_000) + .seconds(3600)))
}

func settled(_ id: String, _ outcome: Settlement.Outcome = .issued) throws -> LedgerRecord {
  .settled(try #require(OrderID(id)), Settlement(outcome))
}

extension Ledger {
  func append(_ records: [LedgerRecord]) async throws(LedgerError) {
    try await transact { transaction in
      for record in records { transaction.append(record) }
    }
  }
}

/// A directory of the real disk that is gone after the test.
func withDirectory<T>(_ body: (String) async throws -> T) async throws -> T {
  var template = Array("/tmp/preflight-ledger-XXXXXX".utf8CString)
  let made = template.withUnsafeMutableBufferPointer { buffer in
    buffer.baseAddress.flatMap { mkdtemp($0) }.map { String(cString: $0) }
  }
  let path = try #require(made)
  let result: Result<T, any Error>
  do {
    result = .success(try await body(path))
  } catch {
    result = .failure(error)
  }
  for folder in ["/owners", "/orders", ""] {
    for name in (try? PosixDisk().list(path + folder)) ?? [] { unlink("\(path)\(folder)/\(name)") }
    rmdir(path + folder)
  }
  return try result.get()
}

/// Opens a ledger, has `body` use it, and lets go of it as a process that ends does.
func use<T: Sendable>(
  _ disk: FakeDisk, _ name: String = "me", _ body: (Ledger) async throws -> T
) async throws -> T {
  let ledger = try await Ledger.open(at: "/state", disk: disk, clocks: disk, instance: try instance(name))
  let result = try await body(ledger)
  await ledger.close()
  return result
}
