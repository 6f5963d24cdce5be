import Addressing
import DNSWire
import EventLoop
import Glibc
import Network
import Timing

/// The stub resolver beside dnsperf, and the HTTP client beside wrk: with nothing else to do.
struct QuestionsAlone {
  let options: BenchOptions
  let scratch: Scratch

  static let atOnce = 256

  func measure() throws(SystemFault) -> [BenchSection] {
    let list = scratch.path + "/questions"
    try BenchWorld.write(options.list, to: list) { number in
      ["A", "AAAA", "CAA"].map { "\(BenchWorld.name(number)) \($0)" }.joined(separator: "\n")
    }
    let count = options.list
    let resolver = again("preflight's resolver", AloneChild.resolver, 3 * count)
    let dnsperf = Rival(
      name: "dnsperf",
      arguments: [
        "dnsperf", "-s", BenchWorld.resolver, "-d", list, "-e", "-q", "\(Self.atOnce)", "-c", "8", "-T", "1", "-n", "1",
      ]
    ) { (end, output) throws(SystemFault) in
      try Rival.ended(end, "dnsperf")
      guard let done = Rival.number(after: "Queries completed:", in: output), done >= Double(3 * count) * 0.999 else {
        throw SystemFault(saying: "dnsperf's questions were not answered: \(output)")
      }
      return done
    }
    let fetcher = again("preflight's HTTP client", AloneChild.fetcher, count)
    let runs = try Rival.rounds(options.rounds, [resolver, dnsperf, fetcher], scratch)
    return [
      section(
        "check.dns", "DNS alone: \(Unit.grouped(3 * count)) questions", [resolver, dnsperf], Array(runs[..<2]), 1.3),
      section("check.http", "HTTP alone: \(Unit.grouped(count)) fetches", [fetcher], [runs[2]], nil),
    ]
  }

  private func section(_ key: String, _ title: String, _ rivals: [Rival], _ runs: [[Rival.Run]], _ goal: Double?)
    -> BenchSection
  {
    var section = BenchSection(
      key: key, title: "\(title), \(Self.atOnce) at once", notes: [],
      goal: goal.map { "\($0) × dnsperf's rate" } ?? "none of its own",
      columns: [
        .init(key: "perSecond", title: "a second", unit: .perSecond, showsRange: true),
        .init(key: "cpuSecondsEach", title: "CPU each", unit: .seconds),
        .init(key: "rateRatio", title: "preflight's rate", unit: .times),
        .init(key: "cpuRatio", title: "preflight's CPU", unit: .times),
      ])
    for (index, rival) in rivals.enumerated() {
      let rate = runs[0].figure(by: runs[index], \.rate)
      section.rows.append(
        BenchSection.Row(
          name: rival.name,
          figures: [
            runs[index].figure(\.rate), runs[index].figure(\.cpuEach), rate,
            runs[0].figure(by: runs[index], \.cpuEach),
          ], isMet: index == 0 ? nil : goal.map { rate.median >= $0 }))
    }
    return section
  }

  private func again(_ name: String, _ what: String, _ count: Int) -> Rival {
    Rival(name: name, arguments: ["/proc/self/exe", AloneChild.verb, what, "\(options.list)"]) {
      (end, output) throws(SystemFault) in
      try Rival.ended(end, name)
      guard Rival.number(before: "answered", in: output) == Double(count) else {
        throw SystemFault(saying: "\(name) was not answered well: \(output)")
      }
      return Double(count)
    }
  }
}

/// The resolver or the HTTP client in a process of its own.
enum AloneChild {
  static let verb = "alone"
  static let resolver = "resolver"
  static let fetcher = "fetcher"

  static func run(_ arguments: [String]) async -> Int32 {
    guard arguments.count == 2, let count = Int(arguments[1]), let address = IPAddress(BenchWorld.resolver) else {
      return 2
    }
    do {
      let loop = try Loop()
      let asking =
        arguments[0] == resolver
        ? Asking(3 * count, on: loop, questions(loop, to: address)) : Asking(count, on: loop, try fetches(loop))
      print(await drive(asking, on: loop), "answered")
      return 0
    } catch {
      Standard.say("\(error)")
      return 1
    }
  }

  private static func questions(_ loop: Loop, to address: IPAddress) -> @Sendable (Int) async -> Bool {
    let resolver = StubResolver(
      loop: loop,
      settings: ResolverSettings(
        servers: [Endpoint(address, port: 53)], maximumInFlight: QuestionsAlone.atOnce))
    return { number in
      guard let name = DNSName(BenchWorld.name(number / 3)) else { return false }
      let query = Query(name: name, type: [.a, .aaaa, .caa][number % 3])
      return (try? await resolver.ask(query, deadline: .never))?.responseCode == .noError
    }
  }

  private static func fetches(_ loop: Loop) throws -> @Sendable (Int) async -> Bool {
    let client = try HTTPClient(loop: loop)
    return { number in
      guard let url = ParsedURL("http://\(BenchWorld.name(number))\(BenchWorld.token)"),
        let address = IPAddress(BenchWorld.address(number))
      else { return false }
      let request = FetchRequest(
        url: url, address: address, port: 80, dialTimeout: .seconds(10), timeout: .seconds(20), userAgent: "bench")
      guard case .success(let answer) = await client.fetch(request) else { return false }
      return answer.status == 200
    }
  }

  private static func drive(_ asking: Asking, on loop: Loop) async -> Int {
    await withDiscardingTaskGroup { group in
      for _ in 0..<QuestionsAlone.atOnce {
        group.addTask(executorPreference: loop.taskExecutor) { await asking.work() }
      }
    }
    return await asking.good
  }
}

/// One thing after the other until all are done; many of these work at once.
private actor Asking {
  private let loop: Loop
  private let count: Int
  private let ask: @Sendable (Int) async -> Bool
  private var next = 0
  private(set) var good = 0

  nonisolated var unownedExecutor: UnownedSerialExecutor { loop.unownedExecutor }

  /// - Parameter ask: Does one of so many, and says whether it was answered well.
  init(_ count: Int, on loop: Loop, _ ask: @escaping @Sendable (Int) async -> Bool) {
    self.count = count
    self.loop = loop
    self.ask = ask
  }

  func work() async {
    while next < count {
      next += 1
      if await ask(next - 1) { good += 1 }
    }
  }
}
