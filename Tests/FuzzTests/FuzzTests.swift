import Foundation
import Testing

/// Readers of strangers' octets hold their promises for whatever comes. `Fixtures/fuzz SECONDS` runs it for longer.
@Suite struct FuzzTests {
  static let seconds = ProcessInfo.processInfo.environment["PREFLIGHT_FUZZ_SECONDS"].flatMap { Int($0) }

  @Test("a short run with fixed seeds", .enabled(if: seconds == nil), arguments: FuzzTarget.all)
  func short(target: FuzzTarget) {
    var run = FuzzRun(target)
    run.run(seed: 1) { $0 >= 1000 }
    for failure in run.failures { Issue.record("\(failure)") }
  }

  @Test("for a given time, from a seed of the clock", .enabled(if: seconds != nil))
  func long() {
    let box = BlackBox(path: ProcessInfo.processInfo.environment["PREFLIGHT_FUZZ_BOX"])
    let start = ContinuousClock.now
    let seed = UInt64(Date().timeIntervalSince1970) << 24
    let share = Duration.seconds(Self.seconds ?? 0) / FuzzTarget.all.count
    for (index, target) in FuzzTarget.all.enumerated() {
      var run = FuzzRun(target, box: box)
      let begin = ContinuousClock.now
      let end = start + share * (index + 1)
      run.run(seed: seed) { count in count.isMultiple(of: 16) && ContinuousClock.now >= end }
      let seconds = max(
        0.001,
        Double((ContinuousClock.now - begin).components.attoseconds) / 1e18
          + Double((ContinuousClock.now - begin).components.seconds))
      print(
        "fuzz: \(target.name): \(run.executions) inputs, \(Int(Double(run.executions) / seconds)) a second, "
          + "\(run.failures.count) failures, seeds from \(seed)")
      for failure in run.failures { Issue.record("\(failure)") }
    }
  }

  @Test("what was found once stays mended", arguments: RegressionCase.all)
  func regression(row: RegressionCase) throws {
    let target = try #require(FuzzTarget.named(row.target))
    let input = try #require([UInt8](hex: row.hex))
    #expect(target.check(input) == nil, "\(row.note)")
  }

  @Test("the samples themselves hold", arguments: FuzzTarget.all)
  func samples(target: FuzzTarget) {
    for sample in target.samples { #expect(target.check(sample) == nil, "\(sample.hex)") }
  }

  @Test("a run repeats itself, and a failure is shown with the shortest input found")
  func repeats() {
    let target = FuzzTarget("x", samples: ["hello world"], words: ["z"]) { $0.contains(UInt8(ascii: "z")) ? "z" : nil }
    var first = FuzzRun(target)
    first.run(seed: 7) { $0 >= 500 }
    var second = FuzzRun(target)
    second.run(seed: 7) { $0 >= 500 }
    #expect(first.failures.map(\.seed) == second.failures.map(\.seed))
    #expect(first.failures.first?.input == [UInt8(ascii: "z")])
  }
}
