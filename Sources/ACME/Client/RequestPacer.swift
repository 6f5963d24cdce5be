import Gate
import Timing

/// When requests may go out by the CA's rates. Pure: time comes in.
///
/// By the generic cell rate algorithm: of a store of tokens all may go at once; where the CA looks at every stretch of
/// time, they are spread evenly, a little slower than allowed, because the way to the CA may bring them closer together.
struct RequestPacer {
  private struct Rate {
    let endpoints: Set<ACMEEndpoint>
    /// By which several processes know it for the same.
    let label: String
    let interval: Duration
    /// How far ahead of even spacing a request may be.
    let tolerance: Duration
    /// When the next would be due if all were spaced evenly.
    var due = Instant(nanoseconds: .min / 2)

    func turn(_ now: Instant) -> Instant {
      max(now, Instant(nanoseconds: due.nanoseconds - tolerance.nanoseconds))
    }

    mutating func take(_ turn: Instant) {
      due = max(due, turn) + interval
    }
  }

  private var rates: [Rate]

  init(_ rates: [RequestRate]) {
    self.rates = rates.map { rate in
      let endpoints = rate.endpoints.map(\.rawValue).sorted().joined(separator: ",")
      let label = "\(endpoints):\(rate.limit.count)/\(rate.limit.period.milliseconds)ms"
      let even = rate.limit.period.nanoseconds / Int64(rate.limit.count)
      switch rate.limit.window {
      case .sliding:
        return Rate(
          endpoints: rate.endpoints, label: label, interval: .nanoseconds(even + even / 20), tolerance: .zero)
      case .tokenBucket:
        return Rate(
          endpoints: rate.endpoints, label: label, interval: .nanoseconds(even),
          tolerance: .nanoseconds(even * Int64(rate.limit.count - 1)))
      }
    }
  }

  /// Heeds what other processes have sent, by each rate's label.
  ///
  /// - Parameter horizon: A moment after it was written down under another boot, or is no moment at all.
  mutating func learn(_ moments: [String: Instant], horizon: Instant) {
    for index in rates.indices {
      guard let due = moments[rates[index].label], due <= horizon else { continue }
      rates[index].due = max(rates[index].due, due)
    }
  }

  /// What other processes have to heed. What they wrote for rates that are not ours stays.
  func tell(_ moments: inout [String: Instant]) {
    for rate in rates where rate.due.nanoseconds > 0 { moments[rate.label] = rate.due }
  }

  /// When a request to the endpoint may go out; its turn is taken by asking. Nil where that is not before the deadline:
  /// a turn that nobody uses would hold back all who come later.
  mutating func next(_ endpoint: ACMEEndpoint, at now: Instant, before deadline: Instant) -> Instant? {
    let bound = rates.indices.filter { rates[$0].endpoints.contains(endpoint) }
    let turn = bound.reduce(now) { max($0, rates[$1].turn(now)) }
    guard turn < deadline else { return nil }
    for index in bound { rates[index].take(turn) }
    return turn
  }
}
