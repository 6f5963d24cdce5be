import Addressing
import Testing
import Timing

@testable import Network

/// What is sent, and how long each part of a fetch may take.
@Suite struct FetchTests {
  @Test func theRequestIsTheCAs() throws {
    let url = try #require(ParsedURL("http://a.shop:80/.well-known/acme-challenge/t?x=1#f"))
    var request = FetchRequest(
      url: url, address: .v4(1), port: 80, dialTimeout: .seconds(1), timeout: .seconds(1), userAgent: "preflight",
      referer: "http://b.shop/")
    #expect(
      String(decoding: RequestText.octets(request), as: UTF8.self) == """
        GET /.well-known/acme-challenge/t?x=1 HTTP/1.1\r
        Host: a.shop:80\r
        User-Agent: preflight\r
        Accept: */*\r
        Referer: http://b.shop/\r
        Accept-Encoding: gzip\r
        Connection: close\r
        \r

        """)
    request.userAgent = "x\r\nY: z"
    request.referer = "http://b.shop/\r\n\r\nGET /"
    let lines = String(decoding: RequestText.octets(request), as: UTF8.self).split(separator: "\r\n")
    #expect(lines.count == 7)
  }

  private let start = Instant(nanoseconds: 1_000_000_000)

  @Test func dialAndTLSHaveTheirOwnTime() {
    var clock = FetchClock(start: start, dialTimeout: .seconds(10), timeout: .seconds(20))
    #expect(clock.end == start + .seconds(10))
    clock.connected(at: start + .seconds(9))
    #expect(clock.stage == .handshaking)
    #expect(clock.end == start + .seconds(19))
    clock.established()
    #expect(clock.end == start + .seconds(20))
  }

  @Test func nothingOutlastsTheWhole() {
    var clock = FetchClock(start: start, dialTimeout: .seconds(10), timeout: .seconds(5))
    #expect(clock.end == start + .seconds(5))
    clock.connected(at: start + .seconds(4))
    #expect(clock.end == start + .seconds(5))
    clock.established()
    let isNew = clock.decided(at: start + .milliseconds(4500))
    #expect(isNew)
    #expect(clock.end == start + .seconds(5))
  }

  @Test func aDecidedAnswerIsNotWaitedFor() {
    var clock = FetchClock(start: start, dialTimeout: .seconds(10), timeout: .seconds(20))
    clock.established()
    let isNew = clock.decided(at: start + .seconds(2))
    #expect(isNew)
    #expect(clock.end == start + .seconds(3))
    // Said once: what trickles in does not prolong it.
    let isNewAgain = clock.decided(at: start + .seconds(3))
    #expect(!isNewAgain)
  }
}
