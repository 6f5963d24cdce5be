import Addressing
import DNSWire
import EventLoop
import Gate
import Ledger
import Readiness
import Reports
import Timing

/// What a check does without asking anybody, each part alone.
struct Parts {
  let options: BenchOptions

  func measure() -> BenchSection {
    var section = BenchSection(
      key: "parts", title: "The parts that ask nobody, one at a time", notes: [], goal: "none of their own",
      columns: [.init(key: "nanosecondsEach", title: "each", unit: .nanoseconds, showsRange: true)],
      chart: "nanosecondsEach")
    let name = BenchWorld.name(1)
    let policy = NamePolicy(method: .http01)
    section.rows.append(row("name policy") { (try? policy.evaluate(name) { _ in nil }.get()) == nil ? 0 : 1 })
    if let owner = DNSName(name), let address = IPAddress(BenchWorld.address(1)) {
      section.rows += dns(owner, address)
      section.rows.append(report(name, address))
    }
    section.rows += gate()
    return section
  }

  private func dns(_ owner: DNSName, _ address: IPAddress) -> [BenchSection.Row] {
    let query = Query(name: owner, type: .a)
    var packet: [UInt8] = []
    let question = Question(name: owner, type: .a)
    let answer = ResourceRecord(name: owner, type: .a, ttl: 300, data: .address(address))
    let reply = Message(question: question, answers: [answer]).encoded()
    return [
      row("DNS query written") {
        packet.removeAll(keepingCapacity: true)
        query.encode(id: 1, into: &packet)
        return packet.count
      },
      row("DNS reply read") { reply.withUnsafeBytes { (try? Message(parsing: $0))?.answers.count ?? 0 } },
    ]
  }

  private func report(_ name: String, _ address: IPAddress) -> BenchSection.Row {
    let hop = Probe.Hop(url: "http://\(name)\(BenchWorld.token)", address: address, status: 200)
    let report = Report(
      name: name, input: name, verdict: .ready, checkedAt: SystemClocks().timestamp(), duration: .milliseconds(12),
      findings: [], dns: DNSSummary(addresses: [.init(address: address, ttl: 300, expected: true)]),
      probes: [Probe(address: address, outcome: .served, status: 200, hops: [hop], duration: .milliseconds(8))])
    var stream = ReportStream(.ndjson)
    return row("report as a line of JSON") { stream.next(report).count }
  }

  private func gate() -> [BenchSection.Row] {
    let book = Book()
    let now = Moment(
      date: SystemClocks().timestamp(), boot: BenchLedger.instance().boot, instant: SystemClocks().instant())
    var number = 0
    return [
      row("gate: an order admitted") {
        number += 1
        return BenchLedger.gate.admit(BenchLedger.order(number).nameSet, book: book, now: now) == .reserve ? 1 : 0
      }
    ]
  }

  /// How long `body` takes; what it returns is counted, so that nothing of it is left out.
  private func row(_ name: String, _ body: () -> Int) -> BenchSection.Row {
    let clocks = SystemClocks()
    var sum = 0
    var rounds: [Double] = []
    for _ in 0..<options.rounds {
      var calls = 0
      let start = clocks.instant()
      let end = start + .nanoseconds(Int64(options.seconds * 1e9 / 10))
      repeat {
        for _ in 0..<100 { sum &+= body() }
        calls += 100
      } while clocks.instant() < end
      rounds.append(Double((clocks.instant() - start).nanoseconds) / Double(calls))
    }
    precondition(sum != 0, "\(name) does nothing")
    return BenchSection.Row(name: name, figures: [Figure(rounds)])
  }
}
