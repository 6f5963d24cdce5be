import Checking
import EventLoop
import Options
import Reports
import Timing

/// `preflight doctor`: whether this host can check at all.
enum DoctorCommand {
  static func run(_ values: OptionValues, _ context: Context) async throws(CommandError) -> ExitCode {
    let options: DoctorOptions
    do throws(UsageError) {
      options = try DoctorOptions(values, environment: context.environment)
    } catch {
      throw .usage(error)
    }
    let profile = try Profiles.find(options.check.ca, for: .doctor)
    let output = try OutputOptions(values, context)
    let loop: Loop
    do throws(LoopError) {
      loop = try Loop(clocks: context.clocks)
    } catch {
      throw .system("\(error)")
    }
    let clients = try DoctorClients(options, loop)
    let (checks, signal) = await Interruption(signals: context.signals, loop: loop).during {
      await examine(options, directory: options.directory(of: profile), clients)
    } first: {
      await clients.close()
    } second: { signal in
      context.leave(128 + signal)
    }
    await clients.close()
    await loop.stop()
    var code = ExitCode()
    code.signal = signal
    // What was cut off says nothing.
    guard signal == nil else { return code }
    if output.format == .text {
      try output.write(DoctorText.block(checks, style: output.resultStyle, width: output.width))
    } else {
      try output.writeOne { DoctorJSON.write(checks, to: &$0) }
    }
    code.isNotReady = checks.contains { $0.standing == .broken }
    return code
  }

  /// Everything at once: each waits for something else.
  private static func examine(_ options: DoctorOptions, directory: String?, _ clients: DoctorClients) async
    -> [HostCheck]
  {
    async let network = NetworkExamination(options: options, clients: clients).run()
    async let web = WebExamination(options: options, http: clients.http).run()
    async let authority = AuthorityExamination(directory: directory, web: clients.web, loop: clients.loop).run()
    let machine = [
      MachineExamination.files(concurrency: options.check.concurrency.active),
      StateExamination(path: options.state).run(),
    ]
    let (found, served, asked) = (await network, await web, await authority)
    let clock = ClockExamination(
      now: clients.loop.clocks.timestamp(), signatures: found.signatures, authority: asked.date)
    return found.checks + served.filter { $0.subject == .port80 } + [clock.run()] + machine
      + served.filter { $0.subject != .port80 } + [MachineExamination.openssl(), MachineExamination.libcurl()]
      + [asked.check]
  }
}
