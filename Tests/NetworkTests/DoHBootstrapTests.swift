import Addressing
import DNSWire
import EventLoop
import Testing
import Timing

@testable import Network

/// A resolver by DNS over HTTPS whose own host name has to be looked up first.
@Suite struct DoHBootstrapTests {
  @Test func aHostNameThatCannotBeLookedUpIsAFailureForWhoeverAsks() async throws {
    let loop = try Loop()
    // Nobody listens at port 1.
    let closed = try #require(Endpoint("127.0.0.1:1", defaultPort: 53))
    let bootstrap = StubResolver(loop: loop, settings: ResolverSettings(servers: [closed], attempts: [.seconds(1)]))
    let server = try #require(DoHServer("https://dns.example/dns-query"))
    let resolver = DoHResolver(loop: loop, server: server, bootstrap: bootstrap)
    let query = Query(name: .root, type: .ns)
    for _ in 0..<2 {
      let failure = await #expect(throws: LookupFailure.self) {
        try await resolver.ask(query, deadline: loop.clocks.instant() + .seconds(20))
      }
      #expect(failure.map { "\($0)".contains("dns.example could not be looked up") } == true)
    }
    await resolver.close()
    await bootstrap.close()
    await loop.stop()
  }
}
