import Readiness

/// How many names had which verdict and which cause, each by its last check. A few octets for each name: of a million
/// names some 30 MB.
struct NameTally: Sendable {
  private struct Standing {
    /// Nil where the name was not checked.
    var verdict: Verdict?
    /// Which of `codes`; nil for a name that is ready.
    var cause: UInt16?
  }

  /// By the name's hash: in this process alone, and two names share one in some 2^64.
  private var standings: [Int: Standing] = [:]
  private var codes: [FindingCode] = []
  private var indices: [FindingCode: UInt16] = [:]
  private var counts: [UInt16: Int] = [:]
  private var verdicts: [Verdict: Int] = [:]

  /// Names heard of.
  var known: Int { standings.count }
  var checked: Int { verdicts.values.reduce(0, +) }

  /// Most frequent first.
  var causes: [(code: FindingCode, count: Int)] {
    counts.map { (codes[Int($0.key)], $0.value) }.filter { $0.1 > 0 }
      .sorted { ($1.1, $0.0.rawValue) < ($0.1, $1.0.rawValue) }
  }

  subscript(verdict: Verdict) -> Int { verdicts[verdict] ?? 0 }

  func isChecked(_ name: String) -> Bool { standings[name.hashValue]?.verdict != nil }

  /// A name that was not checked.
  mutating func note(_ name: String) {
    if standings[name.hashValue] == nil { standings[name.hashValue] = Standing(verdict: nil, cause: nil) }
  }

  mutating func note(_ name: String, _ verdict: Verdict, cause: FindingCode?) {
    let standing = Standing(verdict: verdict, cause: cause.map { index($0) })
    if let before = standings.updateValue(standing, forKey: name.hashValue) { count(before, -1) }
    count(standing, 1)
  }

  private mutating func count(_ standing: Standing, _ step: Int) {
    if let verdict = standing.verdict { verdicts[verdict, default: 0] += step }
    if let cause = standing.cause { counts[cause, default: 0] += step }
  }

  private mutating func index(_ code: FindingCode) -> UInt16 {
    if let index = indices[code] { return index }
    let index = UInt16(clamping: codes.count)
    codes.append(code)
    indices[code] = index
    return index
  }
}
