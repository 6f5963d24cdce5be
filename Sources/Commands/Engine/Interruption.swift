import EventLoop

/// Runs work that a person may interrupt: the first signal asks it to end in order, the second at once. Both are waited
/// for on the loop's thread, which stays free however many others wait for a slow reader.
struct Interruption: Sendable {
  let signals: Signals?
  let loop: Loop

  /// - Returns: What the work returned, and the first signal that came meanwhile.
  func during<T: Sendable>(
    _ work: @Sendable () async -> T, first: @escaping @Sendable () async -> Void,
    second: @escaping @Sendable (_ signal: Int32) async -> Void
  ) async -> (T, signal: Int32?) {
    guard let signals else { return (await work(), nil) }
    let loop = loop
    return await withTaskGroup(of: Int32?.self) { group in
      group.addTask(executorPreference: loop.taskExecutor) {
        guard let signal = await signals.next(on: loop) else { return nil }
        // Ending in order may take long: the second signal is listened for meanwhile.
        await withDiscardingTaskGroup { ending in
          ending.addTask(executorPreference: loop.taskExecutor) { await first() }
          if let again = await signals.next(on: loop) { await second(again) }
        }
        return signal
      }
      let result = await work()
      group.cancelAll()
      return (result, await group.next() ?? nil)
    }
  }
}
