public import Timing

/// How quickly work goes, and when it will be over, told so that neither figure flickers.
public struct Pace: Sendable {
  /// What happened longer ago than this counts for little.
  private static let memory = 20.0
  /// Seconds before anything is said: the first answers come all at once, or not at all.
  private static let patience = 3.0
  /// Things, likewise: fewer make no rate.
  private static let few = 5
  /// An end that moves by less than this part of the time left stays where it was said to be.
  private static let tolerance = 0.2

  private let start: Instant
  private var last: (done: Int, at: Instant)
  /// When something was done last.
  private var moved: Instant
  /// Things and seconds, both fading with time, so that their quotient is right from the first look on.
  private var things = 0.0
  private var seconds = 0.0
  private var end: Instant?

  public init(start: Instant) {
    self.start = start
    last = (0, start)
    moved = start
  }

  /// Takes in how much is done by now.
  public mutating func note(done: Int, at now: Instant) {
    let step = Self.seconds(now - last.at)
    guard step > 0 else { return }
    // e^-x for the small steps between two looks, and never below zero.
    let fading = 1 / (1 + step / Self.memory)
    things = things * fading + Double(max(0, done - last.done))
    seconds = seconds * fading + step
    if done > last.done { moved = now }
    last = (done, now)
  }

  /// Things a second; nil before anything can be said.
  public var rate: Double? {
    guard Self.seconds(last.at - start) >= Self.patience, last.done >= Self.few, things > 0, seconds > 0 else {
      return nil
    }
    return things / seconds
  }

  /// How much longer the rest takes: by the rate, and no less than `least`, which limits ask for.
  public mutating func left(rest: Int, least: Duration? = nil) -> Duration? {
    guard rest > 0, let rate else {
      end = nil
      return nil
    }
    // Beyond a century nobody waits, and sums of nanoseconds would overflow.
    let byRate = Duration.seconds(min(Double(rest) / rate, 3e9))
    // The last few often wait for servers that never answer, and no rate tells for how long.
    if least == nil, last.at - moved > max(byRate * 2, .seconds(2)) { return nil }
    let needed = max(byRate, least ?? .zero)
    let before = end.map { $0 - last.at }
    if let before, before > .zero, abs(Self.seconds(needed - before)) < Self.seconds(before) * Self.tolerance {
      return before
    }
    end = last.at + needed
    return needed
  }

  private static func seconds(_ duration: Duration) -> Double { Double(duration.nanoseconds) / 1e9 }
}
