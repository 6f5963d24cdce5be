import Addressing
import Checking
import EventLoop
import Network

/// Whoever asks and fetches for an examination.
struct DoctorClients: Sendable {
  let loop: Loop
  let resolvers: DoctorResolvers
  let nameServers: NameServerClient
  let http: HTTPClient
  let web: WebClient

  init(_ options: DoctorOptions, _ loop: Loop) throws(CommandError) {
    self.loop = loop
    do throws(FetchFailure) {
      http = try HTTPClient(loop: loop)
    } catch {
      throw .system("\(error)")
    }
    resolvers = DoctorResolvers(options, loop)
    nameServers = NameServerClient(loop: loop, settings: NameServerSettings(source: options.check.source))
    web = WebClient(
      loop: loop,
      settings: WebSettings(
        userAgent: "preflight/\(Program.version)", caBundle: options.caBundle, usesProxy: true,
        dialTime: .seconds(5)))
  }

  /// Ends whatever is under way.
  func close() async {
    await resolvers.close()
    await nameServers.close()
    await http.close()
    await web.close()
  }
}

/// Each resolver by itself: those that were named, else those of resolv.conf one by one.
struct DoctorResolvers: Sendable {
  let all: [(name: String, resolver: any Resolving)]
  private let stubs: [StubResolver]
  private let overHTTPS: [DoHResolver]

  init(_ options: DoctorOptions, _ loop: Loop) {
    let source = options.check.source
    let named = options.check.resolvers
    let choices = named.isEmpty ? SystemResolvers.servers().map { ResolverChoice.plain($0) } : named
    var all: [(name: String, resolver: any Resolving)] = []
    var stubs: [StubResolver] = []
    var overHTTPS: [DoHResolver] = []
    func stub(_ servers: [Endpoint]) -> StubResolver {
      let stub = StubResolver(
        loop: loop,
        settings: ResolverSettings(servers: servers, attempts: [.seconds(2), .seconds(2)], source: source))
      stubs.append(stub)
      return stub
    }
    for choice in choices {
      let origin = named.isEmpty ? " of /etc/resolv.conf" : ""
      switch choice {
      case .plain(let endpoint): all.append((choice.label + origin, stub([endpoint])))
      case .https(let server):
        let resolver = DoHResolver(
          loop: loop, server: server, bootstrap: stub(SystemResolvers.servers()), source: source)
        overHTTPS.append(resolver)
        all.append((choice.label, resolver))
      }
    }
    self.all = all
    self.stubs = stubs
    self.overHTTPS = overHTTPS
  }

  func close() async {
    for resolver in stubs { await resolver.close() }
    for resolver in overHTTPS { await resolver.close() }
  }
}
