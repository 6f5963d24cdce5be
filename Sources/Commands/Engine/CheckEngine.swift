import Checking
import EventLoop
import Gate
import Network
import Readiness
import Timing

/// The parts that check names, put together: one loop, a resolver, an HTTP client, the checker on top, and the token
/// file where there is one.
struct CheckEngine: Sendable {
  let loop: Loop
  let policy: NamePolicy
  let checker: Checker
  private let resolvers: ResolverSet
  /// Nil with --no-authoritative.
  private let nameServers: NameServerClient?
  private let web: HTTPClient
  private let token: HeldToken?

  /// - Parameter state: Where token files are remembered; nil for nowhere.
  init(_ options: CheckOptions, profile: CAProfile, state: String?, clocks: any Clocks) throws(CommandError) {
    policy = try options.namePolicy()
    do {
      loop = try Loop(clocks: clocks)
      web = try HTTPClient(loop: loop)
    } catch {
      throw .system("\(error)")
    }
    let (probe, token) = try HeldToken.probe(options.probe, state: state)
    self.token = token
    resolvers = try ResolverSet(options, loop: loop)
    nameServers =
      options.asksNameServers
      ? NameServerClient(loop: loop, settings: NameServerSettings(source: options.source)) : nil
    checker = Checker(
      resolver: resolvers.panel, nameServers: nameServers, web: web, clocks: clocks, randomness: SystemRandomness(),
      settings: options.settings(probe: probe, profile: profile), policy: policy,
      sleep: { [loop] in await loop.sleep(until: $0) }, tasks: loop.taskExecutor,
      toASCII: { IDNA.toASCII($0) })
  }

  /// The form of a name by which requests are compared: A-labels, lower case, no trailing dot.
  @Sendable func canonical(_ name: String) -> String {
    policy.canonical(name)
  }

  /// Looks up what has to be known before the first name.
  ///
  /// - Returns: What there is to say about the resolvers, for people.
  func prepare() async throws(CommandError) -> [String] {
    await resolvers.panel.prepare()
    do throws(TargetError) {
      try await checker.prepare()
    } catch {
      let stop = error.reason.hasSuffix(".") ? "" : "."
      throw .input("\(error)\(stop) Correct --target, or see that the host name resolves.")
    }
    return await resolvers.panel.notices()
  }

  /// Cuts off all that is under way.
  func cancel() async {
    await web.close()
    await resolvers.close()
    await nameServers?.close()
  }

  /// Removes the token file, and no more: the process ends at once.
  func abandon() {
    token?.remove()
  }

  /// Ends everything and removes the token file.
  func close() async {
    await cancel()
    token?.remove()
    await loop.stop()
  }
}
