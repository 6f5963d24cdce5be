/// A whole check of each name beside programs that only fetch.
struct WholeCheck {
  let options: BenchOptions
  let scratch: Scratch

  private var list: String { scratch.path + "/list" }
  private var reports: String { scratch.path + "/reports" }

  func measure() throws(SystemFault) -> BenchSection {
    let count = options.list
    try BenchWorld.write(count, to: list, BenchWorld.name)
    try BenchWorld.write(count, to: list + ".names") {
      "url = \"http://\(BenchWorld.name($0))\(BenchWorld.token)\"\noutput = \"/dev/null\""
    }
    try BenchWorld.write(count, to: list + ".addresses") {
      "url = \"http://\(BenchWorld.address($0))\(BenchWorld.token)\"\noutput = \"/dev/null\""
    }
    let rivals = [
      check("preflight check", BenchWorld.check(list, reports: reports)),
      check("preflight check, name servers asked too", BenchWorld.check(list, reports: reports, [])),
      curl("curl --parallel, of names", list + ".names"), curl("curl --parallel, of addresses", list + ".addresses"),
      wrk(),
    ]
    let runs = try Rival.rounds(options.rounds, rivals, scratch)
    let own = runs[0]
    var section = BenchSection(
      key: "check.rivals", title: "\(Unit.grouped(count)) names, 256 at once",
      notes: [
        "preflight: A, AAAA, CAA up the tree, the token, verdict, report. curl and wrk: the token alone, a new connection each.",
        "\"of addresses\": curl is told the addresses, and asks no DNS. wrk fetches from one address.",
      ],
      goal: "1.5 × curl's rate with less CPU on the same list; at most 2.2 × wrk's CPU",
      columns: [
        .init(key: "perSecond", title: "a second", unit: .perSecond, showsRange: true),
        .init(key: "cpuSecondsEach", title: "CPU each", unit: .seconds),
        .init(key: "peakBytes", title: "memory at most", unit: .bytes),
        .init(key: "rateRatio", title: "preflight's rate", unit: .times),
        .init(key: "cpuRatio", title: "preflight's CPU", unit: .times),
      ], chart: "cpuSecondsEach")
    for (rival, runs) in zip(rivals, runs) {
      let rate = own.figure(by: runs, \.rate)
      let cpu = own.figure(by: runs, \.cpuEach)
      var row = BenchSection.Row(
        name: rival.name,
        figures: [runs.figure(\.rate), runs.figure(\.cpuEach), runs.figure(\.peakBytes), rate, cpu])
      if rival.name == rivals[2].name { row.isMet = rate.median >= 1.5 && cpu.median < 1 }
      if rival.name == rivals[4].name { row.isMet = cpu.median <= 2.2 }
      section.rows.append(row)
    }
    return section
  }

  private func check(_ name: String, _ arguments: [String]) -> Rival {
    let (count, reports) = (options.list, reports)
    return Rival(name: name, arguments: arguments) { (end, _) throws(SystemFault) in
      try Rival.ended(end, name)
      try BenchWorld.demand(ready: count, of: count, in: reports)
      return Double(count)
    }
  }

  private func curl(_ name: String, _ urls: String) -> Rival {
    let count = options.list
    return Rival(
      name: name,
      arguments: [
        "curl", "-sSf", "-H", "Connection: close", "--parallel", "--parallel-max", "256", "--config", urls,
      ]
    ) { (end, _) throws(SystemFault) in
      try Rival.ended(end, name)
      return Double(count)
    }
  }

  private func wrk() -> Rival {
    Rival(
      name: "wrk",
      arguments: [
        "wrk", "-t1", "-c256", "-d\(max(1, Int(options.seconds)))s", "-H", "Connection: close",
        "http://\(BenchWorld.address(1))\(BenchWorld.token)",
      ]
    ) { (end, output) throws(SystemFault) in
      try Rival.ended(end, "wrk")
      guard let requests = Rival.number(before: "requests in", in: output), requests > 0,
        !output.contains("Non-2xx")
      else { throw SystemFault(saying: "wrk did not fetch the token: \(output)") }
      return requests
    }
  }
}
