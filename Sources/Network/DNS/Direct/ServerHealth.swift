import Addressing
import Timing

/// What earlier questions of this run taught about servers: who is silent, and who does not know EDNS.
struct ServerHealth {
  private struct Entry {
    var silentInRow = 0
    var silentUntil: Instant?
    var plainUntil: Instant?
  }

  private var entries: [Endpoint: Entry] = [:]
  private let silentAfter: Int
  private let silence: Duration

  /// Beyond it everything is forgotten, which costs questions and nothing else.
  private static let capacity = 20_000
  /// How long a server is asked without EDNS after a question with it was lost.
  private static let plainFor = Duration.seconds(60)

  init(silentAfter: Int, silence: Duration) {
    self.silentAfter = silentAfter
    self.silence = silence
  }

  func isSilent(_ server: Endpoint, at now: Instant) -> Bool {
    entries[server]?.silentUntil.map { now < $0 } ?? false
  }

  func knowsEDNS(_ server: Endpoint, at now: Instant) -> Bool {
    entries[server]?.plainUntil.map { now >= $0 } ?? true
  }

  mutating func noteSilence(_ server: Endpoint, at now: Instant) {
    if entries.count >= ServerHealth.capacity { entries.removeAll() }
    var entry = entries[server] ?? Entry()
    entry.silentInRow += 1
    if entry.silentInRow >= silentAfter { entry.silentUntil = now + silence }
    entries[server] = entry
  }

  /// - Parameter usedEDNS: Whether the question that was answered had it; the first attempt always has.
  mutating func noteAnswer(_ server: Endpoint, usedEDNS: Bool, at now: Instant) {
    if usedEDNS {
      entries[server] = nil
    } else {
      if entries.count >= ServerHealth.capacity { entries.removeAll() }
      let until = knowsEDNS(server, at: now) ? now + ServerHealth.plainFor : entries[server]?.plainUntil
      entries[server] = Entry(plainUntil: until)
    }
  }
}
