extension Duration {
  /// Reads a duration as users write it: a whole or decimal number and a unit, "250ms", "90s", "10m", "3h", "7d", or a
  /// sum of them, "1h30m". A bare "0" is no time at all; any other number needs its unit. Nil for anything else, and
  /// beyond a hundred years.
  public init?(preflight text: some StringProtocol) {
    if text == "0" {
      self = .zero
      return
    }
    var rest = Substring(text)
    var total: Int64 = 0
    guard !rest.isEmpty, rest.utf8.count <= 32 else { return nil }
    while !rest.isEmpty {
      let number = rest.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
      rest = rest.dropFirst(number.count)
      let unit = rest.prefix { $0.isASCII && $0.isLetter }
      rest = rest.dropFirst(unit.count)
      guard number.first != ".", number.last != ".", let value = Double(number), let scale = scale(of: unit)
      else { return nil }
      let amount = value * Double(scale)
      guard amount <= 3_155_760_000_000 else { return nil }
      total += Int64(amount.rounded())
    }
    guard total <= 3_155_760_000_000 else { return nil }
    self = .milliseconds(total)
  }

  /// The largest two units that say it, "1h 30m", "45s", "250ms": for people. Never longer than 12 characters for
  /// anything under a hundred years.
  public var shortText: String {
    let all = milliseconds
    if all < 0 { return "-" + Duration.milliseconds(-all).shortText }
    if all < 1000 { return "\(all)ms" }
    let seconds = all / 1000
    let units: [(Int64, String)] = [(86_400, "d"), (3600, "h"), (60, "m"), (1, "s")]
    guard let first = units.firstIndex(where: { seconds >= $0.0 }) else { return "0s" }
    let (size, name) = units[first]
    let text = "\(seconds / size)\(name)"
    guard first + 1 < units.count, seconds % size / units[first + 1].0 > 0 else { return text }
    return text + " \(seconds % size / units[first + 1].0)\(units[first + 1].1)"
  }
}

private func scale(of unit: Substring) -> Int64? {
  switch unit {
  case "ms": 1
  case "s": 1000
  case "m", "min": 60_000
  case "h": 3_600_000
  case "d": 86_400_000
  case "w": 604_800_000
  default: nil
  }
}
