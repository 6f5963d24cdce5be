import EventLoop
import Options
import Reports
import Timing

/// `preflight status --watch`: looks again and again, until somebody interrupts it or nobody reads any more.
actor StatusWatch {
  private let options: StatusOptions
  private let output: OutputOptions
  private let context: Context
  private let loop: Loop
  private var isStopped = false
  private var sleeping: Task<Void, Never>?

  /// Between two looks.
  private static let interval = Duration.seconds(2)
  /// To the upper left corner, and everything below it erased.
  private static let redraw = "\u{1b}[H\u{1b}[J"

  nonisolated var unownedExecutor: UnownedSerialExecutor { loop.unownedExecutor }

  private init(_ options: StatusOptions, _ output: OutputOptions, _ context: Context, _ loop: Loop) {
    self.options = options
    self.output = output
    self.context = context
    self.loop = loop
  }

  static func run(
    _ options: StatusOptions, _ output: OutputOptions, _ context: Context
  ) async throws(CommandError) -> ExitCode {
    let loop: Loop
    do throws(LoopError) {
      loop = try Loop(clocks: context.clocks)
    } catch {
      throw .system("\(error)")
    }
    let watch = StatusWatch(options, output, context, loop)
    let (failure, signal) = await Interruption(signals: context.signals, loop: loop).during {
      await watch.look()
    } first: {
      await watch.stop()
    } second: {
      context.leave(128 + $0)
    }
    await loop.stop()
    if let failure { throw failure }
    var code = ExitCode()
    code.signal = signal
    return code
  }

  /// A terminal that cannot move its cursor gets one look below the other.
  private var redraws: Bool { output.isTerminal && context.environment["TERM"] != "dumb" }

  private func look() async -> CommandError? {
    var said: Set<String> = []
    while !isStopped {
      do throws(CommandError) {
        let (status, notices) = try StatusCommand.read(options, context)
        for notice in notices where said.insert(notice).inserted { context.say(notice) }
        let before = redraws ? Self.redraw : "\(status.at.text)\n"
        let width = output.isTerminal ? context.widthNow().map { min($0, OutputOptions.widest) } : nil
        try StatusCommand.show(status, output, before: before, width: width)
      } catch {
        return error
      }
      let task = Task { await loop.sleep(until: loop.clocks.instant() + Self.interval) }
      sleeping = task
      await task.value
    }
    return nil
  }

  private func stop() {
    isStopped = true
    sleeping?.cancel()
  }
}
