/// From nothing to the answer.
struct StartUp {
  let options: BenchOptions
  let scratch: Scratch

  /// A moment's work is measured more often than a long one.
  private static let often = 8

  func measure() throws(SystemFault) -> BenchSection {
    var section = BenchSection(
      key: "start", title: "From the command line to its end", notes: [],
      goal: "--version in 15 ms, one healthy name in 40 ms",
      columns: [
        .init(key: "seconds", title: "time", unit: .seconds, showsRange: true),
        .init(key: "cpuSeconds", title: "CPU", unit: .seconds),
        .init(key: "peakBytes", title: "memory at most", unit: .bytes),
      ])
    let version = [BenchWorld.preflight, "--version"]
    section.rows.append(try row("preflight --version", version, 0.015))
    if options.hasServers {
      let check = [
        BenchWorld.preflight, "check", BenchWorld.name(1), "--resolver", BenchWorld.resolver, "--thumbprint",
        BenchWorld.thumbprint,
      ]
      section.rows.append(try row("preflight check NAME", check, 0.040))
    }
    return section
  }

  private func row(_ name: String, _ arguments: [String], _ goal: Double) throws(SystemFault) -> BenchSection.Row {
    let rival = Rival(name: name, arguments: arguments) { (end, _) throws(SystemFault) in
      try Rival.ended(end, name)
      return 1
    }
    let runs = try Rival.rounds(options.rounds * Self.often, [rival], scratch)[0]
    return BenchSection.Row(
      name: name, figures: [runs.figure(\.seconds), runs.figure(\.cpuSeconds), runs.figure(\.peakBytes)],
      isMet: runs.figure(\.seconds).median <= goal)
  }
}
