import DNSWire
import Network
import Timing

/// Questions whose answers are known to be there: whoever fails at them is no witness against a domain. Kept for a
/// second, so that thousands of failures do not double the load.
struct ControlQuestions {
  enum Verdict: Hashable, Sendable {
    case well
    /// No answer, not even from the cache.
    case silent
    /// It cannot be asked, in words.
    case unusable(String)
    /// It answers, but badly, in words.
    case failing(String)
  }

  private struct Kept {
    let askedAt: Instant
    /// How many questions were under way besides.
    let level: Int
    let verdict: Task<Verdict, Never>
  }

  private var kept: [DNSName: Kept] = [:]

  /// One attempt, unlike a domain's question: a control that has to be repeated is a bad sign itself.
  private static let patience = Duration.seconds(2)
  private static let freshness = Duration.seconds(1)

  /// Whether the resolver answers at all: the root's name servers are in every resolver's cache.
  ///
  /// - Parameters:
  ///   - since: When the question was sent that is in doubt.
  ///   - level: How many were under way then. A control that was asked with fewer proves nothing.
  mutating func root(
    _ resolver: any Resolving, since: Instant, level: Int, underWay: Int, now: Instant
  ) -> Task<Verdict, Never> {
    control(
      Query(name: .root, type: .ns), key: .root, resolver, since: since, level: level, underWay: underWay, now: now)
  }

  /// Whether the resolver reaches name servers beyond its cache: a name below the same top-level domain that nobody has
  /// asked for.
  mutating func beyondCache(
    _ resolver: any Resolving, near name: DNSName, since: Instant, level: Int, underWay: Int, now: Instant
  ) -> Task<Verdict, Never>? {
    var top = name
    while let parent = top.parent, !parent.isRoot { top = parent }
    let label = "preflight-" + String(UInt64.random(in: .min ... .max), radix: 36)
    guard !top.isRoot, let fresh = top.prepending(label) else { return nil }
    return control(
      Query(name: fresh, type: .a), key: top, resolver, since: since, level: level, underWay: underWay, now: now)
  }

  private mutating func control(
    _ query: Query, key: DNSName, _ resolver: any Resolving, since: Instant, level: Int, underWay: Int, now: Instant
  ) -> Task<Verdict, Never> {
    if let known = kept[key], known.askedAt + Self.freshness >= since, known.askedAt + Self.freshness >= now,
      known.level >= level
    {
      return known.verdict
    }
    let deadline = now + Self.patience
    let verdict = Task { await Self.ask(query, resolver, deadline) }
    if kept.count > 2000 { kept.removeAll() }
    kept[key] = Kept(askedAt: now, level: underWay + 1, verdict: verdict)
    return verdict
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
