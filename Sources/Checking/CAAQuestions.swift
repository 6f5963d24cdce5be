import DNSWire
import Network
import Readiness
import Timing

/// CAA of a name and all of its parents, asked at once (RFC 8659 section 3; Boulder asks the same way). Parents are
/// shared by many names of a run, so what they answered is kept for a while.
struct CAAQuestions {
  private var kept: [DNSName: (until: Instant, answer: Task<CAALevel, Never>)] = [:]

  /// Entries; beyond it everything is forgotten, which costs questions and nothing else.
  private static let capacity = 4000
  /// A CA's resolver keeps nothing for longer than about a minute.
  private static let patience = Duration.seconds(60)
  /// A question under way is shared by those who come while it is young; a failure is shared by nobody after.
  private static let youth = Duration.seconds(1)

  /// The levels from `name` to the top-level domain.
  mutating func start(
    for name: DNSName, resolver: any Resolving, clocks: any Clocks, deadline: Instant,
    tasks: (any TaskExecutor)?
  ) -> [(name: DNSName, answer: Task<CAALevel, Never>)] {
    let now = clocks.instant()
    if kept.count >= Self.capacity { kept.removeAll() }
    var levels: [(DNSName, Task<CAALevel, Never>)] = []
    var current: DNSName? = name
    while let level = current, !level.isRoot {
      if let entry = kept[level], entry.until > now {
        levels.append((level, entry.answer))
      } else {
        let answer = Task(executorPreference: tasks) { await Self.ask(level, resolver, deadline) }
        if level != name { kept[level] = (now + Self.youth, answer) }
        levels.append((level, answer))
      }
      current = level.parent
    }
    return levels
  }

  /// Keeps what was answered for the names to come.
  mutating func keep(_ answers: [(DNSName, CAALevel)], now: Instant) {
    for (name, level) in answers {
      if case .answer = level, let entry = kept[name] { kept[name] = (now + Self.patience, entry.answer) }
    }
  }

  static func ask(_ name: DNSName, _ resolver: any Resolving, _ deadline: Instant) async -> CAALevel {
    do throws(LookupFailure) {
      return CAALevel(try await resolver.ask(Query(name: name, type: .caa), deadline: deadline), of: name)
    } catch {
      return error.isOurs ? .ours(error) : .failed("\(error)")
    }
  }
}

/// What one level of the tree answered.
enum CAALevel: Sendable {
  /// `alias`: the end of the name's aliases.
  case answer([CAARecord], exists: Bool, alias: DNSName?)
  /// One of the records is none.
  case unreadable
  case failed(String)
  /// Our own side failed.
  case ours(LookupFailure)

  /// Reads an answer to the question for CAA.
  init(_ message: Message, of name: DNSName) {
    switch message.responseCode {
    case .noError:
      let chain = message.resolveChain(from: name, type: .caa, limit: 16)
      let records = chain.records.compactMap { record -> CAARecord? in
        if case .caa(let caa) = record.data { caa } else { nil }
      }
      // One record that cannot be read fails the whole answer, as in Boulder.
      guard records.count == chain.records.count else {
        self = .unreadable
        return
      }
      switch chain.outcome {
      case .found, .noData: self = .answer(records, exists: true, alias: chain.cnames.last)
      case .loop: self = .failed("the aliases lead in a circle")
      case .tooLong: self = .failed("too many aliases")
      }
    case .nxDomain: self = .answer([], exists: false, alias: nil)
    case let code:
      let extra = message.extendedErrors
      self = .failed(extra.isEmpty ? "\(code)" : "\(code), \(extra)")
    }
  }

  var asked: CAATree.Level {
    switch self {
    case .answer(let records, let exists, let alias):
      records.isEmpty ? (exists ? .empty : .nonexistent) : .records(records, alias: alias)
    case .unreadable: .unreadable
    case .failed(let reason): .failed(reason: reason)
    case .ours(let failure): .failed(reason: "\(failure)")
    }
  }
}
