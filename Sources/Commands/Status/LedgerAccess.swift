import Gate
import Ledger
import Reports

/// Opens or reads the ledger of a state directory.
enum LedgerAccess {
  /// Changes the ledger in one transaction. One that is not there is not made.
  static func change<T: Sendable>(
    _ directory: String, _ gate: Gate, _ context: Context,
    _ body: @escaping @Sendable (inout Transaction) -> T
  ) async throws(CommandError) -> T {
    guard Ledger.exists(at: directory) else { throw .noLedger(in: directory) }
    let ledger = try await open(directory, gate, context)
    do throws(LedgerError) {
      let result = try await ledger.transact(body)
      await ledger.close()
      return result
    } catch {
      throw .system("\(error)")
    }
  }

  static func open(
    _ directory: String, _ gate: Gate, _ context: Context, compactsGrown: Bool = true
  ) async throws(CommandError) -> Ledger {
    var random = SystemRandomNumberGenerator()
    do throws(LedgerError) {
      return try await Ledger.open(
        at: directory, clocks: context.clocks, instance: .current(using: &random), limits: gate.limits,
        compactsGrown: compactsGrown)
    } catch {
      throw .system("\(error)")
    }
  }

  /// For commands that change nothing: they make no directory and wait for nobody.
  ///
  /// - Returns: also what there is to say of the ledger, for people.
  /// - Parameter isExpected: whether it is worth a word that there is no ledger.
  static func read(
    _ directory: String?, _ gate: Gate, _ context: Context, isExpected: Bool = true
  ) throws(CommandError) -> (book: Book, now: Moment, notices: [String]) {
    let now = LedgerInstance.moment(context.clocks)
    guard let directory else { return (Book(limits: gate.limits), now, []) }
    let reading: LedgerReading
    do throws(LedgerError) {
      reading = try Ledger.read(at: directory, limits: gate.limits, now: now)
    } catch {
      throw .system("\(error)")
    }
    let absence = !reading.exists && isExpected ? ["there is no ledger in \(directory) yet"] : []
    return (reading.book, now, (absence + reading.notices).map { Inert.text($0, limit: 1000) })
  }
}
