/// A queue between tasks of one actor. Not for two actors: it is that actor's state.
package final class Mailbox<Element: Sendable> {
  private var items: [Element] = []
  private var next = 0
  private var waiters: [CheckedContinuation<Element?, Never>] = []
  private var isClosed = false

  package init() {}

  package func put(_ item: Element) {
    if isClosed { return }
    if waiters.isEmpty {
      items.append(item)
    } else {
      waiters.removeLast().resume(returning: item)
    }
  }

  /// The next item, waiting for one; nil once the mailbox is closed.
  package func take() async -> Element? {
    if let item = takeNow() { return item }
    if isClosed { return nil }
    return await withCheckedContinuation { waiters.append($0) }
  }

  package func takeNow() -> Element? {
    guard next < items.count else { return nil }
    let item = items[next]
    next += 1
    if next > 256, next * 2 > items.count {
      items.removeFirst(next)
      next = 0
    }
    return item
  }

  /// Wakes everyone who waits. What is still in it can be taken with `takeNow`.
  package func close() {
    isClosed = true
    for waiter in waiters { waiter.resume(returning: nil) }
    waiters.removeAll()
  }
}

/// Wakes whoever waits for something to change.
package final class Bell {
  private var waiters: [CheckedContinuation<Void, Never>] = []
  private var hasRung = false

  package init() {}

  package func ring() {
    hasRung = true
    let woken = waiters
    waiters.removeAll()
    for waiter in woken { waiter.resume() }
  }

  /// Returns at the next ring, or at once where it rang since the last wait.
  package func wait() async {
    if !hasRung { await withCheckedContinuation { waiters.append($0) } }
    hasRung = false
  }
}
