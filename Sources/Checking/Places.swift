import Timing

/// How many names are checked at once.
public struct Concurrency: Hashable, Sendable {
  /// Names that get on, at most.
  public var active: Int
  /// All of them, those that wait on silence included, at most. Not below `active`.
  public var all: Int

  /// As many as the user says, whatever they wait for.
  public static func fixed(_ count: Int) -> Concurrency { Concurrency(active: count, all: count) }

  /// What one name may hold open at once: a fetch from each of a few addresses, a question to each of a few name servers.
  private static let filesForEach = 8
  /// For everything that is no name's: input, output, the ledger, resolvers, orders under way.
  private static let otherFiles = 256

  /// As many as do well where every name gets on, and beyond them, as far as open files allow, those that wait on
  /// silence: dead domains then do not slow live ones.
  ///
  /// - Parameter openFiles: How many this process may have open.
  public static func chosen(openFiles: Int) -> Concurrency {
    let all = min(2000, max(16, (openFiles - otherFiles) / filesForEach))
    return Concurrency(active: min(256, all), all: all)
  }
}

/// Which names are under way, and which of them wait on silence: those that take longer than a healthy one takes.
struct Places {
  typealias Ticket = Int

  /// A healthy name far away takes a few round trips; one that takes longer waits for somebody who says nothing.
  static let patience = Duration.milliseconds(500)

  let concurrency: Concurrency
  private(set) var underWay = 0
  private(set) var silent = 0
  /// In order of their beginning, from ticket `firstYoung` on: those that are too young to be called silent.
  private var young: [(began: Instant, hasEnded: Bool)] = []
  private var firstIndex = 0
  private var firstYoung = 0

  init(_ concurrency: Concurrency) {
    self.concurrency = concurrency
  }

  /// A place for one name; nil where there is none.
  mutating func enter(at now: Instant) -> Ticket? {
    age(at: now)
    guard underWay < concurrency.all, underWay - silent < concurrency.active else { return nil }
    underWay += 1
    young.append((now, false))
    return firstYoung + young.count - firstIndex - 1
  }

  /// The name of that ticket, which is not used again, has been checked.
  mutating func leave(_ ticket: Ticket) {
    underWay -= 1
    if ticket < firstYoung {
      silent -= 1
    } else {
      young[firstIndex + ticket - firstYoung].hasEnded = true
    }
  }

  private mutating func age(at now: Instant) {
    while firstIndex < young.count, young[firstIndex].hasEnded || now - young[firstIndex].began >= Places.patience {
      if !young[firstIndex].hasEnded { silent += 1 }
      firstIndex += 1
      firstYoung += 1
    }
    if firstIndex > 1024, firstIndex * 2 > young.count {
      young.removeFirst(firstIndex)
      firstIndex = 0
    }
  }
}
