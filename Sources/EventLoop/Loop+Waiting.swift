import Synchronization
public import Timing

extension Loop {
  /// Waits until `moment`. Returns early when the task is cancelled.
  public func sleep(until moment: Instant) async {
    await wait(until: moment) { _ in }
  }

  /// Waits until `descriptor` can be read or has ended; false when `deadline` comes first or the task is cancelled. One
  /// waiter for each descriptor at a time.
  public func readable(_ descriptor: Int32, until deadline: Instant) async -> Bool {
    await ready(descriptor, for: .read, until: deadline)
  }

  /// Waits until `descriptor` can be written or has failed; false when `deadline` comes first or the task is cancelled.
  public func writable(_ descriptor: Int32, until deadline: Instant) async -> Bool {
    await ready(descriptor, for: .write, until: deadline)
  }

  private func ready(_ descriptor: Int32, for interest: Interest, until deadline: Instant) async -> Bool {
    let isReady = await wait(until: deadline) { finish in
      self.watch(descriptor, for: interest) { _ in
        // At once: whoever waits may be long in coming back, and until then it would be ready at every turn.
        self.here { $0.unwatch(descriptor) }
        finish()
      }
    }
    if !isReady { unwatch(descriptor) }
    return isReady
  }

  /// Suspends until `start`'s argument is called (true), the moment comes or the task is cancelled (false).
  @discardableResult
  private func wait(until moment: Instant, _ start: (@escaping @Sendable () -> Void) -> Void) async -> Bool {
    let waiter = Waiter()
    return await withTaskCancellationHandler {
      let isReady = await withCheckedContinuation { continuation in
        waiter.begin(continuation)
        waiter.timer = moment == .never ? nil : schedule(at: moment) { waiter.finish(false) }
        start { waiter.finish(true) }
        if Task.isCancelled { waiter.finish(false) }
      }
      if let timer = waiter.timer { cancel(timer) }
      return isReady
    } onCancel: {
      waiter.finish(false)
    }
  }
}

/// One suspended wait, which ends once however many reasons there are.
private final class Waiter: Sendable {
  private let state = Mutex<(continuation: CheckedContinuation<Bool, Never>?, timer: Loop.TimerID?)>((nil, nil))

  var timer: Loop.TimerID? {
    get { state.withLock { $0.timer } }
    set { state.withLock { $0.timer = newValue } }
  }

  func begin(_ continuation: CheckedContinuation<Bool, Never>) {
    state.withLock { $0.continuation = continuation }
  }

  func finish(_ result: Bool) {
    let continuation = state.withLock { state in
      defer { state.continuation = nil }
      return state.continuation
    }
    continuation?.resume(returning: result)
  }
}
