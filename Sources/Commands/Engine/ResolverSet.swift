import Addressing
import Checking
import EventLoop
import Network

/// The resolvers of a run, put together: those that were named, each watched by itself, or the system's as one.
struct ResolverSet: Sendable {
  let panel: ResolverPanel
  private let stubs: [StubResolver]
  private let overHTTPS: [DoHResolver]

  /// Throws: where no resolver is given and the system names none.
  init(_ options: CheckOptions, loop: Loop) throws(CommandError) {
    // A name asks for A, AAAA and CAA at once, and now and then for its parents' CAA.
    let room = min(max(512, options.concurrency.all * 4), 8192)
    let rate = options.resolverRate ?? 0
    let source = options.source
    func stub(_ servers: [Endpoint]) -> StubResolver {
      StubResolver(
        loop: loop,
        // The control questions need no room of their own.
        settings: ResolverSettings(servers: servers, maximumInFlight: room + 64, perSecond: rate, source: source))
    }
    let plain = options.resolvers.compactMap { if case .plain(let endpoint) = $0 { endpoint } else { nil } }
    let bootstrap = stub(plain.first.map { [$0] } ?? SystemResolvers.servers())
    var stubs = [bootstrap]
    var overHTTPS: [DoHResolver] = []
    var watched: [WatchedResolver] = []
    func watch(_ resolver: any Resolving, _ label: String, room: Int) {
      watched.append(
        WatchedResolver(
          resolver, label: label, clocks: loop.clocks, maximumUnderWay: room, hasOthers: options.resolvers.count > 1,
          sleep: { await loop.sleep(until: $0) }))
    }
    for choice in options.resolvers {
      switch choice {
      case .plain(let endpoint):
        stubs.append(stub([endpoint]))
        watch(stubs[stubs.count - 1], choice.label, room: room)
      case .https(let server):
        overHTTPS.append(
          DoHResolver(loop: loop, server: server, bootstrap: bootstrap, perSecond: rate, source: source))
        watch(overHTTPS[overHTTPS.count - 1], choice.label, room: min(room, DoHResolver.maximumUnderWay))
      }
    }
    if watched.isEmpty { watch(bootstrap, "in /etc/resolv.conf", room: room) }
    panel = ResolverPanel(watched[0], Array(watched.dropFirst()))
    self.stubs = stubs
    self.overHTTPS = overHTTPS
  }

  func close() async {
    for resolver in stubs { await resolver.close() }
    for resolver in overHTTPS { await resolver.close() }
  }
}
