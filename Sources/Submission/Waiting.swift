public import EventLoop
public import Timing

/// How a submitter waits, so that a simulation can decide when a wait ends. Both return early when the task is
/// cancelled.
public protocol Waiting: Sendable {
  var clocks: any Clocks { get }
  /// False when `deadline` comes first.
  func readable(_ descriptor: Int32, until deadline: Instant) async -> Bool
  func sleep(until moment: Instant) async
}

extension Loop: Waiting {}
