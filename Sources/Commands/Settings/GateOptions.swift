import Gate
import Options
import Timing

/// The options that make the gate: whose limits, and what the user knows better.
struct GateOptions: Sendable {
  /// A profile's name, or the path of one (it ends in ".json").
  let ca: String
  /// Nil: the CA profile's.
  let maxPending: Int?
  private let overrides: [Override]

  private struct Override: Sendable {
    let limit: LimitName
    let count: Int
    let period: Duration
  }

  init(_ values: OptionValues, for command: CommandName) throws(UsageError) {
    let reader = OptionReader(values: values, command: command)
    ca = try Profiles.name(reader)
    maxPending = values.integerIfGiven(.maxPending)
    let names = LimitName.allCases.map(\.rawValue)
    overrides = try reader.list(
      .override, "LIMIT=N/PERIOD, such as new-orders=1500/3h; limits are \(names.joined(separator: ", "))"
    ) { text in
      let parts = text.split(separator: "=", maxSplits: 1)
      guard parts.count == 2, let limit = LimitName(rawValue: String(parts[0])) else { return nil }
      let figures = parts[1].split(separator: "/", maxSplits: 1)
      guard figures.count == 2, let count = Int(figures[0]), (1...1_000_000).contains(count),
        let period = Duration(preflight: String(figures[1])), period > .zero, period < .seconds(86_400 * 36_500)
      else { return nil }
      return Override(limit: limit, count: count, period: period)
    }
  }

  /// The gate of the CA's profile, with the user's own figures.
  ///
  /// - Parameter orderTimeout: Of the submitter; zero where none will run.
  func gate(_ profile: CAProfile, orderTimeout: Duration = .zero) -> Gate {
    var profile = profile
    for override in overrides {
      let known = profile.limits[override.limit]
      profile.limits[override.limit] = RateLimit(
        override.count, per: override.period, known?.window ?? .sliding,
        exemptsRenewals: known?.exemptsRenewals ?? false)
    }
    return Gate(profile: profile, cap: maxPending, orderTimeout: orderTimeout)
  }
}
