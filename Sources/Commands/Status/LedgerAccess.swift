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

  /// Holds the ledger to one CA: what another has issued or counts says nothing of this one.
  ///
  /// - Parameter isFirst: whether the ledger becomes this CA's where it is nobody's yet.
  static func expect(
    _ authority: CAIdentity, of ledger: Ledger, in directory: String, isFirst: Bool
  ) async throws(CommandError) {
    let other: (authority: CAIdentity, hasOrdered: Bool)?
    do throws(LedgerError) {
      other = try await ledger.transact { transaction in
        if let known = transaction.book.authority {
          return known.isSame(as: authority) ? nil : (known, transaction.book.hasOrdered)
        }
        if isFirst { transaction.append(.serves(authority)) }
        return nil
      }
    } catch {
      throw .system("\(error)")
    }
    guard let (known, hasOrdered) = other else { return }
    var words = "the ledger in \(directory) counts what \(known) has issued, not \(authority): "
    if known.name == authority.name, let url = known.directoryURL { words += "give --directory \(url), or " }
    words += "give each CA a directory of its own with --state"
    // A wrong word on the command line was enough to make it that CA's.
    if !hasOrdered { words += "; nothing was ordered there yet: without its journal.ndjson it is nobody's again" }
    throw .input(Inert.text(words, limit: 1000))
  }

  /// For commands that change nothing: they make no directory and wait for nobody.
  ///
  /// - Returns: also what there is to say of the ledger, for people.
  /// - Parameters:
  ///   - isExpected: whether it is worth a word that there is no ledger.
  ///   - remedy: what follows from the ledger being of another CA.
  static func read(
    _ directory: String?, _ gate: Gate, _ context: Context, isExpected: Bool = true,
    remedy: String = "say --ca"
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
    var mismatch: [String] = []
    if let authority = reading.book.authority, !authority.mayBe(gate.profile) {
      mismatch = ["the ledger in \(directory) is of \(authority), not of \(gate.profile.name): \(remedy)"]
    }
    return (reading.book, now, (absence + reading.notices + mismatch).map { Inert.text($0, limit: 1000) })
  }
}
