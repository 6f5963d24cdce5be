public import Checking
public import EventLoop
public import Gate
public import Readiness
public import Timing

/// How a run goes about its requests: the options of `run` that reach the pipeline.
public struct RunSettings: Sendable {
  public var gate: Gate
  /// Requests being checked at once.
  public var concurrency = Concurrency.fixed(256)
  /// Requests held at once; reading stops until there is room.
  public var maximumWaiting = 100_000
  /// How long a verdict is good for an order.
  public var readyFor = Duration.seconds(300)
  /// How long a request that is not ready, or whose last order failed, is tried again; zero: not at all.
  public var recheckFor = Duration.zero
  /// Names whose requests pass over a certificate that is not due, a back-off and a pause of the CA's.
  public var forced: Set<String> = []
  /// Names of one registered domain that are put into one order; 1: as the input says.
  public var namesPerOrder = 1
  /// How long limits are waited for; nil without an end.
  public var maximumWait: Duration?
  /// Orders the ready names of a request whose others are not.
  public var dropsUnreadyNames = false

  public init(gate: Gate) {
    self.gate = gate
  }
}

/// Where requests come from.
public protocol RequestSource: Sendable {
  /// The next lines with their numbers from 1, waiting for at least one; empty at the end.
  func next() async -> [NumberedLine]
}

public struct NumberedLine: Hashable, Sendable {
  public var number: Int
  public var line: RequestLine

  public init(number: Int, line: RequestLine) {
    self.number = number
    self.line = line
  }
}

/// Whoever checks a name: a `Checker`, or a simulation.
public protocol NameChecking: Sendable {
  /// - Parameter targets: Where the name should point by its request; empty for the run's targets.
  func check(_ name: String, targets: [Target]) async -> Report
}

extension Checker: NameChecking {}

/// Whoever lets time pass, and on whose executor the run is confined: the loop, or a simulation.
public protocol Sleeping: Actor {
  /// Returns at `moment`, or when the task is cancelled.
  func sleep(until moment: Instant) async
}

extension Loop: Sleeping {}

/// Where ids of orders and the spread of next tries come from.
public protocol RunRandomness: Sendable {
  func next() -> UInt64
}

/// The system's generator.
public struct SystemRunRandomness: RunRandomness {
  public init() {}

  public func next() -> UInt64 {
    var generator = SystemRandomNumberGenerator()
    return generator.next()
  }
}

extension RunRandomness {
  func generator() -> some RandomNumberGenerator { DrawnNumbers(source: self) }
}

private struct DrawnNumbers<Source: RunRandomness>: RandomNumberGenerator {
  let source: Source

  mutating func next() -> UInt64 { source.next() }
}
