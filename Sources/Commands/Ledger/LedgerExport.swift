import Gate
import Ledger
import Options
import Reports

/// `preflight ledger export`: the records for other tools.
enum LedgerExport {
  static func run(_ values: OptionValues, _ context: Context) throws(CommandError) -> ExitCode {
    let state = try StatusOptions.read(values, for: .ledgerExport, context).state
    guard Ledger.exists(at: state) else { throw .noLedger(in: state) }
    let output = try OutputOptions(values, context)
    var sink = Sink(output: output, format: values.isGiven(.format) ? output.format : .ndjson)
    let reading: LedgerReading
    let failure: CommandError?
    do throws(LedgerError) {
      (reading, failure) = try Ledger.records(at: state) { entry, object throws(CommandError) in
        try sink.take(entry, object)
      }
    } catch {
      throw .system("\(error)")
    }
    if let failure { throw failure }
    for notice in reading.notices { context.say(Inert.text(notice, limit: 1000)) }
    try sink.finish()
    return ExitCode()
  }

  /// Gathers records into writes of a sensible size: a journal can be long.
  private struct Sink {
    let output: OutputOptions
    let format: ReportFormat
    private var buffer: [UInt8] = []
    private var isFirst = true

    init(output: OutputOptions, format: ReportFormat) {
      self.output = output
      self.format = format
    }

    mutating func take(_ entry: LedgerEntry, _ object: [UInt8]) throws(CommandError) {
      switch format {
      case .text: buffer += JournalText.line(entry).utf8
      case .ndjson:
        buffer += object
        buffer.append(10)
      default:
        buffer += (isFirst ? "[" : ",\n").utf8
        buffer += object
      }
      isFirst = false
      guard buffer.count >= 1 << 18 else { return }
      try output.write(buffer)
      buffer.removeAll(keepingCapacity: true)
    }

    mutating func finish() throws(CommandError) {
      if format == .json { buffer += (isFirst ? "[]\n" : "]\n").utf8 }
      try output.write(buffer)
    }
  }
}
