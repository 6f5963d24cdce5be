import Gate
import JSONText
import Ledger
import Options
import Reports
import Timing

/// `preflight ledger verify`, `compact` and `export`: the journal itself.
enum LedgerCommand {
  static func verify(_ values: OptionValues, _ context: Context) throws(CommandError) -> ExitCode {
    let state = try StatusOptions.read(values, for: .ledgerVerify, context).state
    let output = try OutputOptions(values, context)
    let inspection = Ledger.inspect(at: state)
    if !inspection.reading.exists, inspection.fault == nil { throw .noLedger(in: state) }
    let model = JournalModel(inspection)
    if output.format == .text {
      try output.write(JournalText.block(model, style: output.resultStyle, width: output.width))
    } else {
      try output.writeOne { JournalJSON.write(model, to: &$0) }
    }
    var code = ExitCode()
    code.diskFailed = model.fault != nil
    return code
  }

  static func compact(_ values: OptionValues, _ context: Context) async throws(CommandError) -> ExitCode {
    let options = try StatusOptions.read(values, for: .ledgerCompact, context)
    let gate = options.gate.gate(try Profiles.find(options.gate.ca, for: .ledgerCompact))
    let output = try OutputOptions(values, context)
    guard Ledger.exists(at: options.state) else { throw .noLedger(in: options.state) }
    let ledger = try await LedgerAccess.open(options.state, gate, context, compactsGrown: false)
    for notice in await ledger.notices { context.say(Inert.text(notice, limit: 1000)) }
    let compaction: LedgerCompaction
    do throws(LedgerError) {
      compaction = try await ledger.compact()
    } catch {
      await ledger.close()
      throw .system("\(error)")
    }
    await ledger.close()
    let model = CompactionModel(
      path: compaction.path, before: .init(compaction.before), after: .init(compaction.after))
    if output.format == .text {
      try output.write(JournalText.line(model))
    } else {
      try output.writeOne { JournalJSON.write(model, to: &$0) }
    }
    return ExitCode()
  }
}

extension CommandError {
  static func noLedger(in directory: String) -> CommandError {
    .input("\(directory) holds no ledger: there is no journal.ndjson; give its directory with --state")
  }
}

extension JournalModel {
  fileprivate init(_ inspection: LedgerInspection) {
    let reading = inspection.reading
    self.init(
      path: reading.path, schema: LedgerReading.schema, created: reading.created, records: reading.records,
      snapshotRecords: reading.snapshotRecords, bytes: reading.bytes, tornBytes: reading.tornBytes,
      first: reading.first, last: reading.last, counts: reading.book.counts,
      fault: inspection.fault.map { Fault(code: $0.code, line: $0.line, reason: "\($0)") })
  }
}

extension CompactionModel.Size {
  fileprivate init(_ size: LedgerCompaction.Size) {
    self.init(records: size.records, bytes: size.bytes)
  }
}
