import EventLoop
import Gate
import JSONText
import Network
import Options
import Pipeline
import Readiness
import Reports

/// `preflight plan FILE`: how long the list takes at a CA, without touching the network.
enum PlanCommand {
  static func run(
    _ arguments: [String], _ values: OptionValues, _ context: Context
  ) async throws(CommandError) -> ExitCode {
    let options: GateOptions
    let state: String?
    let perOrder: Int
    do throws(UsageError) {
      options = try GateOptions(values, for: .plan)
      state = try? OptionReader(values: values, command: .plan).stateDirectory(context.environment)
      perOrder = values.integer(.namesPerOrder)
    } catch {
      throw .usage(error)
    }
    let output = try OutputOptions(values, context)
    let profile = try Profiles.find(options.ca, for: .plan)
    let list = try await read(arguments.first ?? "-", perOrder: min(perOrder, profile.namesPerCertificate), context)
    for problem in list.problems { context.say(Inert.text(problem, limit: 400)) }
    let plans = try await plans(options, profile, list.orders, state: state, context)
    if output.format == .text {
      try output.write(PlanText.block(plans.own, others: plans.others, style: output.resultStyle, width: output.width))
    } else {
      var writer = JSONWriter(reservingCapacity: 8192)
      PlanJSON.write(plans.own, to: &writer)
      writer.endLine()
      try output.write(writer.bytes)
    }
    var code = ExitCode()
    code.inputFailed = !list.problems.isEmpty
    code.isNotReady = !plans.own.impossible.isEmpty
    return code
  }

  private static func plans(
    _ options: GateOptions, _ profile: CAProfile, _ orders: [NameSet], state: String?, _ context: Context
  ) async throws(CommandError) -> (own: Plan, others: [Plan]) {
    let gate = options.gate(profile)
    var (book, now, notices) = try LedgerAccess.read(
      state, gate, context, isExpected: false, remedy: "nothing of it is counted here")
    notices.forEach(context.say)
    if let authority = book.authority, !authority.mayBe(profile) { book = Book(limits: gate.limits) }
    let own = Planner(gate: gate).plan(orders, book: book, now: now)
    // What it would be elsewhere: with an empty ledger, because another CA has counted nothing yet.
    let others = CAProfile.builtIn.filter { $0.name != profile.name && !$0.limits.isEmpty }.map { other in
      let gate = Gate(profile: other)
      return Planner(gate: gate).plan(orders, book: Book(limits: gate.limits), now: now)
    }
    return (own, others)
  }

  private struct List {
    var orders: [NameSet] = []
    var problems: [String] = []
  }

  private static func read(_ path: String, perOrder: Int, _ context: Context) async throws(CommandError) -> List {
    let loop: Loop
    do {
      loop = try Loop(clocks: context.clocks)
    } catch {
      throw .system("\(error)")
    }
    let policy = NamePolicy(method: .http01)
    let source = try RequestFile(path, canonical: { policy.canonical($0) }, loop: loop)
    var list = List()
    var seen: Set<NameSet> = []
    var grouper = OrderGrouper(namesPerOrder: perOrder)
    func add(_ request: Request) {
      if seen.insert(request.key).inserted { list.orders.append(request.key) }
    }
    while true {
      let lines = await source.next()
      if lines.isEmpty { break }
      for line in lines {
        switch line.line {
        case .blank: break
        case .rejected(let reason): list.problems.append("line \(line.number): \(reason)")
        case .request(let request, let targets):
          for group in grouper.add(request, line: line.number, targets: targets) { add(group.request) }
        }
      }
    }
    for group in grouper.flush() { add(group.request) }
    let failure = await source.failure
    await loop.stop()
    if let failure { throw failure }
    return list
  }
}

extension NamePolicy {
  /// The form of a name by which requests are compared: A-labels, lower case, no trailing dot.
  func canonical(_ name: String) -> String {
    switch evaluate(name, toASCII: { IDNA.toASCII($0) }) {
    case .success(let candidate): candidate.ascii
    case .failure(let refusal): refusal.name.lowercased()
    }
  }
}
