/// What is measured, and how large.
struct BenchOptions: Sendable {
  enum Stage: String, CaseIterable, Sendable {
    case check
    case holes
    case growth
    case start
    case parts
    case ledger
  }

  struct Fault: Error, CustomStringConvertible {
    let description: String
  }

  var stage = Stage.check
  /// Names on the lists that are checked.
  var list = 20_000
  /// On the longest list of the growing ones.
  var most = 100_000
  /// Whether the servers of Fixtures/bench are there.
  var hasServers = true
  /// Each figure is the median of so many.
  var rounds = 5
  /// How long a rate is measured, in seconds.
  var seconds = 1.0
  /// Callers that use the ledger at the same time.
  var callers = [1, 8, 64, 256]
  /// With a certificate, in a ledger of ordinary size.
  var names = 100_000
  /// In a long journal.
  var records = 1_000_000
  /// Where files are made, and removed.
  var directory = "."
  var isJSON = false
  var wantsHelp = false

  static let help = """
    preflight-bench STAGE [OPTIONS]

    Measures how fast preflight is, here and now. Fixtures/bench starts the servers that some stages need.

      check               whole checks beside curl, wrk and dnsperf (servers)
      holes               a list of which a fifth are black holes (servers)
      growth              lists of 1,000 names and more (servers)
      start               from the command line to its end (servers, or --no-servers for --version alone)
      parts               what a check does without asking anybody, each part alone
      ledger              durable records a second, and how long opening takes

      --rounds N          each figure is the median of so many [default: 5]
      --seconds S         how long a rate is measured [default: 1]
      --list N            names on a list that is checked [default: 20000]
      --most N            names on the longest list of growth, up to 1000000 [default: 100000]
      --callers N,…       that use the ledger at the same time [default: 1,8,64,256]
      --names N           with a certificate, in an ordinary ledger [default: 100000]
      --records N         in a long journal [default: 1000000]
      --directory DIR     where files are made and removed; its disk is what is measured [default: .]
      --json              one JSON object
    """

  init(_ arguments: [String]) throws(Fault) {
    var rest = arguments[...]
    var stage: Stage?
    while let word = rest.popFirst() {
      switch word {
      case "--json": isJSON = true
      case "--no-servers": hasServers = false
      case "--list": list = try BenchOptions.number(word, rest.popFirst(), 10...1_000_000)
      case "--most": most = try BenchOptions.number(word, rest.popFirst(), 1000...1_000_000)
      case "-h", "--help": wantsHelp = true
      case "--rounds": rounds = try BenchOptions.number(word, rest.popFirst(), 1...1000)
      case "--names": names = try BenchOptions.number(word, rest.popFirst(), 10...10_000_000)
      case "--records": records = try BenchOptions.number(word, rest.popFirst(), 30...100_000_000)
      case "--seconds":
        guard let value = rest.popFirst().flatMap({ Double($0) }), value > 0, value <= 3600 else {
          throw Fault(description: "--seconds needs a number above 0")
        }
        seconds = value
      case "--callers":
        let list = (rest.popFirst() ?? "").split(separator: ",", omittingEmptySubsequences: false)
        callers = []
        for item in list { callers.append(try BenchOptions.number(word, String(item), 1...10_000)) }
      case "--directory":
        guard let value = rest.popFirst(), !value.isEmpty else { throw Fault(description: "--directory needs a path") }
        directory = value
      default:
        guard stage == nil, let known = Stage(rawValue: word) else {
          throw Fault(description: "\(word) is neither a stage nor an option: preflight-bench --help shows them")
        }
        stage = known
      }
    }
    guard let stage = stage ?? (wantsHelp ? .ledger : nil) else {
      throw Fault(description: "what is to be measured? \(Stage.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    self.stage = stage
  }

  private static func number(_ option: String, _ text: String?, _ range: ClosedRange<Int>) throws(Fault) -> Int {
    guard let value = text.flatMap({ Int($0) }), range.contains(value) else {
      throw Fault(description: "\(option) needs a number from \(range.lowerBound) to \(range.upperBound)")
    }
    return value
  }
}
