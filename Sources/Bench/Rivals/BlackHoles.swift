/// A list of which every fifth name is a black hole, each at an address of its own.
struct BlackHoles {
  let options: BenchOptions
  let scratch: Scratch

  private static let slots = 256.0
  private static let timeout = 1.0

  func measure() throws(SystemFault) -> BenchSection {
    let all = min(options.list, 5 * BenchWorld.holes)
    let dead = all / 5
    let live = scratch.path + "/live"
    let mixed = scratch.path + "/mixed"
    try BenchWorld.write(all - dead, to: live, BenchWorld.name)
    try BenchWorld.write(all, to: mixed) { $0 % 5 == 4 ? BenchWorld.dead($0 / 5) : BenchWorld.name($0) }
    let rivals = [
      rival("the live ones alone", live, all - dead, all - dead), rival("all", mixed, all - dead, all),
      rival("all, with --concurrency 256", mixed, all - dead, all, ["--concurrency", "256"]),
    ]
    let runs = try Rival.rounds(options.rounds, rivals, scratch)
    let wait = Double(dead) * Self.timeout / Self.slots
    let ideal = runs[0].map { max(wait, $0.seconds) }
    var section = BenchSection(
      key: "check.holes", title: "\(Unit.grouped(all)) names, of which \(Unit.grouped(dead)) are black holes",
      notes: ["--dial-timeout 1s. Ideal: the dead ones' time-outs side by side in 256 slots, or the live ones' time."],
      goal: "1.3 × the ideal time",
      columns: [
        .init(key: "seconds", title: "time", unit: .seconds, showsRange: true),
        .init(key: "idealSeconds", title: "ideal", unit: .seconds),
        .init(key: "idealRatio", title: "of the ideal", unit: .times),
      ])
    let unknown = Figure([.nan])
    section.rows = [.init(name: rivals[0].name, figures: [runs[0].figure(\.seconds), unknown, unknown])]
    for (rival, runs) in zip(rivals, runs).dropFirst() {
      let ratio = Figure(zip(runs, ideal).map { $0.seconds / $1 })
      section.rows.append(
        .init(
          name: rival.name, figures: [runs.figure(\.seconds), Figure(ideal), ratio], isMet: ratio.median <= 1.3))
    }
    return section
  }

  private func rival(_ name: String, _ list: String, _ ready: Int, _ all: Int, _ options: [String] = []) -> Rival {
    let reports = scratch.path + "/reports"
    let arguments = BenchWorld.check(list, reports: reports, ["--no-authoritative", "--dial-timeout", "1s"] + options)
    return Rival(name: name, arguments: arguments) { (_, _) throws(SystemFault) in
      try BenchWorld.demand(ready: ready, of: all, in: reports)
      return Double(all)
    }
  }
}
