/// A program that is measured beside others, in the same rounds.
struct Rival {
  struct Run: Sendable {
    /// Names, requests or questions.
    var items: Double
    var seconds: Double
    var cpuSeconds: Double
    var peakBytes: Double

    var rate: Double { items / seconds }
    var cpuEach: Double { cpuSeconds / items }
  }

  let name: String
  let arguments: [String]
  /// How many things the run did, from its output; throws where it did not do them well.
  let items: (Child.End, String) throws(SystemFault) -> Double

  func run(_ scratch: Scratch) throws(SystemFault) -> Run {
    let path = scratch.path + "/output"
    let end = try Child.run(arguments, output: path, errors: false)
    let items = try items(end, Files.read(path, limit: 1 << 16))
    return Run(items: items, seconds: end.seconds, cpuSeconds: end.cpuSeconds, peakBytes: end.peakBytes)
  }

  /// All of them in each round, each time beginning with another one: what else the machine does meets all alike.
  static func rounds(_ count: Int, _ rivals: [Rival], _ scratch: Scratch) throws(SystemFault) -> [[Run]] {
    var runs = [[Run]](repeating: [], count: rivals.count)
    for round in 0..<count {
      for step in 0..<rivals.count {
        let index = (round + step) % rivals.count
        runs[index].append(try rivals[index].run(scratch))
      }
    }
    return runs
  }

  static func ended(_ end: Child.End, _ name: String) throws(SystemFault) {
    guard end.status == 0 else { throw SystemFault(saying: "\(name) ended with status \(end.status)") }
  }

  /// The number in front of, or behind, some words of a program's output.
  static func number(before words: String, in output: String) -> Double? {
    for line in output.split(separator: "\n") where line.contains(words) {
      return line.split(separator: " ").first.flatMap { Double($0) }
    }
    return nil
  }

  static func number(after words: String, in output: String) -> Double? {
    for line in output.split(separator: "\n") where line.contains(words) {
      return line.split(separator: " ").lazy.compactMap { Double($0) }.first
    }
    return nil
  }
}

extension [Rival.Run] {
  /// Round by round, so that a slow moment of the machine is in both.
  func figure(by others: [Rival.Run], _ value: (Rival.Run) -> Double) -> Figure {
    Figure(zip(self, others).map { value($0) / value($1) })
  }

  func figure(_ value: (Rival.Run) -> Double) -> Figure { Figure(map(value)) }
}
