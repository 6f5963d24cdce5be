import EventLoop
package import Timing

/// Lets names in as there is room for them. Part of the actor that lets them in.
package final class Entrance {
  private var places: Places
  private let clocks: any Clocks
  private let changed = Bell()

  package init(_ concurrency: Concurrency, clocks: any Clocks) {
    places = Places(concurrency)
    self.clocks = clocks
  }

  /// Waits for a place, which `leave` gives back. For one task at a time.
  package func enter() async -> Int {
    while true {
      if let ticket = places.enter(at: clocks.instant()) { return ticket }
      await changed.wait()
    }
  }

  /// The place for the next name of the same task; nil where that place is not to be had.
  package func exchange(_ ticket: Int) -> Int? {
    places.leave(ticket)
    if let next = places.enter(at: clocks.instant()) { return next }
    changed.ring()
    return nil
  }

  package func leave(_ ticket: Int) {
    places.leave(ticket)
    changed.ring()
  }

  /// To be called a few times a second while somebody may wait: a place is free when a name falls silent, too.
  package func tick() { changed.ring() }

  package static let ticking = Duration.milliseconds(100)
}
