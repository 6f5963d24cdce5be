import EventLoop

/// Runs work that a person may interrupt: the first signal asks it to end in order, the second at once.
struct Interruption: Sendable {
  let signals: Signals?
  let loop: Loop

  /// - Returns: What the work returned, and the first signal that came meanwhile.
  func during<T: Sendable>(
    _ work: @Sendable () async -> T, first: @escaping @Sendable () async -> Void,
    second: @escaping @Sendable () async -> Void
  ) async -> (T, signal: Int32?) {
    guard let signals else { return (await work(), nil) }
    let loop = loop
    return await withTaskGroup(of: Int32?.self) { group in
      group.addTask {
        guard let signal = await signals.next(on: loop) else { return nil }
        await first()
        if await signals.next(on: loop) != nil { await second() }
        return signal
      }
      let result = await work()
      group.cancelAll()
      return (result, await group.next() ?? nil)
    }
  }
}
