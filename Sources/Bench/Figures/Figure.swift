/// What came out in several rounds.
struct Figure: Sendable {
  private let sorted: [Double]

  /// - Parameter rounds: at least one.
  init(_ rounds: [Double]) {
    sorted = rounds.sorted()
  }

  var least: Double { sorted.first ?? .nan }
  var most: Double { sorted.last ?? .nan }

  var median: Double {
    guard !sorted.isEmpty else { return .nan }
    let middle = sorted.count / 2
    return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
  }

  func map(_ body: (Double) -> Double) -> Figure { Figure(sorted.map(body)) }
}

/// In what a figure is counted.
enum Unit: String, Sendable {
  case perSecond = "1/s"
  case seconds = "s"
  case nanoseconds = "ns"
  case bytes = "B"
  case ratio = ""
  /// How many times as much.
  case times = "x"
  case count = "1"

  func text(_ value: Double) -> String {
    guard value.isFinite else { return "-" }
    switch self {
    case .perSecond: return value < 100 ? Unit.decimal(value, 1) : Unit.grouped(Int(value.rounded()))
    case .nanoseconds where value < 1000: return "\(Unit.decimal(value, 1)) ns"
    case .nanoseconds: return Unit.seconds.text(value / 1e9)
    case .seconds where value < 1e-3: return "\(Unit.decimal(value * 1e6, 1)) µs"
    case .seconds where value < 0.1: return "\(Unit.decimal(value * 1e3, 1)) ms"
    case .times: return "\(Unit.decimal(value, 2)) ×"
    case .seconds: return value < 1 ? "\(Int((value * 1000).rounded())) ms" : "\(Unit.decimal(value, 2)) s"
    case .bytes: return value < 1_000_000 ? "\(Int(value)) B" : "\(Unit.grouped(Int((value / 1_000_000).rounded()))) MB"
    case .ratio: return "\(Int((value * 100).rounded())) %"
    case .count: return value == value.rounded() ? Unit.grouped(Int(value)) : Unit.decimal(value, 1)
    }
  }

  /// "1,234,567"
  static func grouped(_ value: Int) -> String {
    var text = ""
    for (index, digit) in String(value.magnitude).reversed().enumerated() {
      if index > 0, index % 3 == 0 { text.append(",") }
      text.append(digit)
    }
    return (value < 0 ? "-" : "") + String(text.reversed())
  }

  static func decimal(_ value: Double, _ places: Int) -> String {
    let scale = places == 1 ? 10.0 : 100.0
    let rounded = Int((value * scale).rounded())
    let fraction = String(rounded % Int(scale))
    return "\(rounded / Int(scale)).\(String(repeating: "0", count: places - fraction.count))\(fraction)"
  }
}
