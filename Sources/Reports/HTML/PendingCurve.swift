import Timing

/// The most that was pending, over time: a bounded number of steps, however long a run lasts. When they run out, each
/// two are made one; no peak is lost.
struct PendingCurve: Sendable {
  struct Step: Hashable, Sendable {
    /// The most that was pending during the step.
    var most: Int
    /// At its end.
    var last: Int
  }

  static let maximumSteps = 480

  private(set) var start: Timestamp?
  private(set) var steps: [Step] = []
  /// Milliseconds of one step.
  private(set) var width: Int64 = 10

  var most: Int { steps.map(\.most).max() ?? 0 }
  var duration: Duration { .milliseconds(width * Int64(steps.count)) }

  /// A clock that was set back tells nothing new: what comes then belongs to the last step.
  mutating func note(_ pending: Int, at moment: Timestamp) {
    let start = start ?? moment
    self.start = start
    let passed = max(moment.milliseconds - start.milliseconds, 0)
    while passed / width >= Int64(Self.maximumSteps) { coarsen() }
    let index = Int(passed / width)
    while steps.count <= index {
      let before = steps.last?.last ?? pending
      steps.append(Step(most: before, last: before))
    }
    let step = steps.count - 1
    steps[step] = Step(most: max(steps[step].most, pending), last: pending)
  }

  private mutating func coarsen() {
    width *= 2
    steps = stride(from: 0, to: steps.count, by: 2).map { index in
      let second = steps[min(index + 1, steps.count - 1)]
      return Step(most: max(steps[index].most, second.most), last: second.last)
    }
  }
}
