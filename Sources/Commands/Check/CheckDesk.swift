import Readiness
import Reports

/// Where reports arrive from many tasks and leave one after the other.
actor CheckDesk {
  private var output: CheckOutput
  private let file: String
  private let context: Context
  private var failure: CommandError?
  private var isClosed = false
  private var isEmpty = true

  init(_ output: CheckOutput, file: String, _ context: Context) {
    self.output = output
    self.file = file
    self.context = context
  }

  /// False when nothing more is wanted: the output takes no more, or the user has interrupted.
  func show(_ report: Report) -> Bool {
    isEmpty = false
    guard !isClosed else { return false }
    do throws(CommandError) {
      try output.show(report)
      return true
    } catch {
      failure = error
      isClosed = true
      return false
    }
  }

  func reject(line: Int, reason: String) {
    isEmpty = false
    output.reject(line: line, reason: reason, of: source, context)
  }

  /// What comes from now on was cut off, and says nothing.
  func close() {
    isClosed = true
  }

  func finish(signal: Int32?) throws(CommandError) -> ExitCode {
    if let failure { throw failure }
    var code = try output.finish()
    if let signal {
      code.signal = signal
    } else if isEmpty, !file.isEmpty {
      // Exit code 0 all the same: of no names, all are ready. A job whose list was lost should hear of it.
      context.say("\(source) holds no names: nothing was checked")
    }
    return code
  }

  private var source: String { file == "-" ? "standard input" : file }
}
