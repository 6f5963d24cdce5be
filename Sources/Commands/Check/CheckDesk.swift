import Readiness
import Reports

/// Where reports arrive from many tasks and leave one after the other.
actor CheckDesk {
  private var output: CheckOutput
  private let file: String
  private let context: Context
  private var failure: CommandError?
  private var isClosed = false

  init(_ output: CheckOutput, file: String, _ context: Context) {
    self.output = output
    self.file = file
    self.context = context
  }

  /// False when nothing more is wanted: the output takes no more, or the user has interrupted.
  func show(_ report: Report) -> Bool {
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
    output.reject(line: line, reason: reason, of: file == "-" ? "standard input" : file, context)
  }

  /// What comes from now on was cut off, and says nothing.
  func close() {
    isClosed = true
  }

  func finish(signal: Int32?) throws(CommandError) -> ExitCode {
    if let failure { throw failure }
    var code = try output.finish()
    if let signal { code.signal = signal }
    return code
  }
}
