import Reports
import Testing
import Timing

private let now = Timestamp("2026-11-26T13:05:00Z") ?? Timestamp(milliseconds: 0)

private func check(
  _ done: Int, _ total: ProgressModel.Total, _ verdicts: (Int, Int, Int), rate: Double? = nil, left: Int? = nil
) -> ProgressModel {
  var model = ProgressModel(noun: "name")
  model.done = done
  model.total = total
  model.verdicts = VerdictCounts(ready: verdicts.0, notReady: verdicts.1, undetermined: verdicts.2)
  model.rate = rate
  model.left = left.map { .seconds($0) }
  return model
}

private func run(waitsFor limit: String? = nil, until: String? = nil) -> ProgressModel {
  var model = check(412, .known(6000), (380, 30, 2), rate: 0.028, left: 14_000)
  model.noun = "request"
  model.orders = .init(pending: 7, cap: 10, waitsFor: limit, until: until.flatMap { Timestamp($0) })
  return model
}

private func alone(_ name: String, _ seconds: Int = 4) -> ProgressModel {
  var model = check(0, .known(1), (0, 0, 0))
  model.alone = name
  model.elapsed = .seconds(seconds)
  return model
}

private func ending() -> ProgressModel {
  var model = run()
  model.isEnding = true
  return model
}

/// The model, the columns, the line.
private let lines: [(ProgressModel, Int, String)] = [
  (check(3, .unknown, (2, 1, 0)), 79, "3 names  ✓ 2 ready  ✗ 1 not ready  ? 0 undetermined"),
  (check(1, .unknown, (1, 0, 0)), 79, "1 name  ✓ 1 ready  ✗ 0 not ready  ? 0 undetermined"),
  (
    check(12, .known(40), (9, 2, 1), rate: 4.24, left: 7), 79,
    "12/40 names  ✓ 9 ready  ✗ 2 not ready  ? 1 undetermined  4.2/s  about 7s left"
  ),
  (
    check(1204, .known(20_000), (1100, 90, 14), rate: 310.4, left: 61), 79,
    "1204/20000  ✓ 1100 ✗ 90 ? 14  310/s  about 1m 5s left"
  ),
  (
    check(1204, .known(20_000), (1100, 90, 14), rate: 310.4, left: 61), 120,
    "1204/20000 names  ✓ 1100 ready  ✗ 90 not ready  ? 14 undetermined  310/s  about 1m 5s left"
  ),
  (
    check(1204, .about(20_149), (1100, 90, 14), rate: 310.4, left: 700), 79,
    "1204 of about 20100  ✓ 1100 ✗ 90 ? 14  310/s  about 12m left"
  ),
  (
    check(1204, .known(20_000), (1100, 90, 14), rate: 310.4, left: 61), 50,
    "1204/20000  ✓ 1100 ✗ 90 ? 14  about 1m 5s left"
  ),
  (check(1204, .known(20_000), (1100, 90, 14), rate: 310.4, left: 61), 40, "1204/20000  ✓ 1100 ✗ 90 ? 14"),
  (check(1204, .known(20_000), (1100, 90, 14), rate: 310.4, left: 61), 20, "1204/20000"),
  (check(1204, .known(20_000), (1100, 90, 14), rate: 310.4, left: 61), 6, "1204/…"),
  (check(1204, .known(20_000), (1100, 90, 14)), 1, "…"),
  (
    run(), 120,
    "412/6000 requests  ✓ 380 ready  ✗ 30 not ready  ? 2 undetermined  pending 7/10  1.7/min  about 3h 54m left"
  ),
  (
    run(waitsFor: "new-orders", until: "2026-11-26T13:17:00Z"), 160,
    "412/6000 requests  ✓ 380 ready  ✗ 30 not ready  ? 2 undetermined  pending 7/10  "
      + "waits for new-orders until 13:17 UTC (12m)  1.7/min  about 3h 54m left"
  ),
  (
    run(waitsFor: "new-orders", until: "2026-11-26T13:17:00Z"), 79,
    "412/6000  ✓ 380 ✗ 30 ? 2  pending 7/10  waits for new-orders 12m"
  ),
  (
    run(waitsFor: "ca-rate-limit", until: "2026-11-28T13:17:00Z"), 170,
    "412/6000 requests  ✓ 380 ready  ✗ 30 not ready  ? 2 undetermined  pending 7/10  "
      + "waits for ca-rate-limit until 2026-11-28 13:17 UTC (2d)  1.7/min  about 3h 54m left"
  ),
  (run(waitsFor: "its turn among the runs"), 50, "412/6000  ✓ 380 ✗ 30 ? 2  pending 7/10"),
  (run(), 30, "412/6000  pending 7/10"),
  (ending(), 79, "412/6000  ✓ 380 ✗ 30 ? 2  pending 7/10  1.7/min  ending"),
  (alone("shop.example"), 79, "checking shop.example  4s"),
  (alone("shop.example", 0), 79, "checking shop.example"),
  (alone("例え.例え"), 19, "checking 例え.例え"),
  (alone("例え.例え"), 17, "checking 例え.例…"),
  (alone("a\u{1b}[2Jb\u{202e}c\u{9b}31m"), 79, "checking a\\u{1b}[2Jb\\u{202e}c\\u{9b}31m  4s"),
]

@Suite struct ProgressLineTests {
  @Test(arguments: lines.indices)
  func itSays(_ row: Int) {
    let (model, columns, line) = lines[row]
    #expect(ProgressLine.text(model, width: columns, now: now) == line)
  }

  /// A line that wraps cannot be erased.
  @Test(arguments: lines.indices)
  func itFitsEveryTerminal(_ row: Int) {
    for columns in 1...200 {
      let line = ProgressLine.text(lines[row].0, width: columns, now: now)
      // The wide characters of the table.
      let width = line.unicodeScalars.reduce(0) { $0 + ("例え".unicodeScalars.contains($1) ? 2 : 1) }
      #expect(width <= columns, "\(columns): \(line)")
    }
  }

  /// Colours change nothing of what is said, nor where it is cut.
  @Test(arguments: lines.indices)
  func coloursOnlyRepeat(_ row: Int) {
    for columns in [20, 40, 79, 160] {
      let colored = ProgressLine.text(lines[row].0, width: columns, style: Style(color: true), now: now)
      let plain = ProgressLine.text(lines[row].0, width: columns, now: now)
      #expect(colored.replacing(/\u{1b}\[[0-9]+m/, with: "") == plain)
    }
  }
}
