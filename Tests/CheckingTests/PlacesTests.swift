import EventLoop
import Testing
import Timing

@testable import Checking

/// How many names are checked at once, as time passes without a socket.
@Suite struct PlacesTests {
  private func at(_ milliseconds: Int64) -> Instant { Instant(nanoseconds: 0) + .milliseconds(milliseconds) }

  @Test func thoseThatGetOnAreBounded() {
    var places = Places(Concurrency(active: 2, all: 10))
    let first = places.enter(at: at(0))
    #expect(first != nil && places.enter(at: at(0)) != nil)
    #expect(places.enter(at: at(499)) == nil)
    places.leave(first ?? -1)
    #expect(places.enter(at: at(499)) != nil && places.enter(at: at(499)) == nil)
  }

  @Test func thoseThatWaitOnSilenceTakeNoPlaceUpToABound() {
    var places = Places(Concurrency(active: 2, all: 5))
    let dead = [0, 0, 600, 600].compactMap { places.enter(at: at($0)) }
    #expect(dead.count == 4 && places.silent == 2)
    // One place is left of five, whatever the others do.
    #expect(places.enter(at: at(1200)) != nil && places.enter(at: at(1200)) == nil)
    #expect(places.silent == 4 && places.underWay == 5)
    for ticket in dead { places.leave(ticket) }
    #expect(places.silent == 0 && places.underWay == 1)
    #expect(places.enter(at: at(1300)) != nil && places.enter(at: at(1300)) == nil)
  }

  @Test func aFixedNumberCountsAllAlike() {
    var places = Places(.fixed(2))
    #expect(places.enter(at: at(0)) != nil && places.enter(at: at(0)) != nil)
    #expect(places.enter(at: at(60_000)) == nil)
  }

  /// Many names, most of them quick, in an order of ends that has nothing to do with that of beginnings.
  @Test func theCountIsRightAfterManyNames() {
    var places = Places(Concurrency(active: 50, all: 80))
    var open: [Int] = []
    var (entered, random) = (0, UInt64(7))
    for moment in 0..<20_000 {
      if let ticket = places.enter(at: at(Int64(moment * 3))) {
        open.append(ticket)
        entered += 1
      }
      random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      if !open.isEmpty, random >> 33 & 3 != 0 { places.leave(open.remove(at: Int(random >> 33) % open.count)) }
      #expect(places.underWay == open.count)
    }
    #expect(entered > 10_000)
    for ticket in open { places.leave(ticket) }
    #expect(places.underWay == 0 && places.silent == 0)
  }

  @Test(arguments: [(64, 16, 16), (1024, 96, 96), (4096, 256, 480), (16_384, 256, 2000), (1_000_000, 256, 2000)])
  func theLimitOfOpenFilesDecides(_ files: Int, _ active: Int, _ all: Int) {
    #expect(Concurrency.chosen(openFiles: files) == Concurrency(active: active, all: all))
  }
}
