import Gate
import Network
import Submission
import Synchronization
import Testing
import Timing

@testable import ACME
@testable import ACMEWire

/// Requests to a CA that answers by a script: how often it is asked, after which pauses, and what comes of it.
@Suite struct ClientTests {
  /// Somebody who looks at a program that asks in vain for a minute is told what it waits for, once.
  @Test(arguments: [(2, [String]()), (3, ["no route"]), (8, ["no route"])])
  func whatKeepsItWaitingIsSaidOnce(_ failures: Int, _ said: [String]) async throws {
    let home = FakeHome()
    let script = (0..<failures).map { _ in Reply.fails(.notSent("no route")) } + [Reply.ok(Self.directory)]
    let client = ACMEClient(home: home, transport: FakeTransport(script), signer: FakeSigner(), rates: [])
    let words = Mutex<[String]>([])
    let end = home.clocks.instant() + .seconds(600)
    _ = try await client.get(.directory, "https://ca.example/dir", until: end) { text in
      words.withLock { $0.append(text) }
    }
    #expect(words.withLock { $0 } == said)
  }

  static let directory = """
    {"newNonce":"https://ca.example/nonce","newAccount":"https://ca.example/account","newOrder":"https://ca.example/order"}
    """

  struct Case: Sendable, CustomTestStringConvertible {
    var name: String
    var effect = Attempts.Effect.repeatable
    var script: [Answering]
    /// "ok", or the failure's word.
    var outcome: String
    /// POSTs, newNonce not counted.
    var asked: Int
    /// In all.
    var pause = Duration.zero
    var testDescription: String { name }
  }

  static let limit = "too many new orders recently"

  static let cases: [Case] = [
    Case(name: "good", script: [Reply.ok()], outcome: "ok", asked: 1),
    Case(
      name: "nonce rejected", effect: .once, script: [Reply.problem("badNonce", nonce: "fresh"), Reply.ok()],
      outcome: "ok", asked: 2),
    Case(
      name: "nonce rejected for ever", script: (0..<20).map { _ in Reply.problem("badNonce") },
      outcome: "refused 400 badNonce", asked: Attempts.mostRejectedNonces),
    Case(
      name: "refused", script: [Reply.problem("unauthorized", 403)], outcome: "refused 403 unauthorized", asked: 1),
    Case(
      name: "limit that is named", effect: .once,
      script: [Reply.problem("rateLimited", 429, detail: limit, [("retry-after", "2")])],
      outcome: "refused 429 rateLimited", asked: 1),
    Case(
      name: "limit of no name, soon over", effect: .once,
      script: [Reply.problem("rateLimited", 429, [("retry-after", "7")]), Reply.ok()], outcome: "ok", asked: 2,
      pause: .seconds(7)),
    Case(
      name: "limit of no name, for long", effect: .once,
      script: [Reply.problem("rateLimited", 429, [("retry-after", "3600")])], outcome: "refused 429 rateLimited",
      asked: 1),
    Case(
      name: "turned away with a date", effect: .once,
      script: [
        Reply.ok("", status: 503, type: "text/html", [("retry-after", "Mon, 23 Nov 2026 06:00:30 GMT")]), Reply.ok(),
      ], outcome: "ok", asked: 2, pause: .seconds(30)),
    Case(
      name: "turned away without a word", effect: .once,
      script: [Reply.ok("", status: 503, type: ""), Reply.ok("", status: 503, type: ""), Reply.ok()], outcome: "ok",
      asked: 3, pause: .seconds(3)),
    Case(
      name: "turned away with Retry-After 0", script: [Reply.ok("", status: 503, [("retry-after", "0")]), Reply.ok()],
      outcome: "ok", asked: 2, pause: .milliseconds(100)),
    Case(
      name: "turned away until the time is up", script: (0..<100).map { _ in Reply.ok("", status: 503) },
      outcome: "refused 503 ", asked: 24, pause: .seconds(570)),
    Case(
      name: "server error, once", effect: .once, script: [Reply.problem("serverInternal", 500)], outcome: "lost",
      asked: 1),
    Case(
      name: "server error, again", script: [Reply.problem("serverInternal", 500), Reply.ok()], outcome: "ok", asked: 2,
      pause: .seconds(1)),
    Case(
      name: "gateway, once", effect: .once, script: [Reply.ok("<html>", status: 502, type: "text/html")],
      outcome: "lost", asked: 1),
    Case(name: "cut, once", effect: .once, script: [Reply.fails(.lost("cut"))], outcome: "lost", asked: 1),
    Case(
      name: "cut, again", script: [Reply.fails(.lost("cut")), Reply.ok()], outcome: "ok", asked: 2, pause: .seconds(1)),
    Case(
      name: "no answer, once", effect: .once, script: [Reply.fails(.timeout(isSent: true))], outcome: "lost", asked: 1),
    Case(
      name: "no connection, once", effect: .once,
      script: [Reply.fails(.notSent("refused")), Reply.fails(.timeout(isSent: false)), Reply.ok()], outcome: "ok",
      asked: 3, pause: .seconds(3)),
    Case(
      name: "no connection until the time is up", effect: .once,
      script: (0..<100).map { _ in Reply.fails(.notSent("refused")) }, outcome: "notSent", asked: 24,
      pause: .seconds(570)),
    Case(name: "endless", script: [Reply.fails(.tooLong)], outcome: "unreadable", asked: 1),
    Case(name: "cancelled", script: [Reply.fails(.cancelled)], outcome: "lost", asked: 1),
    Case(
      name: "redirect", effect: .once,
      script: [Reply.ok("", status: 302, [("location", "https://evil.example/")])], outcome: "refused 302 ", asked: 1),
    Case(
      name: "error that is no problem document", script: [Reply.ok("[]", status: 400)], outcome: "refused 400 ",
      asked: 1),
    Case(name: "empty", script: [Reply.ok("", type: "")], outcome: "unreadable", asked: 1),
    Case(name: "HTML", script: [Reply.ok("<html>", type: "text/html")], outcome: "unreadable", asked: 1),
    Case(name: "JSON of another type", script: [Reply.ok("{}", type: "text/plain")], outcome: "unreadable", asked: 1),
    Case(
      name: "type with parameters", script: [Reply.ok("{}", type: "application/json; charset=utf-8")], outcome: "ok",
      asked: 1),
  ]

  private func client(_ transport: FakeTransport, _ home: FakeHome) async throws -> ACMEClient {
    let client = ACMEClient(home: home, transport: transport, signer: FakeSigner(), rates: [])
    await client.begin(
      directory: try DirectoryDocument(Array(Self.directory.utf8)), key: try #require(FakeSigner.key))
    await client.use(account: "https://ca.example/acct/1")
    return client
  }

  @Test(arguments: cases)
  func request(_ row: Case) async throws {
    let home = FakeHome()
    let transport = FakeTransport(row.script)
    let client = try await client(transport, home)
    let deadline = home.clocks.instant() + .seconds(600)
    var outcome = "ok"
    do throws(RequestFailure) {
      let answer = try await client.post(.other, "https://ca.example/x", nil, row.effect, until: deadline)
      _ = try answer.body(of: .document)
    } catch {
      outcome = error.word
    }
    #expect(outcome == row.outcome)
    let posts = transport.asked.filter { $0.method == .post }
    #expect(posts.count == row.asked)
    #expect(await home.slept.reduce(.zero, +) == row.pause)
    #expect(Set(posts.map(\.nonce)).count == posts.count, "no nonce is used twice")
    #expect(posts.allSatisfy { $0.key == "https://ca.example/acct/1" && $0.payload == "" })
  }

  @Test func theNonceOfARejectionIsUsedNext() async throws {
    let transport = FakeTransport([Reply.problem("badNonce", nonce: "fresh"), Reply.ok(nonce: "later"), Reply.ok()])
    let home = FakeHome()
    let client = try await client(transport, home)
    for _ in 0..<2 { _ = try await client.fetch("https://ca.example/x", until: .never) }
    #expect(transport.asked.filter { $0.method == .post }.map(\.nonce) == ["n1", "fresh", "later"])
    #expect(transport.asked.count { $0.method == .head } == 1)
  }

  @Test(arguments: ["", "a b", "ä", String(repeating: "a", count: 2000)])
  func anUnusableNonceIsIgnored(_ nonce: String) async throws {
    let transport = FakeTransport([Reply.ok(nonce: nonce), Reply.ok()])
    let client = try await client(transport, FakeHome())
    for _ in 0..<2 { _ = try await client.fetch("https://ca.example/x", until: .never) }
    #expect(transport.asked.count { $0.method == .head } == 2)
  }

  @Test func aRequestWithoutANonceWasNotSent() async throws {
    let directory = Self.directory.replacing("https://ca.example/nonce", with: "https://ca.example/scripted-nonce")
    for answer in [Reply.ok(), Reply.problem("malformed", 405), Reply.ok("", status: 302)] {
      let transport = FakeTransport([answer])
      let client = try await client(transport, FakeHome())
      await client.begin(
        directory: try DirectoryDocument(Array(directory.utf8)), key: try #require(FakeSigner.key))
      let failure = await #expect(throws: RequestFailure.self) {
        try await client.post(.newOrder, "https://ca.example/order", [], .once, until: .never)
      }
      #expect(failure?.word == "notSent")
    }
  }

  @Test func byTheKey() async throws {
    let transport = FakeTransport([Reply.ok()])
    let client = try await client(transport, FakeHome())
    _ = try await client.post(
      .newAccount, "https://ca.example/account", Array("{}".utf8), .repeatable, byKey: true, until: .never)
    #expect(transport.asked.last?.key == "jwk")
    #expect(transport.asked.last?.payload == "{}")
  }

  /// The CA's own "not found" from that of a server in front of it.
  @Test(arguments: [
    (Reply.problem("malformed", 404), true), (Reply.ok("", status: 404, type: "", nonce: "n"), true),
    (Reply.ok("{}", status: 404, type: "application/problem+json"), true),
    (Reply.ok("<html>", status: 404, type: "text/html"), false), (Reply.ok("{}", status: 404), false),
  ])
  func whoRefuses(_ answer: @escaping Answering, _ isACME: Bool) async throws {
    let client = try await client(FakeTransport([answer]), FakeHome())
    let failure = await #expect(throws: RequestFailure.self) {
      try await client.fetch("https://ca.example/order/1", until: .never)
    }
    guard case .refused(let refusal) = failure else {
      Issue.record("it was not refused: \(String(describing: failure))")
      return
    }
    #expect(refusal.isACME == isACME)
  }

  /// The largest documents that are read fit what is taken from the CA: an order that does not would stay open for ever.
  @Test func largeDocumentsFit() throws {
    let name = (0..<4).map { _ in String(repeating: "a", count: 60) }.joined(separator: ".")
    let names = (0..<OrderDocument.maximumNames).map { "n\($0).\(name).io" }
    let identifiers = names.map { #"{"type":"dns","value":"\#($0)"}"# }.joined(separator: ",")
    let urls = names.indices.map { #""https://acme-v02.api.ca.example/acme/authz/1234567890/\#($0)""# }
    let list = urls.joined(separator: ",")
    let order = """
      {"status":"invalid","identifiers":[\(identifiers)],"authorizations":[\(list)],"finalize":"https://ca.example/f"}
      """
    let read = try OrderDocument(Array(order.utf8))
    #expect(read.names.count == OrderDocument.maximumNames)
    #expect(order.utf8.count < CAAnswer.Kind.document.bodyLimit)
    let page = #"{"orders":[\#(list)]}"#
    #expect(try OrdersList(Array(page.utf8)).orders.count == 1000)
    #expect(page.utf8.count < CAAnswer.Kind.document.bodyLimit)
  }

  @Test func requestsAreSpaced() async throws {
    let home = FakeHome()
    let transport = FakeTransport((0..<6).map { _ in Reply.ok(nonce: "n") })
    let client = ACMEClient(
      home: home, transport: transport, signer: FakeSigner(),
      rates: [RequestRate([.other], RateLimit(1, per: .seconds(2), .tokenBucket))])
    await client.begin(directory: try DirectoryDocument(Array(Self.directory.utf8)), key: try #require(FakeSigner.key))
    await client.use(account: "https://ca.example/acct/1")
    for _ in 0..<5 { _ = try await client.fetch("https://ca.example/x", until: .never) }
    #expect(await home.slept == [.seconds(2), .seconds(2), .seconds(2), .seconds(2)])
    for _ in 0..<10 {
      let failure = await #expect(throws: RequestFailure.self) {
        try await client.fetch("https://ca.example/x", until: home.clocks.instant() + .seconds(1))
      }
      #expect(failure?.word == "notSent")
    }
    // Those that were not sent have taken nobody's turn.
    _ = try await client.fetch("https://ca.example/x", until: .never)
    #expect(await home.slept.last == .seconds(2))
  }
}

@Suite struct PacerTests {
  static let rates: [[RequestRate]] = [
    [RequestRate([.newOrder], RateLimit(5, per: .seconds(1), .sliding))],
    [RequestRate([.newOrder, .newNonce], RateLimit(10, per: .milliseconds(500), .tokenBucket))],
    [
      RequestRate([.newOrder, .newNonce], RateLimit(5, per: .seconds(1), .sliding)),
      RequestRate(Set(ACMEEndpoint.allCases), RateLimit(10, per: .seconds(1), .sliding)),
    ],
  ]

  /// Asked at random moments: no window or bucket ever holds more than it may.
  @Test(arguments: rates)
  func bounds(_ rates: [RequestRate]) {
    var pacer = RequestPacer(rates)
    var now = Instant(nanoseconds: 0)
    var sent: [(endpoint: ACMEEndpoint, at: Instant)] = []
    for _ in 0..<2000 {
      now = now + .milliseconds(Int64.random(in: 0...150))
      let endpoint: ACMEEndpoint = [.newOrder, .newNonce, .other].randomElement() ?? .other
      guard let turn = pacer.next(endpoint, at: now, before: .never) else {
        Issue.record("no turn")
        continue
      }
      #expect(turn >= now)
      sent.append((endpoint, turn))
    }
    for rate in rates {
      let times = sent.filter { rate.endpoints.contains($0.endpoint) }.map(\.at).sorted()
      switch rate.limit.window {
      case .sliding:
        for (index, time) in times.enumerated() where index >= rate.limit.count {
          #expect(time - times[index - rate.limit.count] >= rate.limit.period)
        }
      case .tokenBucket:
        var tokens = Double(rate.limit.count)
        var last = Instant(nanoseconds: 0)
        for time in times {
          let refill =
            Double((time - last).nanoseconds) / Double(rate.limit.period.nanoseconds) * Double(rate.limit.count)
          tokens = min(Double(rate.limit.count), tokens + refill)
          tokens -= 1
          #expect(tokens > -0.001)
          last = time
        }
      }
    }
  }

  @Test func noRatesNoPause() {
    var pacer = RequestPacer([])
    let now = Instant(nanoseconds: 5)
    for _ in 0..<100 { #expect(pacer.next(.newOrder, at: now, before: .never) == now) }
  }
}
