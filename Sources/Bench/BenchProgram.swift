import Glibc

/// `preflight-bench`: measures, and prints what came out.
public enum BenchProgram {
  public static func main() async {
    let arguments = Array(CommandLine.arguments.dropFirst())
    if arguments.first == OpeningChild.verb { exit(await OpeningChild.run(Array(arguments.dropFirst()))) }
    if arguments.first == AloneChild.verb { exit(await AloneChild.run(Array(arguments.dropFirst()))) }
    do {
      let options = try BenchOptions(arguments)
      if options.wantsHelp { return print(BenchOptions.help) }
      let report = try await run(options)
      print(options.isJSON ? report.json : report.text, terminator: "")
    } catch {
      Standard.say("preflight-bench: \(error)")
      exit(error is BenchOptions.Fault ? 2 : 1)
    }
  }

  private static func run(_ options: BenchOptions) async throws -> BenchReport {
    let scratch = try Scratch(in: options.directory)
    defer { scratch.remove() }
    var report = BenchReport(machine: .this(directory: scratch.path))
    switch options.stage {
    case .check:
      report.sections.append(try WholeCheck(options: options, scratch: scratch).measure())
      report.sections += try QuestionsAlone(options: options, scratch: scratch).measure()
    case .holes: report.sections.append(try BlackHoles(options: options, scratch: scratch).measure())
    case .growth: report.sections.append(try Growth(options: options, scratch: scratch).measure())
    case .start: report.sections.append(try StartUp(options: options, scratch: scratch).measure())
    case .parts: report.sections.append(Parts(options: options).measure())
    case .ledger:
      report.sections.append(try await DurableRate(options, scratch).measure())
      report.sections.append(try await OpeningTime(options, scratch).measure())
    }
    return report
  }
}
