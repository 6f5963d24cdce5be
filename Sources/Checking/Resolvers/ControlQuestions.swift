import DNSWire
import Network
import Timing

/// Questions whose answers are known to be there: whoever fails at them is no witness against a domain. One at a time of
/// each, and kept for a moment, so that thousands of failures do not double the load.
///
/// Lives within one actor.
final class ControlQuestions {
  enum Verdict: Hashable, Sendable {
    case well
    /// No answer, not even from the cache.
    case silent
    /// It cannot be asked, in words.
    case unusable(String)
    /// It answers, but badly, in words.
    case failing(String)
  }

  /// A question of which it is in doubt why it failed.
  struct Doubt {
    let name: DNSName
    let sentAt: Instant
    /// How many were under way then. A control that was asked earlier and with fewer proves nothing.
    let level: Int
  }

  private struct Kept {
    let askedAt: Instant
    let level: Int
    let verdict: Task<Verdict, Never>
    var isDone = false
  }

  private let resolver: any Resolving
  private let clocks: any Clocks
  private var kept: [DNSName: Kept] = [:]

  /// One attempt, unlike a domain's question: a control that has to be repeated is a bad sign itself.
  private static let patience = Duration.seconds(2)
  private static let freshness = Duration.milliseconds(250)
  /// Top-level domains.
  private static let capacity = 2000

  init(_ resolver: any Resolving, _ clocks: any Clocks) {
    self.resolver = resolver
    self.clocks = clocks
  }

  /// Whether the resolver answers at all: the root's name servers are in every resolver's cache.
  func root(_ doubt: Doubt, underWay: Int, isolation: isolated (any Actor)? = #isolation) async -> Verdict {
    await control(.root, doubt, underWay) { Query(name: .root, type: .ns) }
  }

  /// Whether the resolver reaches name servers beyond its cache: a name below the same top-level domain that nobody has
  /// asked for.
  func beyondCache(_ doubt: Doubt, underWay: Int, isolation: isolated (any Actor)? = #isolation) async -> Verdict {
    var top = doubt.name
    while let parent = top.parent, !parent.isRoot { top = parent }
    if top.isRoot { return .well }
    return await control(top, doubt, underWay) {
      let label = "preflight-" + String(UInt64.random(in: .min ... .max), radix: 36)
      return Query(name: top.prepending(label) ?? top, type: .a)
    }
  }

  private func control(
    _ key: DNSName, _ doubt: Doubt, _ underWay: Int, _ query: () -> Query, isolation: isolated (any Actor)? = #isolation
  ) async -> Verdict {
    while let known = kept[key] {
      let isLater = known.askedAt >= doubt.sentAt
      let isNear = known.askedAt + Self.freshness >= doubt.sentAt && known.level >= doubt.level
      if (isLater || isNear) && known.askedAt + Self.freshness >= clocks.instant() { return await known.verdict.value }
      if known.isDone { break }
      // Whoever needs a later one waits for this to end, and shares the next.
      let verdict = await known.verdict.value
      kept[key]?.isDone = true
      if isLater { return verdict }
    }
    let now = clocks.instant()
    let verdict = Self.start(query(), resolver, now + Self.patience)
    if kept.count >= Self.capacity { kept.removeAll() }
    kept[key] = Kept(askedAt: now, level: underWay + 1, verdict: verdict)
    let result = await verdict.value
    if kept[key]?.askedAt == now { kept[key]?.isDone = true }
    return result
  }

  private static func start(_ query: Query, _ resolver: any Resolving, _ deadline: Instant) -> Task<Verdict, Never> {
    Task { await ask(query, resolver, deadline) }
  }

  private static func ask(_ query: Query, _ resolver: any Resolving, _ deadline: Instant) async -> Verdict {
    do throws(LookupFailure) {
      let message = try await resolver.ask(query, deadline: deadline)
      let code = message.responseCode
      if code == .noError || code == .nxDomain { return .well }
      if code == .refused { return .failing("it refuses every question") }
      return .failing("it answers \(code) even for \(query.name.isRoot ? "the root" : "other names")")
    } catch {
      switch error {
      case .timeout, .deadline: return .silent
      case .overloaded(let words): return .failing(words)
      case .unreachable, .malformed, .cancelled, .resolverFailed: return .unusable("\(error)")
      }
    }
  }
}
