import Checking
import EventLoop
import Options
import Readiness
import Reports

/// `preflight check`: one verdict per name.
enum CheckCommand {
  static func run(_ names: [String], _ values: OptionValues, _ context: Context) async throws(CommandError) -> ExitCode
  {
    let options: CheckOptions
    let choices: [ReportChoice]
    do throws(UsageError) {
      options = try CheckOptions(values, for: .check)
      choices = try ReportChoice.read(OptionReader(values: values, command: .check))
      if names.isEmpty, values.text(.from) == nil {
        throw UsageError(
          .missingArgument, "no name to check: give names, or --from FILE with one a line", command: .check)
      }
    } catch {
      throw .usage(error)
    }
    let output = try OutputOptions(values, context)
    let isSingle = names.count == 1 && values.text(.from) == nil
    var settings = output.settings(.check, list: values.text(.from), context)
    settings.isSingle = isSingle
    settings.expected = options.targets.map(\.description)
    let files = try ReportFiles(
      choices, settings, summary: GitHubActions.summary(output.format, context), context)
    let reports = CheckOutput(output, settings, files: files)
    return try await check(names, from: values.text(.from), options, reports, output, context)
  }

  private static func check(
    _ names: [String], from: String?, _ options: CheckOptions, _ reports: CheckOutput,
    _ output: OutputOptions, _ context: Context
  ) async throws(CommandError) -> ExitCode {
    let profile = try Profiles.find(options.ca, for: .check)
    let state = StateDirectory.standard(context.environment)
    let engine = try CheckEngine(options, profile: profile, state: state, clocks: context.clocks)
    do throws(CommandError) {
      let notices = try await engine.prepare()
      // With one name the report says it itself.
      let alone = names.count == 1 && from == nil ? names.first : nil
      if alone == nil, !output.isQuiet { notices.forEach(context.say) }
      let source = try NameSource(names, from: from, loop: engine.loop)
      let desk = CheckDesk(
        reports, file: from ?? "", loop: engine.loop, concurrency: options.concurrency, context
      ) {
        await source.stop()
        await engine.cancel()
      }
      let progress = ProgressTicker(output, context, loop: engine.loop)
      let (_, signal) = await Interruption(signals: context.signals, loop: engine.loop).during {
        await progress.during {
          await desk.check(source, engine.checker, tasks: engine.loop.taskExecutor)
        } look: {
          await desk.look(source, alone: alone)
        }
      } first: {
        await desk.close()
        await source.stop()
        await engine.cancel()
      } second: { signal in
        // A reader that does not read holds up what is left to write.
        engine.abandon()
        reports.files.abandon()
        context.liveLine?.endAtOnce()
        context.leave(128 + signal)
      }
      if let failure = await source.failure {
        // What was found until then stands, in the files of --report too.
        if await !desk.isEmpty { _ = try await desk.finish(signal: signal) }
        throw failure
      }
      let code = try await desk.finish(signal: signal)
      if signal != nil { context.say(await desk.leftover(source, alone: alone)) }
      if let notice = await engine.checker.notice, !output.isQuiet { context.say(notice) }
      // Last: nobody on the loop's thread answers any more.
      await engine.close()
      return code
    } catch {
      await engine.close()
      throw error
    }
  }
}
