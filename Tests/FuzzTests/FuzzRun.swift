/// Runs one target for some time or a number of inputs.
struct FuzzRun {
  struct Failure: CustomStringConvertible {
    let target: String
    let seed: UInt64
    let reason: String
    let input: [UInt8]

    var description: String { "\(target) seed \(seed): \(reason)\n  input \(input.hex)" }
  }

  let target: FuzzTarget
  let box: BlackBox
  private(set) var executions = 0
  private(set) var failures: [Failure] = []

  /// A single input is to take less, in a debug build on a busy machine.
  private static let patience = Duration.seconds(2)
  /// More of one target say nothing more.
  private static let maximumFailures = 5

  init(_ target: FuzzTarget, box: BlackBox = BlackBox(path: nil)) {
    self.target = target
    self.box = box
  }

  /// Inputs are made from `seed`, `seed` + 1 and so on: each can be made again alone.
  mutating func run(seed first: UInt64, until isOver: (Int) -> Bool) {
    let mutator = target.mutator
    var seed = first
    while !isOver(executions), failures.count < Self.maximumFailures {
      var dice = Dice(state: seed)
      feed(mutator.input(&dice), madeFrom: seed)
      seed &+= 1
    }
    box.clear()
  }

  private mutating func feed(_ input: [UInt8], madeFrom seed: UInt64) {
    box.note(target, seed, input)
    executions += 1
    let start = ContinuousClock.now
    let reason = target.check(input)
    let time = ContinuousClock.now - start
    if let reason {
      let shortest = Mutator.shrink(input) { target.check($0) != nil }
      failures.append(
        Failure(target: target.name, seed: seed, reason: target.check(shortest) ?? reason, input: shortest))
    } else if time > Self.patience {
      failures.append(Failure(target: target.name, seed: seed, reason: "took \(time)", input: input))
    }
  }
}
