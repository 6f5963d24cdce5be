import Gate
import Ledger

/// Opens the ledger of a state directory.
enum LedgerAccess {
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
