import Gate
import Ledger
import Reports

/// Opens or reads the ledger of a state directory.
enum LedgerAccess {
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

  /// For commands that change nothing: they make no directory, wait for nobody, and say what they noticed.
  static func read(
    _ directory: String, _ gate: Gate, _ context: Context
  ) throws(CommandError) -> (reading: LedgerReading, now: Moment) {
    let now = LedgerInstance.moment(context.clocks)
    let reading: LedgerReading
    do throws(LedgerError) {
      reading = try Ledger.read(at: directory, limits: gate.limits, now: now)
    } catch {
      throw .system("\(error)")
    }
    if !reading.exists { context.say(Inert.text("there is no ledger in \(directory) yet", limit: 1000)) }
    for notice in reading.notices { context.say(Inert.text(notice, limit: 1000)) }
    return (reading, now)
  }
}
