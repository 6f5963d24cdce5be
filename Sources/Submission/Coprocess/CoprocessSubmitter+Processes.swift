import EventLoop
import Gate
import Glibc
import Synchronization
import Timing

extension CoprocessSubmitter {
  /// Runs one process after the other, as long as there are orders.
  func serve() async {
    while true {
      while book.openCount == 0, !isStopping { await changed.wait() }
      if isStopping { break }
      let how: String
      do throws(SystemError) {
        let life = try start()
        how = await live(life)
        control.withLock { $0.process = nil }
        self.life = nil
      } catch {
        how = "no start (\(error))"
      }
      if isStopping { break }
      await recover(how)
    }
    for order in book.removeAll() { mailboxes[order]?.close() }
    mailboxes = [:]
    changed.ring()
  }

  /// Under the lock, so that nothing begins behind the back of a shut-down.
  private func start() throws(SystemError) -> CoprocessLife {
    let result: Result<CoprocessLife, SystemError> = control.withLock { control in
      guard !control.isStopping else { return .failure(SystemError("start", words[0], ECANCELED)) }
      do throws(SystemError) {
        let life = try CoprocessLife(words, lineLimit: CoprocessReply.lineLimit)
        control.process = life.child.processID
        return .success(life)
      } catch {
        return .failure(error)
      }
    }
    let life = try result.get()
    self.life = life
    return life
  }

  private func recover(_ how: String) async {
    let open = book.openCount
    let ended = book.processEnded(how)
    for (order, settlement) in ended.lost { settle(order, settlement) }
    for order in ended.held { mailboxes[order]?.put(.held) }
    guard open > 0 else {
      return say("the co-process ended (\(how)); it is started again with the next order")
    }
    let pause = patience.pauses[min(deaths, patience.pauses.count - 1)]
    deaths += 1
    let orders = "\(open) order\(open == 1 ? "" : "s") open"
    say("the co-process ended (\(how)) with \(orders); it is started again in \(pause.shortText)")
    await wait(until: loop.clocks.instant() + pause) { self.isStopping }
  }

  /// Until the moment, or what `condition` says.
  private func wait(until moment: Instant, or condition: () -> Bool) async {
    let timer = loop.here { loop in loop.schedule(at: moment) { self.assumeIsolated { $0.changed.ring() } } }
    while !condition(), loop.clocks.instant() < moment { await changed.wait() }
    loop.here { $0.cancel(timer) }
  }

  // MARK: Ending

  /// Orders may end as long as `grace` lasts. Then its input is closed, which tells it to end at once.
  public func shutDown(grace: Duration) async {
    control.withLock { $0.isStopping = true }
    changed.ring()
    guard let serving else { return }
    if life != nil { await wait(until: loop.clocks.instant() + grace) { self.book.openCount == 0 || self.life == nil } }
    if let life { hasten(life) }
    changed.ring()
    await serving.value
  }

  public nonisolated func shutDownNow() {
    control.withLock { control in
      control.isStopping = true
      if let process = control.process { kill(-process, SIGKILL) }
    }
    Task { await self.wake() }
  }

  private func wake() { changed.ring() }

  /// Closes its input, then signals it, ever more harshly.
  func hasten(_ life: CoprocessLife) {
    guard life.timers.isEmpty else { return }
    life.closeInput()
    queued.ring()
    let now = loop.clocks.instant()
    for (delay, number) in [(patience.step, SIGTERM), (patience.step * 2, SIGKILL)] {
      let timer = loop.here { loop in
        loop.schedule(at: now + delay) { self.assumeIsolated { $0.life?.signal(number) } }
      }
      life.timers.append(timer)
    }
  }
}
