import Addressing
import DNSWire
import EventLoop
import Glibc
import Testing
import Timing

@testable import Network

@Suite struct LoopTests {
  @Test func aClosedPortIsAnAnswerAtOnce() async throws {
    let loop = try Loop()
    defer { Task { await loop.stop() } }
    // Port 1 (tcpmux) has no server on any machine that runs tests.
    let settings = ResolverSettings(servers: [Endpoint(.v4(0x7f00_0001), port: 1)])
    let resolver = StubResolver(loop: loop, settings: settings)
    let name = try #require(DNSName("a.shop"))
    await #expect(throws: LookupFailure.unreachable(ECONNREFUSED)) {
      _ = try await resolver.ask(Query(name: name, type: .a), deadline: .never)
    }
  }

  @Test func aPassedDeadlineEndsBeforeAnythingIsSent() async throws {
    let loop = try Loop()
    defer { Task { await loop.stop() } }
    let resolver = StubResolver(
      loop: loop, settings: ResolverSettings(servers: [Endpoint(.v4(0x7f00_0001), port: 1)]))
    await #expect(throws: LookupFailure.deadline) {
      _ = try await resolver.ask(Query(name: .root, type: .ns), deadline: Instant(nanoseconds: 0))
    }
  }

  @Test func aRefusedConnectionIsSaidSo() async throws {
    let loop = try Loop()
    defer { Task { await loop.stop() } }
    let client = try HTTPClient(loop: loop)
    let url = try #require(ParsedURL("http://a.shop/"))
    let result = await client.fetch(
      FetchRequest(
        url: url, address: .v4(0x7f00_0001), port: 1, dialTimeout: .seconds(5), timeout: .seconds(5), userAgent: "test")
    )
    #expect(result == .failure(.connectRefused))
    await client.close()
    #expect(
      await client.fetch(
        FetchRequest(
          url: url, address: .v4(0x7f00_0001), port: 1, dialTimeout: .seconds(5), timeout: .seconds(5),
          userAgent: "test"))
        == .failure(.cancelled))
  }

  @Test func aCancelledSleepReturns() async throws {
    let loop = try Loop()
    let sleeper = Task { await loop.sleep(until: .never) }
    sleeper.cancel()
    await sleeper.value
    await loop.stop()
  }

  /// On any other thread, each continuation would wake one.
  @Test func aTaskThatPrefersTheLoopComesBackToItsThread() async throws {
    let loop = try Loop()
    let threads = await Task(executorPreference: loop.taskExecutor) {
      let before = threadID()
      await loop.sleep(until: loop.clocks.instant() + .milliseconds(1))
      return [before, threadID(), loop.here { _ in threadID() }]
    }.value
    #expect(Set(threads).count == 1)
    await loop.stop()
  }

  @Test func idsAreNeverTheSame() {
    var random = RandomWords()
    #expect(Set((0..<1000).map { _ in random.next() }).count == 1000)
  }

  @Test func pace() {
    var pace = Pace(perSecond: 10)
    let start = Instant(nanoseconds: 1_000_000_000)
    #expect(pace.next(at: start) == start)
    #expect(pace.next(at: start) == start + .milliseconds(100))
    #expect(pace.next(at: start + .seconds(1)) == start + .seconds(1))
    var free = Pace(perSecond: 0)
    #expect(free.next(at: start) == start)
    #expect(free.next(at: start) == start)
  }

  @Test(arguments: [
    ("nameserver 192.0.2.1\n", ["192.0.2.1:53"]),
    ("# nameserver 192.0.2.1\nsearch x\n", []),
    ("nameserver 2001:db8::1\nnameserver\nnameserver fe80::1%eth0\n", ["[2001:db8::1]:53"]),
    (
      "nameserver 1.1.1.1\nnameserver 1.1.1.2\nnameserver 1.1.1.3\nnameserver 1.1.1.4\n",
      ["1.1.1.1:53", "1.1.1.2:53", "1.1.1.3:53"]
    ),
  ])
  func resolvConf(_ text: String, _ servers: [String]) {
    #expect(SystemResolvers.parse(text).map(\.description) == servers)
  }
}

private func threadID() -> UInt { UInt(pthread_self()) }
