import Gate
import Glibc
import Ledger
import Timing

/// Opens the ledger of a state directory.
enum LedgerAccess {
  /// What a ledger holds, and the moment at which it was read; an empty book where there is none yet.
  static func read(
    _ directory: String?, _ gate: Gate, _ context: Context
  ) async throws(CommandError) -> (Book, Moment) {
    var random = SystemRandomNumberGenerator()
    let boot = LedgerInstance.current(using: &random).boot
    let now = Moment(date: context.clocks.timestamp(), boot: boot, instant: context.clocks.instant())
    guard let directory, access(directory + "/journal.ndjson", F_OK) == 0 else {
      return (Book(limits: gate.limits), now)
    }
    let ledger = try await open(directory, gate, context)
    let book = await ledger.view { $0 }
    await ledger.close()
    return (book, now)
  }

  /// Changes the ledger in one transaction. One that is not there is not made.
  static func change<T: Sendable>(
    _ directory: String, _ gate: Gate, _ context: Context,
    _ body: @escaping @Sendable (inout Transaction) -> T
  ) async throws(CommandError) -> T {
    guard access(directory + "/journal.ndjson", F_OK) == 0 else {
      throw .input("there is no ledger in \(directory): give its directory with --state")
    }
    let ledger = try await open(directory, gate, context)
    do throws(LedgerError) {
      let result = try await ledger.transact(body)
      await ledger.close()
      return result
    } catch {
      throw .system("\(error)")
    }
  }

  static func open(_ directory: String, _ gate: Gate, _ context: Context) async throws(CommandError) -> Ledger {
    var random = SystemRandomNumberGenerator()
    do throws(LedgerError) {
      return try await Ledger.open(
        at: directory, clocks: context.clocks, instance: .current(using: &random), limits: gate.limits)
    } catch {
      throw .system("\(error)")
    }
  }
}
