import Checking
import EventLoop
import Gate
import Ledger
import Options
import Pipeline
import Readiness
import Reports
import Submission
import Timing

/// `preflight run`: check, gate, order, settle, until every request is done.
enum RunCommand {
  static func run(
    _ arguments: [String], _ values: OptionValues, _ context: Context
  ) async throws(CommandError) -> ExitCode {
    let options: RunOptions
    do throws(UsageError) {
      options = try RunOptions(values, input: arguments.first ?? "-", environment: context.environment)
    } catch {
      throw .usage(error)
    }
    let output = try OutputOptions(values, context)
    let events = try OutputOptions.open(options.events, context)
    let metrics = try options.metricsFile.map { path throws(CommandError) in try MetricsFile(path) }
    var settings = output.settings(.run, list: options.input, context)
    settings.expected = options.check.targets.map(\.description)
    let files = try ReportFiles(
      options.reports, settings, summary: GitHubActions.summary(output.format, context), context)
    return try await run(
      options, RunOutput(output, settings, files: files, events: events, metrics: metrics, context), context)
  }

  private static func run(
    _ options: RunOptions, _ events: RunOutput, _ context: Context
  ) async throws(CommandError) -> ExitCode {
    let profile = try Profiles.find(options.check.ca, for: .run)
    let gate = options.gate.gate(profile, orderTimeout: options.orderTimeout)
    let ledger = try await LedgerAccess.open(options.state, gate, context)
    for notice in await ledger.notices { events.notice(notice) }
    let engine: CheckEngine
    do throws(CommandError) {
      try await LedgerAccess.expect(
        profile.identity(at: options.submitter.directoryURL), of: ledger, in: options.state, isFirst: true)
      engine = try CheckEngine(options.check, profile: profile, state: options.state, clocks: context.clocks)
    } catch {
      await ledger.close()
      throw error
    }
    do throws(CommandError) {
      // Before an account is made at the CA for a list that is not there.
      let source = try RequestFile(options.input, canonical: engine.canonical, loop: engine.loop)
      let submitter = try options.submitter.submitter(options.surroundings(profile, engine, ledger, context))
      try await SubmitterChoice.prepare(submitter, ledger, gate)
      for notice in try await engine.prepare() { events.notice(notice) }
      let run = Run(
        settings: options.settings(gate, engine), checking: engine.checker, ledger: ledger, submitter: submitter,
        clocks: context.clocks, sleeping: engine.loop, observe: { events.observe($0) }, notice: { events.notice($0) })
      let grace = options.grace
      let outlook = RunOutlook(run, gate: gate, loop: engine.loop)
      let progress = ProgressTicker(events.output, context, loop: engine.loop)
      let (end, signal) = await Interruption(signals: context.signals, loop: engine.loop).during {
        await progress.during {
          await outcome(run, source)
        } look: {
          await outlook.look()
        }
      } first: {
        await outlook.stop()
        events.notice(RunEnding.first(underWay: await run.ordersUnderWay, grace: grace))
        await run.stop()
        await source.stop()
        await engine.cancel()
        await submitter.shutDown(grace: grace)
      } second: { _ in
        submitter.shutDownNow()
      }
      // Nothing runs any more, but what serves all orders.
      await submitter.shutDown(grace: .zero)
      if let notice = await engine.checker.notice { events.notice(notice) }
      // Whatever became of the run: what was done until then is in the reports.
      events.finish(OutputEnding(at: context.clocks.timestamp(), wasInterrupted: signal != nil))
      let summary = try end.get()
      if let failure = await source.failure { throw failure }
      if signal != nil { events.notice(RunEnding.last(summary, state: options.state)) }
      // Last: nobody on the loop's thread answers any more.
      await engine.close()
      await ledger.close()
      var code = events.code
      if let signal { code.signal = signal }
      code.leftWaiting = summary.waiting + summary.pending > 0
      return code
    } catch {
      await engine.close()
      await ledger.close()
      throw error
    }
  }

  private static func outcome(_ run: Run, _ source: RequestFile) async -> Result<RunSummary, CommandError> {
    do throws(LedgerError) {
      return .success(try await run.run(source))
    } catch {
      return .failure(.system("\(error)"))
    }
  }
}

extension RunOptions {
  fileprivate func surroundings(
    _ profile: CAProfile, _ engine: CheckEngine, _ ledger: Ledger, _ context: Context
  ) -> SubmitterSurroundings {
    SubmitterSurroundings(
      state: state, probe: check.probe, orderTimeout: orderTimeout, profile: profile, loop: engine.loop,
      environment: context.environment,
      // A ledger that cannot be read ends the run by itself.
      isOpen: { id in (try? await ledger.transact { $0.book.openOrders[id] != nil }) ?? true },
      say: { context.say(Inert.text($0, limit: 1000)) })
  }

  fileprivate func settings(_ gate: Gate, _ engine: CheckEngine) -> RunSettings {
    var settings = RunSettings(gate: gate)
    settings.concurrency = check.concurrency
    settings.maximumWaiting = maxWaiting
    settings.readyFor = readyFor
    settings.maximumWait = maxWait
    settings.recheckFor = recheckFor
    settings.forced = Set(forced.map(engine.canonical))
    settings.namesPerOrder = min(namesPerOrder, gate.profile.namesPerCertificate)
    settings.dropsUnreadyNames = dropsUnreadyNames
    return settings
  }
}
