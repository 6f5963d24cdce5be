import EventLoop
import Gate
import Glibc
import JSONText
import Ledger
import Timing

/// How long opening a ledger takes, and how much memory, each time in a process of its own.
struct OpeningTime {
  private let options: BenchOptions
  private let scratch: Scratch

  init(_ options: BenchOptions, _ scratch: Scratch) {
    self.options = options
    self.scratch = scratch
  }

  private struct Case {
    let name: String
    let directory: String
    var compacts = false
    let seconds: Double
    /// Nil: as much as it takes.
    var bytes: Double?
  }

  func measure() async throws -> BenchSection {
    let names = options.names
    let records = options.records
    let tail = names / 10
    var section = BenchSection(
      key: "ledger.opening", title: "Opening a ledger",
      notes: ["Of a file that the system has just written, and holds in memory."],
      goal: "0.3 s with a snapshot; 8 s and 300 MB for 1,000,000 records without one",
      columns: [
        .init(key: "seconds", title: "time", unit: .seconds, showsRange: true),
        .init(key: "peakBytes", title: "memory at most", unit: .bytes, showsRange: true),
        .init(key: "records", title: "records", unit: .count),
        .init(key: "fileBytes", title: "file", unit: .bytes),
      ])
    let made = (ordinary: scratch.path + "/ordinary", long: scratch.path + "/long", growing: scratch.path + "/growing")
    try await OldLedger.ordinary(names: names, tail: tail, at: made.ordinary)
    try await OldLedger.long(records: records, names: records / 3, at: made.long)
    try await OldLedger.long(records: records, names: records / 10, at: made.growing)
    let cases = [
      Case(
        name: "snapshot of \(Unit.grouped(names)) names, \(Unit.grouped(tail)) records behind it",
        directory: made.ordinary, seconds: 0.3),
      Case(
        name: "\(Unit.grouped(records)) records, \(Unit.grouped(records / 3)) names", directory: made.long, seconds: 8,
        bytes: 300e6),
      Case(
        name: "\(Unit.grouped(records)) records, \(Unit.grouped(records / 10)) names", directory: made.growing,
        seconds: 8, bytes: 300e6),
      Case(
        name: "the same, compacted by the way", directory: made.growing, compacts: true, seconds: 8, bytes: 300e6),
    ]
    for item in cases { section.rows.append(try row(item)) }
    return section
  }

  private func row(_ item: Case) throws -> BenchSection.Row {
    var results: [OpeningChild.Result] = []
    for _ in 0..<options.rounds { results.append(try open(item)) }
    let seconds = Figure(results.map(\.seconds))
    let memory = Figure(results.map { Double($0.peakBytes) })
    return BenchSection.Row(
      name: item.name,
      figures: [
        seconds, memory, Figure(results.map { Double($0.records) }), Figure(results.map { Double($0.fileBytes) }),
      ],
      isMet: seconds.median <= item.seconds && item.bytes.map { memory.median <= $0 } ?? true)
  }

  /// Opens a copy, so that nothing is left of the one before. The journal itself is linked: it is replaced, never
  /// written to, by whoever only opens it.
  private func open(_ item: Case) throws -> OpeningChild.Result {
    let copy = scratch.path + "/opened"
    Scratch.remove(copy)
    guard mkdir(copy, 0o700) == 0, link("\(item.directory)/journal.ndjson", "\(copy)/journal.ndjson") == 0 else {
      throw SystemFault(copy)
    }
    let said = try Again.run([OpeningChild.verb, copy] + (item.compacts ? ["compact"] : []), in: scratch)
    guard let result = OpeningChild.Result(said) else { throw SystemFault(saying: "opening \(copy) said \(said)") }
    return result
  }
}

/// `preflight-bench __open DIRECTORY [compact]`: opens a ledger and says how it went.
enum OpeningChild {
  static let verb = "__open"

  struct Result {
    var seconds: Double
    var peakBytes: Int64
    var records: Int64
    var fileBytes: Int64

    init?(_ text: String) {
      guard let json = try? JSONValue(parsing: text), let nanoseconds = json["nanoseconds"]?.int,
        let peak = json["peakBytes"]?.int, let records = json["records"]?.int, let bytes = json["fileBytes"]?.int
      else { return nil }
      seconds = Double(nanoseconds) / 1e9
      peakBytes = peak
      self.records = records
      fileBytes = bytes
    }
  }

  static func run(_ arguments: [String]) async -> Int32 {
    guard let directory = arguments.first else { return 2 }
    let clocks = SystemClocks()
    do {
      let size = try PosixDisk().openForReading(directory + "/journal.ndjson").status().length
      let start = clocks.instant()
      let ledger = try await Ledger.open(
        at: directory, clocks: clocks, instance: BenchLedger.instance(), limits: BenchLedger.gate.limits,
        compactsGrown: arguments.contains("compact"))
      let time = clocks.instant() - start
      let peak = Again.peakMemory
      await ledger.close()
      let records = Ledger.inspect(at: directory).reading.records
      var writer = JSONWriter()
      writer.object { writer in
        writer.field("nanoseconds", time.nanoseconds)
        writer.field("peakBytes", peak)
        writer.field("records", records)
        writer.field("fileBytes", size)
      }
      writer.endLine()
      return write(1, writer.bytes, writer.bytes.count) == writer.bytes.count ? 0 : 1
    } catch {
      Standard.say("\(error)")
      return 1
    }
  }
}
