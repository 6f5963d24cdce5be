/// Lists of many lengths: neither the rate nor the memory may follow their length.
struct Growth {
  let options: BenchOptions
  let scratch: Scratch

  private static let usual = 10_000

  func measure() throws(SystemFault) -> BenchSection {
    let counts = [1000, Self.usual, 100_000, 1_000_000].filter { $0 <= options.most }
    var section = BenchSection(
      key: "check.growth", title: "Lists of many lengths", notes: [],
      goal: "at 1,000,000 names 0.9 of the rate at 10,000, and 120 MB",
      columns: [
        .init(key: "perSecond", title: "names a second", unit: .perSecond, showsRange: true),
        .init(key: "cpuSecondsEach", title: "CPU each", unit: .seconds),
        .init(key: "peakBytes", title: "memory at most", unit: .bytes),
        .init(key: "rateRatio", title: "of the rate at 10,000", unit: .ratio),
      ])
    let rivals = try counts.map { (count) throws(SystemFault) in try rival(count) }
    // The long lists take minutes: once. A run of the usual length before and after each shows what the machine did.
    var runs: [[Rival.Run]] = []
    var usual: [Rival.Run] = []
    for (count, rival) in zip(counts, rivals) {
      var own: [Rival.Run] = []
      for _ in 0..<(count > 100_000 ? 1 : options.rounds) {
        own.append(try rival.run(scratch))
        if counts.count > 1 { usual.append(try rivals[1].run(scratch)) }
      }
      runs.append(own)
    }
    let rate = Figure((usual.isEmpty ? runs[0] : usual).map(\.rate)).median
    for (index, count) in counts.enumerated() {
      let own = count == Self.usual && !usual.isEmpty ? usual : runs[index]
      let ratio = own.figure { $0.rate / rate }
      section.rows.append(
        BenchSection.Row(
          name: rivals[index].name,
          figures: [own.figure(\.rate), own.figure(\.cpuEach), own.figure(\.peakBytes), ratio],
          isMet: count < 1_000_000 ? nil : ratio.median >= 0.9 && own.figure(\.peakBytes).median < 120e6))
    }
    return section
  }

  private func rival(_ count: Int) throws(SystemFault) -> Rival {
    let list = scratch.path + "/list-\(count)"
    let reports = scratch.path + "/reports"
    try BenchWorld.write(count, to: list, BenchWorld.name)
    let name = "\(Unit.grouped(count)) names"
    return Rival(name: name, arguments: BenchWorld.check(list, reports: reports)) { (end, _) throws(SystemFault) in
      try Rival.ended(end, name)
      try BenchWorld.demand(ready: count, of: count, in: reports)
      return Double(count)
    }
  }
}
